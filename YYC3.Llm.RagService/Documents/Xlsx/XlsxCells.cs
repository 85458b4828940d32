using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using YYC3.Llm.RagService.Documents.Zipped;

namespace YYC3.Llm.RagService.Documents.Xlsx;

/// <summary>What cells show: shared texts, numbers, dates by their format, a formula's last value.</summary>
internal sealed class XlsxCells
{
    private readonly List<string> shared = [];
    private readonly List<bool> dates = [];

    public static XlsxCells Read(BoundedArchive archive, DocumentLimits limits)
    {
        var cells = new XlsxCells();
        using (var xml = archive.OpenXml("xl/sharedStrings.xml"))
        {
            var length = 0L;
            while (xml is not null && !xml.EOF)
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
                {
                    cells.shared.Add(Texts((XElement)XNode.ReadFrom(xml)));
                    if ((length += cells.shared[^1].Length) > limits.MaxCharacters)
                    {
                        throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, $"The file holds more than {limits.MaxCharacters:N0} characters of text; split it.");
                    }
                }
                else
                {
                    xml.Read();
                }
            }
        }

        var styles = archive.LoadXml("xl/styles.xml");
        var formats = (styles?.Descendants().Where(element => element.Name.LocalName == "numFmt") ?? [])
            .Where(format => IsDate(format.Attribute("formatCode")?.Value ?? "")).Select(format => format.Attribute("numFmtId")?.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var style in styles?.Elements().FirstOrDefault(element => element.Name.LocalName == "cellXfs")?.Elements() ?? [])
        {
            var format = style.Attribute("numFmtId")?.Value;
            cells.dates.Add(formats.Contains(format) || (int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58)));
        }

        return cells;
    }

    /// <summary>A cell's text; empty for an empty one.</summary>
    public string Text(XElement cell)
    {
        var value = cell.Elements().FirstOrDefault(element => element.Name.LocalName == "v")?.Value ?? "";
        var text = cell.Attribute("t")?.Value switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count ? shared[index] : "",
            "inlineStr" => Texts(cell),
            "b" => value == "1" ? "TRUE" : "FALSE",
            null or "n" => Number(value, cell.Attribute("s")?.Value),
            _ => value,
        };
        return text.ReplaceLineEndings(" ").Trim();
    }

    private string Number(string value, string? style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return value;
        }

        if (int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < dates.Count && dates[index] && number is >= 0 and < 2_958_466)
        {
            var date = DateTime.FromOADate(number);
            return date.ToString(number < 1 ? "HH:mm:ss" : date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }

        // As it is shown, not as it is stored: 0.1 + 0.2 is 0.3.
        return number.ToString("G15", CultureInfo.InvariantCulture);
    }

    // Quoted text and conditions of a format are no parts of a date.
    private static bool IsDate(string format)
    {
        var isQuoted = false;
        var isCondition = false;
        foreach (var letter in format)
        {
            isQuoted ^= letter == '"';
            isCondition = letter == '[' || (isCondition && letter != ']');
            if (!isQuoted && !isCondition && letter is 'y' or 'd' or 'h' or 'm' or 's')
            {
                return !format.Contains("General", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    // Phonetic hints (rPh) repeat the text in another script.
    private static string Texts(XElement element) => string.Concat(element.Descendants().Where(text => text.Name.LocalName == "t" && text.Parent?.Name.LocalName != "rPh").Select(text => text.Value));
}
