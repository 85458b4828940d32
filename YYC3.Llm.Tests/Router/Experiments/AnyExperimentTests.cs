using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>Whatever is sent, the answer is never a fault of ours.</summary>
public sealed class AnyExperimentTests(AnyExperimentTests.RunningRig running) : IClassFixture<AnyExperimentTests.RunningRig>
{
    [Property(MaxTest = 300, Arbitrary = [typeof(Calls)])]
    public async Task Post_AnyBody_NeverFails(Call call)
    {
        using var content = new ByteArrayContent(call.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var answer = await running.Rig.Client.PostAsync(call.Path.Replace("{id}", running.Id, StringComparison.Ordinal), content);
        Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode} for POST {call}: {await answer.Content.ReadAsStringAsync()}");
    }

    [Property(MaxTest = 100)]
    public async Task Get_AnyAddress_NeverFails(string id, string limit, string after)
    {
        foreach (var path in new[] { $"/admin/experiments?limit={Escape(limit)}&after={Escape(after)}&model={Escape(id)}", $"/admin/experiments/{Escape(id)}", $"/admin/feedback?after={Escape(after)}&project_id={Escape(id)}" })
        {
            using var answer = await running.Rig.Client.GetAsync(path);
            Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode} for GET {path}");
        }
    }

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");

    public sealed record Call(string Path, byte[] Body)
    {
        public override string ToString() => $"{Path} {Encoding.UTF8.GetString(Body)}";
    }

    public static class Calls
    {
        private static readonly string[] Paths = ["/admin/experiments", "/admin/experiments/{id}", "/admin/experiments/{id}/pause", "/admin/experiments/sample_size", "/v1/feedback"];

        private static readonly string[] Names =
        [
            "name", "model", "unit", "salt", "traffic", "arms", "goal", "alpha", "planned_samples", "min_units", "auto_stop", "guard_rails", "shadow", "description",
            "metric", "baseline", "minimum_detectable_effect", "arms", "request_id", "score", "comment", "reason", "\\ud800", "",
        ];

        private static readonly string[] Values =
        [
            "null", "true", "0", "-1", "60", "1e999", "0.5", "123456789012345678901234567890", "\"\"", "\"名字\"", "\"\\u0000\"", "\"\\udfff\"", "\"m\"", "\"latency\"", "[]", "[null]", "{}",
            "[{\"id\":\"control\"},{\"id\":\"b\",\"model\":\"offline\"}]", "[{\"id\":\"control\"},{\"id\":\"b\",\"parameters\":{\"\\ud800\":[\"\\ud800\"]}}]", "[{\"id\":\"a\",\"weight\":1e300}]",
            "{\"metric\":\"cost\"}", "{\"share\":1,\"policy\":\"priority\"}", "[{\"metric\":\"ttft\",\"margin\":1e308}]", "nul", "\"", "{", new string('[', 80),
        ];

        public static Arbitrary<Call> AnyCall()
        {
            var field = from name in Gen.Elements(Names) from value in Gen.Elements(Values) select $"\"{name}\":{value}";
            var objects = from fields in field.ListOf() select Encoding.UTF8.GetBytes("{" + string.Join(',', fields) + "}");
            var valid = from value in Gen.Elements(Values)
                        from name in Gen.Elements(Names)
                        select Encoding.UTF8.GetBytes($"{{\"name\":\"n\",\"model\":\"m\",\"arms\":[{{\"id\":\"control\"}},{{\"id\":\"b\",\"model\":\"offline\"}}],\"{name}\":{value}}}");
            var broken = from json in objects from position in Gen.Choose(0, json.Length - 1) from value in Gen.Choose(0, 255) select Break(json, position, (byte)value);
            return (from path in Gen.Elements(Paths) from body in Gen.OneOf(objects, valid, broken, ArbMap.Default.GeneratorFor<byte[]>()) select new Call(path, body)).ToArbitrary();
        }

        private static byte[] Break(byte[] json, int position, byte value)
        {
            json[position] = value;
            return json;
        }
    }

    public sealed class RunningRig : IAsyncLifetime
    {
        internal ExperimentRig Rig { get; private set; } = null!;

        public string Id { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Rig = await ExperimentRig.StartAsync(null, ExperimentRig.ByHand);
            Id = (await Rig.Client.PostJsonAsync("/admin/experiments", """{"name":"n","model":"m","arms":[{"id":"control"},{"id":"b","model":"offline"}]}""")).Text("id");
        }

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}
