using System.Collections.Frozen;

namespace YYC3.Llm.Router.Dialects;

/// <summary>The dialects by name. Two of one name fail at start.</summary>
internal sealed class DialectRegistry(IEnumerable<IDialect> dialects)
{
    private readonly FrozenDictionary<string, IDialect> byName = dialects.ToFrozenDictionary(dialect => dialect.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => byName.Keys.Order(StringComparer.Ordinal);

    public IDialect? Find(string name) => byName.GetValueOrDefault(name);

    public IDialect Get(string name) => byName[name];
}
