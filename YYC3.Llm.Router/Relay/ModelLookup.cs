using YYC3.Llm.Router.Catalog;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>Finds the model that a request names, or says why nobody can be asked for it.</summary>
internal sealed class ModelLookup(CatalogStore catalog)
{
    /// <summary>Finds the model of a request.</summary>
    /// <param name="operation">What is asked for.</param>
    /// <param name="body">The request.</param>
    /// <param name="head">What was found in it.</param>
    /// <param name="model">The model, where nothing is refused.</param>
    /// <returns>Null, or the refusal, which says what to do.</returns>
    public ApiException? Find(Operation operation, RequestBody body, RequestHead head, out Model? model)
    {
        if (head.ModelLength == 0)
        {
            model = DefaultModel();
            return model is not null ? null : ApiException.BadRequest(
                "model", $"No model was named, and the catalog has none for it. Name one, or declare a model of type {ModelTypes.Moderation}.", "missing_required_parameter");
        }

        Span<char> name = stackalloc char[RequestHead.LongestModel];
        model = null;
        var length = 0;
        try
        {
            length = head.CopyModel(body.Memory.Span, name);
        }
        catch (InvalidOperationException)
        {
            length = -1; // Half of a character, escaped.
        }

        if (length < 0)
        {
            return ApiException.BadRequest("model", $"Invalid 'model': a name has at most {RequestHead.LongestModel} characters.", "invalid_model_name");
        }

        var snapshot = catalog.Current;
        model = snapshot.Find(name[..length]);
        if (model is { IsActive: true })
        {
            return model.Serves(operation) ? null : NotServed(model, operation);
        }

        return model is null
            ? new ApiException(404, $"The model `{name[..length]}` does not exist. GET /v1/models lists those that do.", ApiException.InvalidRequest, "model", "model_not_found")
            : Unconfigured(model);
    }

    /// <summary>Says that a model is of another kind than the request needs.</summary>
    public static ApiException NotServed(Model model, Operation operation) =>
        new(404, $"The model `{model.Name}` does not serve {operation.Path}{(model.Definition.IsTyped ? $"; it is of type {model.Definition.Type} and serves {string.Join(", ", ModelTypes.Operations(model.Definition.Type).Select(served => served.Path))}" : "")}.", ApiException.InvalidRequest, "model", "unsupported_operation");

    private static ApiException Unconfigured(Model model)
    {
        if (!model.Definition.Enabled)
        {
            return new ApiException(404, $"The model `{model.Name}` is switched off. An administrator switches it on.", ApiException.InvalidRequest, "model", "model_not_found");
        }

        var missing = model.Deployments.SelectMany(deployment => deployment.Provider.Missing.Select(variable => $"{variable} (provider {deployment.Provider.Name})")).Distinct();
        var remedy = string.Join(" or ", missing) is { Length: > 0 } variables ? $"Set {variables}." : "None of the models that it chooses among is.";
        return new ApiException(404, $"The model `{model.Name}` is not configured. {remedy}", ApiException.InvalidRequest, "model", "model_not_found");
    }

    /// <summary>Who moderates when nobody is named: the catalog's first model for it, else OpenAI's where a provider has it.</summary>
    private Model? DefaultModel()
    {
        var snapshot = catalog.Current;
        return snapshot.Models.FirstOrDefault(model => model.Definition.Type == ModelTypes.Moderation && model.IsActive)
            ?? (snapshot.Find(BuiltIn.Moderation) is { IsActive: true } known ? known : null);
    }
}
