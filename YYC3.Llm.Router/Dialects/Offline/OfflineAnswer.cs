using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>An answer of the offline model.</summary>
/// <param name="Pieces">The text in the pieces it is streamed in.</param>
/// <param name="IsCut">Whether the caller's token bound cut it.</param>
internal sealed record OfflineAnswer(IReadOnlyList<string> Pieces, bool IsCut)
{
    public static OfflineAnswer To(OfflinePrompt prompt)
    {
        var pieces = new List<string>();
        if (prompt.Sources.Count == 0)
        {
            pieces.Add(prompt.IsChinese
                ? "我是 YYC3 LLM 的离线模型，只能从所给资料中摘录原文：请设置任一服务商的密钥环境变量（例如 OPENAI_API_KEY、ZHIPU_API_KEY 或 DASHSCOPE_API_KEY）后重新启动，或在本机运行 Ollama，即可由真正的模型回答。"
                : "I am the offline model of YYC3 LLM and can only quote from material in the prompt: to have a real model answer, set a provider's key (for example OPENAI_API_KEY, ZHIPU_API_KEY or DASHSCOPE_API_KEY) and start again, or run Ollama on this machine.");
        }
        else if (Extractor.Extract(prompt.Question, prompt.Sources) is { Count: > 0 } quotes)
        {
            pieces.Add(prompt.IsChinese ? "（离线模型，摘自所给资料）\n\n" : "(Offline model, quoting the material given.)\n\n");
            for (var i = 0; i < quotes.Count; i++)
            {
                pieces.Add($"{quotes[i].Text} [{quotes[i].Source}]{(i < quotes.Count - 1 ? "\n\n" : "")}");
            }
        }
        else
        {
            pieces.Add(prompt.IsChinese ? "（离线模型）所给资料中没有这个问题的答案。" : "(Offline model.) The material given does not hold an answer to this question.");
        }

        return Bounded(pieces, prompt.MaxTokens);
    }

    public string Text => string.Concat(Pieces);

    private static OfflineAnswer Bounded(List<string> pieces, int? maxTokens)
    {
        var kept = new List<string>();
        var left = maxTokens ?? int.MaxValue;
        foreach (var piece in pieces)
        {
            var tokens = TokenCounter.Estimate(piece);
            if (tokens > left)
            {
                var length = (int)((long)piece.Length * left / tokens);
                length -= length > 0 && char.IsHighSurrogate(piece[length - 1]) ? 1 : 0;
                kept.Add(piece[..length]);
                return new OfflineAnswer(kept, true);
            }

            left -= tokens;
            kept.Add(piece);
        }

        return new OfflineAnswer(kept, false);
    }
}
