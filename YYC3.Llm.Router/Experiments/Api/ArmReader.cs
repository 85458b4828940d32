using System.Text.Json;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Reads the arms of an experiment and its shadow.</summary>
internal sealed class ArmReader(FieldReader fields)
{
    private const int MostArms = 16;

    /// <summary>Notes what is wrong with the arms as a whole.</summary>
    public void Check(IReadOnlyList<ArmDefinition> arms, bool hasShadow)
    {
        if (arms.Count < 2 && !(hasShadow && arms.Count == 1))
        {
            fields.Walker.Fault("$.arms", "must hold the control and at least one other arm, such as [{\"id\":\"control\"},{\"id\":\"b\",\"model\":\"…\"}]; with a shadow the control alone will do");
        }

        if (arms.Count > MostArms)
        {
            fields.Walker.Fault("$.arms", $"must hold at most {MostArms} arms");
        }

        if (arms.Count > 0 && arms[0].Overrides)
        {
            fields.Walker.Fault("$.arms[0]", "is the control, which is the model as the catalog has it: it takes no model, deployments, policy or parameters. Put it first");
        }

        foreach (var (arm, index) in arms.Select((arm, index) => (arm, index)).Skip(1))
        {
            if (!arm.Overrides)
            {
                fields.Walker.Fault($"$.arms[{index}]", "does nothing else than the control; give it a model, deployments, a policy or parameters");
            }

            if (arms.Take(index).Any(other => other.Id == arm.Id))
            {
                fields.Walker.Fault($"$.arms[{index}].id", $"'{arm.Id}' is given twice");
            }
        }
    }

    public IReadOnlyList<ArmDefinition> Arms(JsonElement value, string path) => [.. fields.Walker.Items(value, path).Select(item => Arm(item.Value, item.Path, isShadow: false))];

    private ArmDefinition Arm(JsonElement element, string path, bool isShadow)
    {
        var id = isShadow ? ShadowDefinition.ArmId : "";
        double weight = 1;
        string? model = null, policy = null;
        IReadOnlyList<string> deployments = [];
        IReadOnlyList<KeyValuePair<string, string>> parameters = [];
        foreach (var (field, at, value) in fields.Given(element, path))
        {
            switch (field)
            {
                case "id" when !isShadow: id = ArmId(value, at); break;
                case "weight" when !isShadow: weight = Weight(value, at); break;
                case "share" when isShadow: break; // Read by the shadow.
                case "model": model = fields.Text(value, at, FieldReader.LongestText); break;
                case "policy": policy = fields.Text(value, at, FieldReader.LongestText); break;
                case "deployments": deployments = fields.Walker.Texts(value, at); break;
                case "parameters": parameters = Parameters(value, at); break;
                default: fields.Walker.Unknown(at, isShadow ? ["share", "model", "deployments", "policy", "parameters"] : ["id", "weight", "model", "deployments", "policy", "parameters"]); break;
            }
        }

        fields.Require(id.Length > 0, element, "id", "the arm's name, such as 'b'", path);
        if (model is not null && deployments.Count > 0)
        {
            fields.Walker.Fault($"{path}.deployments", "cannot stand beside a model: give one of the two");
        }

        return new ArmDefinition(id, weight, model, deployments, policy, parameters);
    }

    private IReadOnlyList<KeyValuePair<string, string>> Parameters(JsonElement element, string path)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var (name, at, value) in fields.Walker.Members(element, path))
        {
            if (name is "model" or "messages" or "input" or "stream" or "stream_options")
            {
                fields.Walker.Fault(at, "cannot be set by an arm; it is the caller's");
            }

            parameters.Add(KeyValuePair.Create(name, value.GetRawText()));
        }

        return parameters;
    }

    public ShadowDefinition Shadow(JsonElement element, string path)
    {
        double? share = null;
        foreach (var (_, at, value) in fields.Given(element, path).Where(member => member.Name == "share"))
        {
            share = fields.Share(value, at);
        }

        fields.Require(share is not null, element, "share", "the share of calls to copy, more than 0, at most 1", path);
        if (share is 0)
        {
            fields.Walker.Fault($"{path}.share", "must be more than 0; leave the shadow out to have none");
        }

        var arm = Arm(element, path, isShadow: true);
        if (element.ValueKind == JsonValueKind.Object && !arm.Overrides)
        {
            fields.Walker.Fault(path, "needs a model, deployments, a policy or parameters: whom to send the copies to");
        }

        return new ShadowDefinition(share ?? 1, arm);
    }

    private string ArmId(JsonElement value, string path)
    {
        var id = fields.Walker.Text(value, path);
        if (id.Length > 64 || id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) || id == ShadowDefinition.ArmId)
        {
            fields.Walker.Fault(path, $"must be 1 to 64 letters, digits, '-', '_' or '.', and not '{ShadowDefinition.ArmId}'");
        }

        return id;
    }

    private double Weight(JsonElement value, string path)
    {
        var weight = fields.Walker.Number(value, path, double.MinValue, 1);
        if (weight is <= 0 or > 1_000_000)
        {
            fields.Walker.Fault(path, "must be more than 0 and at most 1000000; end an arm by ending the experiment");
        }

        return weight;
    }
}
