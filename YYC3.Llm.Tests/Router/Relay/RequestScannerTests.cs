using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Tests.Router.Relay;

public sealed class RequestScannerTests
{
    private const string Good = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"你好 \\u4f60\"}],\"stream\":true,\"stream_options\":{\"include_usage\":true},\"tools\":[{\"type\":\"function\"}]}";

    [Theory]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("nonsense", null)]
    [InlineData("[]", null)]
    [InlineData("\"text\"", null)]
    [InlineData("null", null)]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]} x", null)]
    [InlineData("{\"messages\":[{\"role\":\"user\"}]}", "model")]
    [InlineData("{\"model\":\"\",\"messages\":[{\"role\":\"user\"}]}", "model")]
    [InlineData("{\"model\":null,\"messages\":[{\"role\":\"user\"}]}", "model")]
    [InlineData("{\"model\":{\"a\":1},\"messages\":[{\"role\":\"user\"}]}", "model")]
    [InlineData("{\"model\":\"a\",\"model\":\"b\",\"messages\":[{\"role\":\"user\"}]}", "model")]
    [InlineData("{\"model\":\"m\"}", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":[]}", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":\"hi\"}", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":null}", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":[\"hi\"]}", "messages[0]")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"},{\"content\":\"x\"}]}", "messages[1].role")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":7}]}", "messages[0].role")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"\"}]}", "messages[0].role")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"messages\":[]}", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"stream\":\"yes\"}", "stream")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"stream\":1}", "stream")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"stream\":true,\"stream\":false}", "stream")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"stream_options\":true}", "stream_options")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"mo\\ud800\":1}", null)]
    public void Scan_WrongRequest_NamesTheField(string body, string? field)
    {
        var error = RequestScanner.Scan(Operation.Chat, Encoding.UTF8.GetBytes(body), out _);

        Assert.NotNull(error);
        Assert.Equal(400, error.Status);
        Assert.Equal("invalid_request_error", error.Type);
        Assert.Equal(field, error.Param);
        if (field is not null)
        {
            Assert.Contains($"'{field}'", error.Message);
        }
    }

    [Theory]
    [InlineData("{\"model\":\"m\"}")]
    [InlineData("{\"model\":\"m\",\"input\":\"\"}")]
    [InlineData("{\"model\":\"m\",\"input\":[]}")]
    [InlineData("{\"model\":\"m\",\"input\":{}}")]
    [InlineData("{\"model\":\"m\",\"input\":[null]}")]
    public void Scan_WrongEmbeddingsInput_NamesIt(string body) =>
        Assert.StartsWith("input", RequestScanner.Scan(Operation.Embeddings, Encoding.UTF8.GetBytes(body), out _)?.Param);

    [Theory]
    [InlineData("{\"model\":\"m\",\"input\":\"a\"}")]
    [InlineData("{\"model\":\"m\",\"input\":[\"a\",\"\"]}")]
    [InlineData("{\"model\":\"m\",\"input\":[1,2]}")]
    [InlineData("{\"model\":\"m\",\"input\":[[1,2],[3]]}")]
    public void Scan_EveryFormOfEmbeddingsInput_IsAccepted(string body) =>
        Assert.Null(RequestScanner.Scan(Operation.Embeddings, Encoding.UTF8.GetBytes(body), out _));

    [Fact]
    public void Scan_MalformedJson_SaysWhere() => Assert.Contains(
        "line 2, byte 13",
        RequestScanner.Scan(Operation.Chat, "{\"model\":\"m\",\n\"stream\":tru}"u8, out _)?.Message);

    [Fact]
    public void Scan_InvalidUtf8_SaysSo() => Assert.Contains(
        "UTF-8",
        RequestScanner.Scan(Operation.Chat, [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'], out _)?.Message);

    [Fact]
    public void Scan_GoodRequest_FindsModelAndStream()
    {
        var body = Encoding.UTF8.GetBytes(" { \"x\":{\"model\":\"inner\"}, \"model\" : \"g\\u006Cm/你\" ,\"messages\":[{\"role\":\"user\",\"model\":1}],\"stream\":true}");

        Assert.Null(RequestScanner.Scan(Operation.Chat, body, out var head));
        Assert.True(head.Stream);
        Assert.Equal("\"g\\u006Cm/你\"", Encoding.UTF8.GetString(body, head.ModelStart, head.ModelLength));
        Span<char> name = stackalloc char[RequestHead.LongestModel];
        Assert.Equal("glm/你", name[..head.CopyModel(body, name)].ToString());
    }

    [Theory]
    [InlineData(256, 256)]
    [InlineData(257, -1)]
    public void CopyModel_LongName_IsBounded(int length, int expected)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"model\":\"{new string('你', length)}\",\"messages\":[{{\"role\":\"user\"}}]}}");
        Assert.Null(RequestScanner.Scan(Operation.Chat, body, out var head));

        Assert.Equal(expected, head.CopyModel(body, new char[RequestHead.LongestModel]));
    }

    [Property(MaxTest = 2000)]
    public Property Scan_MutatedRequest_NeverThrows()
    {
        var good = Encoding.UTF8.GetBytes(Good);
        var mutations = Gen.Choose(0, good.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ListOf(3);
        return Prop.ForAll(Arb.From(mutations), Arb.From(Gen.Choose(0, good.Length)), (changes, length) =>
        {
            var body = good[..length];
            foreach (var (at, value) in changes)
            {
                if (at < body.Length)
                {
                    body[at] = (byte)value;
                }
            }

            var error = RequestScanner.Scan(Operation.Chat, body, out var head);
            return error is null ? head.ModelLength > 2 : error.Status == 400;
        });
    }
}
