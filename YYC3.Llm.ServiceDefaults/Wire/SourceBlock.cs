using System.Globalization;
using System.Text;

namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>
/// How retrieved material stands in a system or developer message: what the chat API's grounding writes, and what the offline model and telemetry read.
/// <code>
/// &lt;sources&gt;
/// &lt;source id="1" file="manual.pdf" page="12" heading="3.2 包管理"&gt;
/// text, with &amp;lt; and &amp;amp; escaped
/// &lt;/source&gt;
/// &lt;/sources&gt;
/// </code>
/// A text cannot close its own block: every <c>&lt;</c> in it is escaped.
/// </summary>
public static class SourceBlock
{
    /// <summary>The line that opens the block.</summary>
    public const string Open = "<sources>";

    /// <summary>The line that closes the block.</summary>
    public const string Close = "</sources>";

    private const string SourceOpen = "<source ";
    private const string SourceClose = "</source>";

    /// <summary>The block for <paramref name="sources"/>, in their order, without a line end after it.</summary>
    public static string Write(IEnumerable<Source> sources)
    {
        var text = new StringBuilder(Open).Append('\n');
        foreach (var source in sources)
        {
            text.Append(SourceOpen).Append("id=\"").Append(source.Id.ToString(CultureInfo.InvariantCulture)).Append('"');
            Attribute(text, "file", source.File);
            Attribute(text, "page", source.Page?.ToString(CultureInfo.InvariantCulture));
            Attribute(text, "heading", source.Heading);
            text.Append(">\n");
            Escape(text, source.Text, quotes: false);
            text.Append('\n').Append(SourceClose).Append('\n');
        }

        return text.Append(Close).ToString();
    }

    /// <summary>
    /// The sources in <paramref name="message"/>; empty when it holds no block. What is not as <see cref="Write"/> writes it is passed over,
    /// so that a message a user typed never makes this throw.
    /// </summary>
    public static IReadOnlyList<Source> Read(string message)
    {
        var open = message.IndexOf(Open, StringComparison.Ordinal);
        if (open < 0)
        {
            return [];
        }

        var close = message.IndexOf(Close, open, StringComparison.Ordinal);
        var block = message.AsSpan(open + Open.Length, (close < 0 ? message.Length : close) - open - Open.Length);
        var sources = new List<Source>();
        while (true)
        {
            var at = block.IndexOf(SourceOpen, StringComparison.Ordinal);
            var head = at < 0 ? -1 : block[at..].IndexOf('>');
            if (head < 0)
            {
                return sources;
            }

            var attributes = block.Slice(at + SourceOpen.Length, head - SourceOpen.Length);
            var rest = block[(at + head + 1)..];
            var last = rest.IndexOf(SourceClose, StringComparison.Ordinal);
            var body = last < 0 ? rest : rest[..last];
            if (int.TryParse(Value(attributes, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                int? page = int.TryParse(Value(attributes, "page"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
                sources.Add(new Source(id, Value(attributes, "file") ?? "", page, Value(attributes, "heading"), Unescape(body.Trim('\n'))));
            }

            block = last < 0 ? default : rest[(last + SourceClose.Length)..];
        }
    }

    private static void Attribute(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(' ').Append(name).Append("=\"");
            Escape(text, value, quotes: true);
            text.Append('"');
        }
    }

    private static void Escape(StringBuilder text, string value, bool quotes)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' when quotes => text.Append("&gt;"),
                '"' when quotes => text.Append("&quot;"),
                '\r' or '\n' when quotes => text.Append(' '),
                _ => text.Append(c),
            };
        }
    }

    private static string? Value(ReadOnlySpan<char> attributes, string name)
    {
        var at = attributes.IndexOf(name + "=\"", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var value = attributes[(at + name.Length + 2)..];
        var quote = value.IndexOf('"');
        return quote < 0 ? null : Unescape(value[..quote]);
    }

    private static string Unescape(ReadOnlySpan<char> value) =>
        value.Contains('&')
            ? value.ToString().Replace("&quot;", "\"").Replace("&gt;", ">").Replace("&lt;", "<").Replace("&amp;", "&")
            : value.ToString();
}
