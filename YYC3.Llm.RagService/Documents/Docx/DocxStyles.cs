using System.Globalization;
using System.Xml.Linq;
using YYC3.Llm.RagService.Documents.Zipped;

namespace YYC3.Llm.RagService.Documents.Docx;

/// <summary>Which styles are headings: those with an outline level of their own or of the style that they are based on, and titles.</summary>
internal sealed class DocxStyles
{
    private const int Deepest = 9;
    private const int LongestChain = 20;

    private readonly Dictionary<string, (int? Level, string? BasedOn)> styles = new(StringComparer.Ordinal);

    public static DocxStyles Read(BoundedArchive archive)
    {
        var read = new DocxStyles();
        foreach (var style in archive.LoadXml("word/styles.xml")?.Elements().Where(element => element.Name.LocalName == "style") ?? [])
        {
            if (Attribute(style, "styleId") is { } id)
            {
                var name = Attribute(Child(style, "name"), "val") ?? "";
                int? level = Number(Attribute(Child(Child(style, "pPr"), "outlineLvl"), "val")) is { } outline ? outline + 1
                    : string.Equals(name, "title", StringComparison.OrdinalIgnoreCase) ? 1
                    : name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) ? Number(name["heading ".Length..])
                    : null;
                read.styles[id] = (level, Attribute(Child(style, "basedOn"), "val"));
            }
        }

        return read;
    }

    /// <summary>A paragraph's depth as a heading, from 1; 0 for none.</summary>
    /// <param name="outline">Its own outline level, from 0; 9 is body text.</param>
    /// <param name="style">Its style.</param>
    public int LevelOf(string? outline, string? style)
    {
        if (Number(outline) is { } own)
        {
            return own < Deepest ? own + 1 : 0;
        }

        for (var i = 0; i < LongestChain && style is not null && styles.TryGetValue(style, out var found); i++)
        {
            if (found.Level is { } level)
            {
                return level <= Deepest ? level : 0;
            }

            style = found.BasedOn;
        }

        return 0;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static XElement? Child(XElement? element, string name) => element?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    private static string? Attribute(XElement? element, string name) => element?.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == name)?.Value;
}
