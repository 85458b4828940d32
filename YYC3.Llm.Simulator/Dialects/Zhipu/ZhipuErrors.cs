using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Zhipu;

/// <summary>Zhipu's errors: <c>{"error":{"code","message"}}</c>, the code a text of digits.</summary>
internal sealed class ZhipuErrors : IErrorWriter
{
    /// <inheritdoc/>
    public string Dialect => "zhipu";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        var (code, message) = Words(error);
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", code);
        writer.WriteString("message", message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new(null, Body(error));

    /// <inheritdoc/>
    public int StatusOf(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Model => 400,
        ErrorKinds.Overloaded => 429,
        _ => error.Status,
    };

    private static (string Code, string Message) Words(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Auth => (error.Code is { Length: 4 } code ? code : "1000", error.Code is { Length: 4 } ? error.Message : "身份验证失败。"),
        ErrorKinds.Expired => ("1003", "身份验证Token已过期，请重新生成/获取"),
        ErrorKinds.Forbidden => ("1220", "您无权访问该API"),
        ErrorKinds.Model => ("1211", "模型不存在，请检查模型代码。"),
        ErrorKinds.Rate => ("1302", "您的账户已达到速率限制，请您控制请求频率"),
        ErrorKinds.Day => ("1304", "该API已达到今日调用次数限额"),
        ErrorKinds.Quota => ("1113", "您的账户已欠费，请充值后重试"),
        ErrorKinds.Content => ("1301", "系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。"),
        ErrorKinds.Context => ("1261", "Prompt 超长"),
        ErrorKinds.Overloaded => ("1305", "当前API请求过多，请稍后重试"),
        ErrorKinds.Server => ("500", "内部错误"),
        _ => ("1210", error.Message),
    };
}
