using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Organization;

/// <summary>Whatever is sent, the answer is never a fault of ours.</summary>
public sealed class AnyBodyTests(AnyBodyTests.RunningHost host) : IClassFixture<AnyBodyTests.RunningHost>
{
    [Property(MaxTest = 400, Arbitrary = [typeof(Calls)])]
    public async Task Post_AnyBody_NeverFails(Call call)
    {
        using var content = new ByteArrayContent(call.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var answer = await host.Api.Admin.PostAsync(call.Path, content);
        Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode} for POST {call.Path} {Encoding.UTF8.GetString(call.Body)}: {await answer.Content.ReadAsStringAsync()}");
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Calls)])]
    public async Task Get_AnyAddress_NeverFails(string id, string limit, string after)
    {
        var path = $"/v1/organization/projects/{Escape(id)}/api_keys?limit={Escape(limit)}&after={Escape(after)}";
        using var answer = await host.Api.Admin.GetAsync(path);
        Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode} for GET {path}");
    }

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");

    public sealed record Call(string Path, byte[] Body)
    {
        public override string ToString() => $"{Path} {Encoding.UTF8.GetString(Body)}";
    }

    public static class Calls
    {
        private static readonly string[] Paths =
        [
            "/v1/organization/projects", "/v1/organization/projects/proj_default", "/v1/organization/projects/proj_default/service_accounts",
            "/v1/organization/projects/proj_default/service_accounts/svc_acct_1", "/v1/organization/projects/proj_default/service_accounts/svc_acct_1/api_keys",
            "/v1/organization/admin_api_keys",
        ];

        private static readonly string[] Names = ["name", "scopes", "role", "expires_in_seconds", "create_service_account_only", "residency", "\\ud800", ""];

        private static readonly string[] Values =
        [
            "null", "true", "0", "-1", "60", "1e999", "123456789012345678901234567890", "\"\"", "\"名字\"", "\"\\u0000\"", "\"\\udfff\"", "\"a\\tb\"", "[]", "[null]",
            "[\"model.request\"]", "{}", "{\"a\":[[[]]]}", "\"member\"", "nul", "\"", "{", new string('[', 80),
        ];

        public static Arbitrary<Call> AnyCall()
        {
            var field = from name in Gen.Elements(Names) from value in Gen.Elements(Values) select $"\"{name}\":{value}";
            var objects = from fields in field.ListOf() select Encoding.UTF8.GetBytes("{" + string.Join(',', fields) + "}");
            var noise = ArbMap.Default.GeneratorFor<byte[]>();
            var broken = from json in objects
                         from position in Gen.Choose(0, json.Length - 1)
                         from value in Gen.Choose(0, 255)
                         select json.Select((old, index) => index == position ? (byte)value : old).ToArray();
            return (from path in Gen.Elements(Paths) from body in Gen.OneOf(objects, noise, broken) select new Call(path, body)).ToArbitrary();
        }
    }

    public sealed class RunningHost : IAsyncLifetime
    {
        internal ChatApiHost Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await ChatApiHost.StartAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
