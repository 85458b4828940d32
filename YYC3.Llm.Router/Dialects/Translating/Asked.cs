using System.Globalization;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>Reads fields of a caller's chat request that several dialects need in the same way.</summary>
internal static class Asked
{
    /// <summary>Parses the body and translates it; text that is no text is the caller's fault.</summary>
    public static Failure? Read(CallerRequest request, Func<JsonElement, Failure?> translate)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body, Json.Reading);
            return translate(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Failure.OfCaller(request.Operation.InputField ?? "model", "The request holds an escape sequence that is not a character. Send valid Unicode text.", "invalid_value");
        }
    }

    /// <summary>The most tokens the answer may have; default when the caller does not say.</summary>
    public static JsonElement MaxTokens(JsonElement root) =>
        Json.Given(root, "max_completion_tokens", out var most) || Json.Given(root, "max_tokens", out most) ? most : default;

    /// <summary>The texts at which the answer ends.</summary>
    public static Failure? Stops(JsonElement root, out List<string> stops)
    {
        stops = [];
        if (!Json.Given(root, "stop", out var stop))
        {
            return null;
        }

        foreach (var item in stop.ValueKind == JsonValueKind.Array ? [.. stop.EnumerateArray()] : new[] { stop })
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return Failure.OfCaller("stop", "Invalid type for 'stop': expected a string or an array of strings.", "invalid_type");
            }

            stops.Add(item.GetString()!);
        }

        return null;
    }

    /// <summary>How much the model is to reason: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c> or <c>xhigh</c>; null when the caller does not say.</summary>
    public static Failure? Effort(JsonElement root, out string? effort)
    {
        effort = null;
        if (!Json.Given(root, "reasoning_effort", out var given))
        {
            return null;
        }

        effort = given.ValueKind == JsonValueKind.String ? given.GetString() : "";
        return effort is "none" or "minimal" or "low" or "medium" or "high" or "xhigh"
            ? null
            : Failure.OfCaller("reasoning_effort", "Invalid 'reasoning_effort': use 'none', 'minimal', 'low', 'medium', 'high' or 'xhigh'.", "invalid_value");
    }

    /// <summary>The functions among the tools; other kinds are left out with a warning.</summary>
    public static List<JsonElement> Functions(JsonElement root, string dialect, RequestWarnings warnings)
    {
        var functions = new List<JsonElement>();
        foreach (var tool in Json.Items(root, "tools"))
        {
            if (Json.Given(tool, "function", out var function) && Json.Text(function, "name") is not null)
            {
                functions.Add(function);
            }
            else
            {
                warnings.Add($"tools other than functions dropped: {dialect} does not accept them");
            }
        }

        functions.AddRange(Json.Items(root, "functions").Where(function => Json.Text(function, "name") is not null)); // OpenAI's older form.
        return functions;
    }

    /// <summary>What the caller wants of the tools: <c>auto</c>, <c>none</c> or <c>required</c>, and of which; null names: of all.</summary>
    public static Failure? ToolChoice(JsonElement root, out string? mode, out List<string>? names)
    {
        mode = null;
        names = null;
        if (!Json.Given(root, "tool_choice", out var choice) && !Json.Given(root, "function_call", out choice))
        {
            return null;
        }

        if (choice.ValueKind == JsonValueKind.String)
        {
            mode = choice.GetString();
        }
        else if (Json.Given(choice, "allowed_tools", out var allowed))
        {
            mode = Json.Text(allowed, "mode");
            names = [.. Json.Items(allowed, "tools").Select(Named).OfType<string>()];
        }
        else if (Named(choice) is { } name)
        {
            mode = "required";
            names = [name];
        }

        return mode is "auto" or "none" or "required"
            ? null
            : Failure.OfCaller("tool_choice", "Invalid 'tool_choice': use 'auto', 'none', 'required' or {\"type\":\"function\",\"function\":{\"name\":\"…\"}}.", "invalid_value");
    }

    /// <summary>Notes fields that the provider has nothing for.</summary>
    public static void Warn(JsonElement root, string dialect, RequestWarnings warnings, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (Json.Given(root, field, out _))
            {
                warnings.Add($"{field} dropped: {dialect} does not accept it");
            }
        }
    }

    /// <summary>A call's arguments as an object; models and callers send "" for none.</summary>
    /// <param name="function">The call's <c>function</c>.</param>
    /// <param name="field">Where it is, for the failure.</param>
    /// <param name="arguments">Takes the document; the caller disposes it.</param>
    public static Failure? Arguments(JsonElement function, string field, out JsonDocument? arguments)
    {
        var text = Json.Text(function, "arguments");
        arguments = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Json.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out arguments) && arguments.RootElement.ValueKind == JsonValueKind.Object)
        {
            return null;
        }

        arguments?.Dispose();
        arguments = null;
        return Failure.OfCaller(field, $"Invalid '{field}': it must be a JSON object as a string.", "invalid_value");
    }

    /// <summary>Something the provider cannot take in; the next candidate is asked.</summary>
    public static Failure NotTaken(string dialect, string field, string what, string remedy) => new(
        FailureClass.Model, 400, string.Create(CultureInfo.InvariantCulture, $"{dialect} does not take {what}, which is at '{field}'. {remedy}"),
        "invalid_request_error", "unsupported_content", field);

    private static string? Named(JsonElement choice) => Json.Given(choice, "function", out var function) ? Json.Text(function, "name") : Json.Text(choice, "name");
}
