using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Upstream;

namespace YYC3.Llm.Router.Messages;

/// <summary>
/// Asks a model's providers how many tokens a Messages request has. It is no model call: it costs nothing and is neither metered nor limited,
/// and who does not count, as many providers of this API do not, is no failure of the caller's: then it is counted here.
/// </summary>
internal sealed class ProviderTokenCount(ProviderConnections connections, AccessTokens tokens, TimeProvider time)
{
    /// <summary>How long all providers together may take; agents wait for the count before each turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Largest answer that is read, in bytes.</summary>
    private const int LargestAnswer = 64 * 1024;

    /// <summary>The first provider's answer; null when none gives one.</summary>
    /// <param name="context">The caller's call.</param>
    /// <param name="format">What of the caller's headers goes along.</param>
    /// <param name="model">Whose tokens.</param>
    /// <param name="body">The caller's request.</param>
    /// <param name="head">What was found in it.</param>
    public async ValueTask<byte[]?> AskAsync(HttpContext context, MessagesFormat format, Model model, ReadOnlyMemory<byte> body, RequestHead head)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        foreach (var deployment in model.Active)
        {
            foreach (var key in deployment.Provider.Keys.DefaultIfEmpty())
            {
                if (deployment.Endpoint(Operation.CountTokens, stream: false) is { } endpoint
                    && !either.IsCancellationRequested
                    && await AskAsync(context, format, deployment, key, endpoint, body, head, either.Token) is { } answer)
                {
                    return answer;
                }
            }
        }

        return null;
    }

    private async ValueTask<byte[]?> AskAsync(
        HttpContext context, MessagesFormat format, Deployment deployment, ProviderKey? key, Uri endpoint, ReadOnlyMemory<byte> body, RequestHead head, CancellationToken cancellationToken)
    {
        using var content = BodySplicer.Splice(body, head, deployment, asksForUsage: false);
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        message.Headers.TryAddWithoutValidation("User-Agent", "yyc3-llm");
        foreach (var (name, value) in deployment.Provider.Headers.Concat(deployment.Headers))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        format.PassHeaders(context.Request.Headers, message.Headers);
        try
        {
            var (token, refused) = await tokens.GetAsync(deployment, key, cancellationToken);
            if (refused is not null)
            {
                return null;
            }

            deployment.Provider.Dialect.Authorize(message, new Authorization(deployment, key, token, Operation.CountTokens, Stream: false));
            using var answer = await connections.For(deployment).SendAsync(message, cancellationToken);
            if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentLength > LargestAnswer)
            {
                return null;
            }

            var counted = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            using var document = JsonText.Parse(counted);
            return document.RootElement.Number("input_tokens") is null ? null : counted;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            return null;
        }
    }
}
