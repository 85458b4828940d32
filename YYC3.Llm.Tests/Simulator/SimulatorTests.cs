using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Text.Json;
using YYC3.Llm.Simulator;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Scripts, embeddings, the key, and what the simulator tells of itself.</summary>
public class SimulatorTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    [Theory]
    [InlineData("sim-nothing", null, "sim-echo")]
    [InlineData("sim?chunk=3", null, "'chunk'")]
    [InlineData("sim?chunks=0", null, "chunks=0")]
    [InlineData("sim?gap=5", null, "250ms")]
    [InlineData("sim?fault=nothing", null, "reset")]
    [InlineData("sim?fault=reset@x", null, "@10")]
    [InlineData("sim?status=200", null, "429+2")]
    [InlineData("sim?split=0", null, "split:0")]
    [InlineData("sim?usage=never", null, "zero-first")]
    [InlineData("sim?odds=2&status=500", null, "odds=2")]
    [InlineData("sim", "args=maybe&nothing=1", "'nothing'")]
    public async Task Refuses_a_script_it_cannot_follow(string model, string? header, string named)
    {
        var reply = await WireClient.ChatAsync(simulator.Url, model, stream: false, header);

        Assert.Equal(400, reply.Status);
        Assert.Contains(named, JsonDocument.Parse(reply.Text).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"model\":3,\"messages\":[]}")]
    [InlineData("{\"messages\":[]}")]
    [InlineData("{\"model\":\"sim\"}")]
    public async Task Refuses_a_body_it_cannot_read(string body)
    {
        Assert.Equal(400, (await WireClient.PostAsync(simulator.Url, "/v1/chat/completions", body)).Status);
    }

    [Fact]
    public async Task Can_be_scripted_by_header_over_the_model()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim-text?chunks=3&tokens=5&eof=@1", stream: true, "echo?chunks=2&eof=@2");

        Assert.Equal(2, reply.Events.Count);
        Assert.Contains("你好 t", reply.Events[1], StringComparison.Ordinal);
        Assert.Contains("sim-text?chunks=3&tokens=5&eof=@1", reply.Events[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_answer_for_a_model_of_any_name()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "glm-5.2", stream: false);

        Assert.Equal("glm-5.2", JsonDocument.Parse(reply.Text).RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Can_embed_the_same_text_the_same_way_in_both_encodings()
    {
        var floats = await Embed("""{"model":"e","input":["账单可证","the bill"],"dimensions":16}""");
        var base64 = await Embed("""{"model":"e","input":"账单可证","dimensions":16,"encoding_format":"base64"}""");

        var plain = floats[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var bytes = base64[0].GetProperty("embedding").GetBytesFromBase64();
        var decoded = Enumerable.Range(0, 16).Select(index => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(index * 4))).ToArray();
        Assert.Equal(plain, decoded);
        Assert.Equal(1, plain.Sum(value => value * value), 4);
        Assert.NotEqual(plain, floats[1].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()));
    }

    [Fact]
    public async Task Can_embed_like_texts_near_each_other()
    {
        var vectors = (await Embed("""{"model":"e","input":["how to install a package","how do I install the package","今天天气很好"]}"""))
            .Select(item => item.GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();

        double Cosine(int one, int other) => vectors[one].Zip(vectors[other], (a, b) => a * b).Sum();
        Assert.Equal(1536, vectors[0].Length);
        Assert.True(Cosine(0, 1) > 0.5);
        Assert.True(Math.Abs(Cosine(0, 2)) < 0.2);
    }

    [Theory]
    [InlineData("""{"model":"e","input":[]}""")]
    [InlineData("""{"model":"e","input":3}""")]
    [InlineData("""{"model":"e","input":"x","dimensions":0}""")]
    public async Task Refuses_to_embed_what_it_cannot(string body)
    {
        Assert.Equal(400, (await WireClient.PostAsync(simulator.Url, "/v1/embeddings", body)).Status);
    }

    [Fact]
    public async Task Refuses_calls_without_the_key()
    {
        await using var own = await SimulatorHost.StartAsync(new() { ApiKey = "sk-lab" });
        using var client = new HttpClient();
        var body = """{"model":"sim","messages":[]}""";

        using var without = await client.PostAsync(own.Url + "/v1/chat/completions", new StringContent(body), TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "sk-lab");
        using var with = await client.PostAsync(own.Url + "/v1/chat/completions", new StringContent(body), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)without.StatusCode);
        Assert.Equal(200, (int)with.StatusCode);
    }

    [Fact]
    public async Task Can_tell_what_it_saw_and_forget_it()
    {
        await using var own = await SimulatorHost.StartAsync(new() { RequestLogCapacity = 2 });
        using var client = new HttpClient();
        await WireClient.ChatAsync(own.Url, "sim", stream: false);
        await WireClient.ChatAsync(own.Url, "sim?tokens=30", stream: true, "chunks=2");
        await WireClient.ChatAsync(own.Url, "sim?fault=reset", stream: true);
        await own.Seen.WhenAsync(seen => seen.Running == 0, TestContext.Current.CancellationToken);

        var told = await client.GetFromJsonAsync<JsonElement>(own.Url + "/sim/requests", TestContext.Current.CancellationToken);

        Assert.Equal(3, told.GetProperty("total").GetInt32());
        Assert.Equal(2, told.GetProperty("completed").GetInt32());
        Assert.Equal(1, told.GetProperty("hung_up").GetInt32());
        Assert.Equal(38, told.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(2, told.GetProperty("requests").GetArrayLength());
        var second = told.GetProperty("requests")[0];
        Assert.Equal("sim?tokens=30", second.GetProperty("model").GetString());
        Assert.Equal("chunks=2", second.GetProperty("headers").GetProperty("x-sim").GetString());
        Assert.Contains("你好 there", second.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, second.GetProperty("events").GetInt32());

        using var forgotten = await client.DeleteAsync(own.Url + "/sim/requests", TestContext.Current.CancellationToken);
        Assert.Empty(own.Seen.Last);
        Assert.Equal(0, own.Seen.Total);
    }

    [Fact]
    public async Task Can_explain_its_grammar()
    {
        using var client = new HttpClient();
        var help = await client.GetStringAsync(simulator.Url + "/sim", TestContext.Current.CancellationToken);

        Assert.All(new YYC3.Llm.Simulator.Faults.FaultRegistry().Names, name => Assert.Contains($"  {name} ", help, StringComparison.Ordinal));
        Assert.Equal("Healthy", await client.GetStringAsync(simulator.Url + "/health", TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement[]> Embed(string body)
    {
        var reply = await WireClient.PostAsync(simulator.Url, "/v1/embeddings", body);
        Assert.Equal(200, reply.Status);
        return [.. JsonDocument.Parse(reply.Text).RootElement.GetProperty("data").EnumerateArray()];
    }
}
