using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Upstream;

namespace YYC3.Llm.Router.Relay;

/// <summary>The form a deployment gets: the caller's, with the model's name in place and the fields the deployment declares before the others.</summary>
internal static class FormSplicer
{
    public static ProviderContent Splice(ReadOnlyMemory<byte> body, RequestHead head, Deployment deployment)
    {
        var model = Encoding.UTF8.GetBytes(deployment.UpstreamModel);
        var after = body[(head.ModelStart + head.ModelLength)..];
        return new ProviderContent(body[..head.Open], Fields(body, head, deployment), body[head.Open..head.ModelStart], [model, after], head.FormType!);
    }

    // The delimiter is the caller's own: the line that the first part begins with.
    private static ReadOnlyMemory<byte> Fields(ReadOnlyMemory<byte> body, RequestHead head, Deployment deployment)
    {
        if (deployment.BodyFields.Length == 0)
        {
            return default;
        }

        var delimiter = body.Span[head.Open..];
        var text = new StringBuilder();
        var line = Encoding.ASCII.GetString(delimiter[..delimiter.IndexOf("\r\n"u8)]);
        foreach (var field in deployment.BodyFields)
        {
            using var value = JsonDocument.Parse(field.Value);
            text.Append(line).Append("\r\nContent-Disposition: form-data; name=\"").Append(field.Name).Append("\"\r\n\r\n").Append(value.RootElement.ToString()).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
