using System.Xml.Linq;

namespace YYC3.Llm.RagService.Documents.Zipped;

/// <summary>How parts of an Office file name each other (ECMA-376, part 2: relationships).</summary>
internal static class OfficeParts
{
    /// <summary>The attribute by which a part names another one.</summary>
    public static readonly XName RelationshipId = XName.Get("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");

    /// <summary>The parts that a part refers to, by the ids that it uses: each with its type's last word and its path.</summary>
    public static Dictionary<string, (string Type, string Path)> Of(BoundedArchive archive, string part)
    {
        var slash = part.LastIndexOf('/');
        var folder = part[..(slash + 1)];
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var relationship in archive.LoadXml($"{folder}_rels/{part[(slash + 1)..]}.rels")?.Elements() ?? [])
        {
            if (relationship.Attribute("Id")?.Value is { } id && relationship.Attribute("Target")?.Value is { } target && relationship.Attribute("TargetMode")?.Value != "External")
            {
                var type = relationship.Attribute("Type")?.Value ?? "";
                found[id] = (type[(type.LastIndexOf('/') + 1)..], Resolve(folder, target));
            }
        }

        return found;
    }

    // Targets are relative to the part's folder, or begin at the root.
    private static string Resolve(string folder, string target) =>
        new Uri(new Uri("zip:///" + folder), target).AbsolutePath.TrimStart('/') is var path ? Uri.UnescapeDataString(path) : "";
}
