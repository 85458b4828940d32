using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Media;

/// <summary>What a large upload allocates on its way through Router.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class UploadMemoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The first upload may fill the pool; the next ones take from it: 30 MB more come with less new managed memory than one copy of them,
    /// caller, Router and provider of this process together.</summary>
    [Fact]
    public async Task Can_UploadThirtyMegabytes_FromPooledMemory()
    {
        const int Bound = 30_000_000;
        await using var provider = await StandIn.StartAsync(async context =>
        {
            while (await context.Request.BodyReader.ReadAsync(context.RequestAborted) is var read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            await context.Response.WriteAsync("{\"text\":\"ok\"}");
        });
        await using var router = await RouterUnderTest.StartAsync(
            $$"""{"providers":{"p":{"dialect":"openai","baseUrl":"{{provider.Url}}"} },"models":{"m":{"deployments":[{"provider":"p","model":"up"}]} } }""");
        var file = new byte[30_000_000];
        var least = long.MaxValue;

        // The first fills the pools; the least of several is what an upload costs.
        for (var i = 0; i < 6; i++)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "a.mp3" }, { new StringContent("m"), "model" } };
            var before = GC.GetTotalAllocatedBytes(precise: true);
            using var answer = await router.Client.PostAsync("/v1/audio/transcriptions", form, Cancellation);
            Assert.Equal(200, (int)answer.StatusCode);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(least, 0, Bound);
    }
}
