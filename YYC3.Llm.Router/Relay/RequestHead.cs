using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Router.Relay;

/// <summary>What Router needs to know of a request; everything else in it is between caller and provider.</summary>
internal readonly record struct RequestHead
{
    /// <summary>Longest name a model may have, in UTF-16 units.</summary>
    public const int LongestModel = 256;

    /// <summary>Where the value of <c>model</c> begins in the body, its quote included.</summary>
    public int ModelStart { get; init; }

    /// <summary>Bytes of that value, quotes included.</summary>
    public int ModelLength { get; init; }

    /// <summary>The media type of a form, its boundary included; null where the body is JSON.</summary>
    public string? FormType { get; init; }

    /// <summary>Whether the body is a form: then the model is text without quotes and <see cref="Open"/> is where the first part begins.</summary>
    public bool IsForm => FormType is not null;

    /// <summary>Where the body's object has its opening brace.</summary>
    public int Open { get; init; }

    /// <summary>Whether the answer is to come as events.</summary>
    public bool Stream { get; init; }

    /// <summary>Where the value of <c>stream_options</c> begins; 0 when it is not given.</summary>
    public int OptionsStart { get; init; }

    /// <summary>Bytes of that value.</summary>
    public int OptionsLength { get; init; }

    /// <summary>Whether the caller wants a stream's usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>What the answer may have at most (<c>max_completion_tokens</c>, else <c>max_tokens</c>); 0 when it is not given.</summary>
    public long MaxTokens { get; init; }

    /// <summary>How many answers are asked for (<c>n</c>); 1 unless given.</summary>
    public int Choices { get; init; }

    /// <summary>What the model must be able to do.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>A rough count of the prompt's tokens, made of its bytes: right within a third or so for English and Chinese.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Where the last user message's <c>content</c> begins; 0 when there is none.</summary>
    public int QuestionStart { get; init; }

    /// <summary>Bytes of that value.</summary>
    public int QuestionLength { get; init; }

    /// <summary>Writes the model's name, its escapes resolved, and gives its length; -1 when it is longer than <see cref="LongestModel"/>.</summary>
    public int CopyModel(ReadOnlySpan<byte> body, Span<char> name)
    {
        if (IsForm)
        {
            var given = body.Slice(ModelStart, ModelLength);
            return Encoding.UTF8.GetCharCount(given) <= name.Length ? Encoding.UTF8.GetChars(given, name) : -1;
        }

        var reader = new Utf8JsonReader(body.Slice(ModelStart, ModelLength));
        reader.Read();

        // Each escaped or UTF-8 unit takes at least as many bytes as it gives characters.
        if (reader.ValueSpan.Length <= name.Length)
        {
            return reader.CopyString(name);
        }

        var text = reader.GetString()!;
        return text.TryCopyTo(name) ? text.Length : -1;
    }
}
