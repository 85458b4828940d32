using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Images;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Media;

/// <summary>Images, audio and moderations as the official SDK asks for them, through ChatApi and Router on real sockets.</summary>
public sealed class MediaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_DrawAndEditImages()
    {
        await using var rig = await Rig.StartAsync(ScriptedProvider.Json(200, """{"created":1,"data":[{"b64_json":"AQID"}],"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11}}"""));
        var client = rig.Sdk.GetImageClient("m");

        GeneratedImage drawn = await client.GenerateImageAsync("A cat", cancellationToken: Cancellation);
        GeneratedImage edited = await client.GenerateImageEditAsync(new MemoryStream([7, 13, 10, 45, 45]), "cat.png", "Bigger", cancellationToken: Cancellation);

        Assert.Equal([1, 2, 3], drawn.ImageBytes.ToArray());
        Assert.Equal([1, 2, 3], edited.ImageBytes.ToArray());
        var sent = rig.Provider.Requests.ToArray();
        Assert.Equal(["/v1/images/generations", "/v1/images/edits"], sent.Select(request => request.Path));
        Assert.Contains("\"model\":\"up0\"", sent[0].Text, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nup0\r\n", sent[1].Text, StringComparison.Ordinal);
        Assert.True(sent[1].Body.AsSpan().IndexOf(new byte[] { 7, 13, 10, 45, 45 }) > 0);
    }

    [Fact]
    public async Task Can_SpeakAndTranscribe_AndTheNextProviderIsAskedWhenOneFails()
    {
        await using var failing = await ScriptedProvider.StartAsync(ScriptedProvider.Json(503, "{}"));
        await using var rig = await Rig.StartAsync(ScriptedProvider.Json(200, """{"text":"你好"}"""), failing);
        AudioTranscription text = await rig.Sdk.GetAudioClient("m").TranscribeAudioAsync(new MemoryStream(new byte[70_000]), "a.mp3", cancellationToken: Cancellation);
        AudioTranslation english = await rig.Sdk.GetAudioClient("m").TranslateAudioAsync(new MemoryStream([1]), "a.mp3", cancellationToken: Cancellation);
        rig.Provider.Script = async context =>
        {
            context.Response.ContentType = "audio/mpeg";
            await context.Response.Body.WriteAsync(new byte[] { 1, 2, 3 });
        };
        BinaryData sound = await rig.Sdk.GetAudioClient("m").GenerateSpeechAsync("Hi", GeneratedSpeechVoice.Alloy, cancellationToken: Cancellation);

        Assert.Equal(("你好", "你好"), (text.Text, english.Text));
        Assert.Equal([1, 2, 3], sound.ToArray());
        Assert.Equal(3, failing.Requests.Count);
        Assert.Contains("\r\n\r\nup1\r\n", rig.Provider.Requests.First().Text, StringComparison.Ordinal);
        Assert.Equal(["/v1/audio/transcriptions", "/v1/audio/translations", "/v1/audio/speech"], rig.Provider.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Can_Moderate_AlsoWithoutAModel()
    {
        await using var rig = await Rig.StartAsync(
            ScriptedProvider.Json(200, """{"id":"m1","model":"x","results":[{"flagged":true,"categories":{},"category_scores":{},"category_applied_input_types":{}}]}"""), type: "moderation");

        OpenAI.Moderations.ModerationResult result = await rig.Sdk.GetModerationClient("m").ClassifyTextAsync("bad", Cancellation);
        using var unnamed = await rig.Http.PostAsync("/v1/moderations", new StringContent("""{"input":"bad"}""", Encoding.UTF8, "application/json"), Cancellation);

        Assert.True(result.Flagged);
        Assert.Equal(200, (int)unnamed.StatusCode);
        Assert.Equal("""{"model":"up0","input":"bad"}""", rig.Provider.Requests.Last().Text);
    }

    [Fact]
    public async Task Refuses_ModerationsWithoutAModel_WhenThereIsNone()
    {
        await using var rig = await Rig.StartAsync(ScriptedProvider.Json(200, "{}"));

        using var answer = await rig.Http.PostAsync("/v1/moderations", new StringContent("""{"input":"bad"}""", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("type moderation", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_StreamSound_BeforeAllOfItIsMade()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await Rig.StartAsync(async context =>
        {
            context.Response.ContentType = "audio/mpeg";
            await context.Response.Body.WriteAsync(new byte[] { 1 });
            await context.Response.Body.FlushAsync();
            await rest.Task;
            await context.Response.Body.WriteAsync(new byte[] { 2 });
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech") { Content = new StringContent("""{"model":"m","input":"Hi","voice":"alloy"}""", Encoding.UTF8, "application/json") };

        using var answer = await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancellation);
        var first = stream.ReadByte();
        rest.SetResult();
        var second = stream.ReadByte();

        Assert.Equal((1, 2, -1), (first, second, stream.ReadByte()));
        Assert.Equal("audio/mpeg", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Can_StreamImageEvents_AndErrorsBeforeThemMoveOn()
    {
        const string Events = "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AQ==\",\"partial_image_index\":0}\n\nevent: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"AQID\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}\n\n";
        await using var failing = await ScriptedProvider.StartAsync(ScriptedProvider.Stream("event: error\ndata: {\"error\":{\"message\":\"no\",\"code\":\"server_error\"}}\n\n"));
        await using var rig = await Rig.StartAsync(ScriptedProvider.Stream(Events[..100], Events[100..]), failing);

        using var answer = await rig.Http.PostAsync("/v1/images/generations", new StringContent("""{"model":"m","prompt":"cat","stream":true,"partial_images":1}""", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(Events, await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Single(failing.Requests);
    }

    [Theory]
    [InlineData("file", null)]
    [InlineData("model", "file")]
    public async Task Refuses_FormsWithoutAField_NamingIt(string left, string? second)
    {
        await using var rig = await Rig.StartAsync(ScriptedProvider.Json(200, "{}"));
        using var form = new MultipartFormDataContent();
        if (left != "model")
        {
            form.Add(new StringContent("m"), "model");
        }

        if (second is not null)
        {
            form.Add(new ByteArrayContent([1]), second, "a.mp3");
        }

        using var answer = await rig.Http.PostAsync("/v1/audio/transcriptions", form, Cancellation);
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(left, error.RootElement.GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task Refuses_UploadsAboveTheLimit_NamingTheSetting()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]), null, "--Router:MaxUploadBytes=1000");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[2000]), "file", "a.mp3" }, { new StringContent("m"), "model" } };

        using var answer = await router.Client.PostAsync("/v1/audio/transcriptions", form, Cancellation);

        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Contains("Router:MaxUploadBytes", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    /// <summary>A provider behind Router behind ChatApi; those before it are asked first.</summary>
    private sealed class Rig(ScriptedProvider provider, RouterUnderTest router, ChatApiHost host) : IAsyncDisposable
    {
        public ScriptedProvider Provider => provider;

        public HttpClient Http => host.Admin;

        public OpenAIClient Sdk { get; } = new(new ApiKeyCredential(ChatApiHost.AdminKey), new OpenAIClientOptions
        {
            Endpoint = new Uri(host.Address, "/v1"),
            RetryPolicy = new ClientRetryPolicy(0),
        });

        public static async Task<Rig> StartAsync(RequestDelegate script, ScriptedProvider? before = null, string? type = null)
        {
            var provider = await ScriptedProvider.StartAsync(script);
            ScriptedProvider[] all = before is null ? [provider] : [before, provider];
            var router = await RouterUnderTest.StartAsync(
                RouterUnderTest.Models(all, model: type is null ? "" : $"\"type\":\"{type}\","), null, "--InternalKey=" + ChatApiHost.InternalKey);
            var host = await ChatApiHost.StartAsync(new ChatApiHostOptions { Router = router.Client.BaseAddress });
            return new Rig(provider, router, host);
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await router.DisposeAsync();
            await provider.DisposeAsync();
        }
    }
}
