namespace YYC3.Llm.RagService.Documents;

/// <summary>What a block is in its document.</summary>
internal enum BlockKind
{
    /// <summary>A heading; <see cref="DocumentElement.Level"/> says how deep.</summary>
    Heading,

    /// <summary>Running text.</summary>
    Paragraph,

    /// <summary>One item of a list, with its bullet or number.</summary>
    ListItem,

    /// <summary>Source code or other text whose lines and indentation count.</summary>
    Code,

    /// <summary>The row that names a table's columns; the rows behind it belong to it. Cells are joined by <c> | </c>.</summary>
    TableHeader,

    /// <summary>One row of a table. Cells are joined by <c> | </c>.</summary>
    TableRow,
}
