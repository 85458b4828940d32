using System.Collections.Concurrent;
using System.Globalization;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Faults;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>
/// Reads <c>sim[-answer][?parameter=value&amp;…]</c> from the model name and <c>[answer][?]parameter=value&amp;…</c> from the header
/// <c>x-sim</c>, whose parts win. A fault may also be written as a parameter of its own name: <c>split=1</c> is <c>fault=split:1</c>.
/// A model whose name does not begin with <c>sim</c> answers with plain text, so any model of a configuration can be pointed here.
/// </summary>
internal sealed class ScriptReader(AnswerRegistry answers, FaultRegistry faults)
{
    private const int MostRemembered = 1024;
    private readonly ConcurrentDictionary<(string Model, string? Header), Script> known = new();

    /// <summary>Reads a script, or returns the same instance as before for the same two texts.</summary>
    /// <exception cref="ScriptException">A name or a value is not known.</exception>
    public Script Read(string model, string? header)
    {
        if (known.TryGetValue((model, header), out var script))
        {
            return script;
        }

        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        return known.GetOrAdd((model, header), Parse(model, header));
    }

    private Script Parse(string model, string? header)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var scripted = new List<ScriptedFault>();

        var (name, query) = Cut(model);
        var answer = name == "sim" || !name.StartsWith("sim-", StringComparison.Ordinal) ? "text" : name[4..];
        Add(query, parameters, scripted);

        if (!string.IsNullOrEmpty(header))
        {
            var (headerName, headerQuery) = header.Contains('?') || !header.Contains('=') ? Cut(header) : ("", header);
            if (headerName.Length > 0)
            {
                answer = headerName.StartsWith("sim-", StringComparison.Ordinal) ? headerName[4..] : headerName;
            }

            var over = new List<ScriptedFault>();
            Add(headerQuery, parameters, over);
            scripted.RemoveAll(fault => over.Exists(other => ReferenceEquals(other.Fault, fault.Fault)));
            scripted.AddRange(over);
        }

        if (!answers.Contains(answer))
        {
            throw new ScriptException($"There is no model 'sim-{answer}'; there are {string.Join(", ", answers.Names.Select(known => "sim-" + known))}.");
        }

        return new Script(model, answer, parameters, scripted);
    }

    private static (string Name, string Query) Cut(string text)
    {
        var mark = text.IndexOf('?');
        return mark < 0 ? (text, "") : (text[..mark], text[(mark + 1)..]);
    }

    private void Add(string query, Dictionary<string, string> parameters, List<ScriptedFault> scripted)
    {
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..]);
            if (name == "fault")
            {
                scripted.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ReadFault));
            }
            else if (faults.Find(name) is { } fault)
            {
                scripted.Add(new ScriptedFault(fault, ReadArgument(value)));
            }
            else if (ScriptParameters.Names.Contains(name))
            {
                parameters[name] = value;
            }
            else
            {
                throw new ScriptException($"There is no parameter '{name}'; GET /sim lists those there are.");
            }
        }
    }

    private ScriptedFault ReadFault(string text)
    {
        var end = text.AsSpan().IndexOfAny(':', '@');
        var name = end < 0 ? text : text[..end];
        var fault = faults.Find(name) ?? throw new ScriptException($"There is no fault '{name}'; there are {string.Join(", ", faults.Names)}.");
        return new ScriptedFault(fault, ReadArgument(end < 0 ? "" : text[end..].TrimStart(':')));
    }

    private static FaultArgument ReadArgument(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0)
        {
            return new FaultArgument(text.Length == 0 ? null : text, null);
        }

        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new FaultArgument(at == 0 ? null : text[..at], place)
            : throw new ScriptException($"'{text[at..]}' does not say after how many events; write @10.");
    }
}
