using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing;

/// <summary>Why a call went where it went; told in the header <c>x-yyc3-route</c> and on the span as <c>yyc3.route</c>.</summary>
/// <param name="Reason">Such as <c>auto; needs=vision,tools; language=zh; tokens=1200; passed=small:length,plain:vision</c>; visible ASCII and blanks.</param>
internal sealed record RouteNote(string Reason)
{
    public const string Header = "x-yyc3-route";

    /// <summary>The note with the model that was asked last.</summary>
    public string Text(Model? asked) => asked is null ? Reason : $"{Reason}; model={asked.HeaderName}";
}
