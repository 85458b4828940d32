using System.Text.RegularExpressions;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Personal.Memories;

/// <summary>
/// Finds what people say of themselves, in English and in Chinese, by the words that they use for it; what is not said in such words is not guessed.
/// Questions say nothing. A wish with "always", "from now on", 以后 or 总是 is meant to last; one without may be for this once, and counts when it comes again.
/// </summary>
internal static partial class MemoryRules
{
    private const int LongestSentence = 400;
    private const int LongestValue = 120;
    private const int MostOfOneText = 10;
    private const double Lasting = 0.9;
    private const double Once = 0.4;
    private const double Stated = 0.8;

    // An open list: a line adds a kind of statement.
    private static readonly MemoryRule[] Rules =
    [
        Preference("answer_language", @"\b(?:answer|reply|respond|write|speak|talk)\b.{0,30}?\bin (?<v>english|chinese|mandarin|french|german|spanish|japanese|korean|italian|portuguese|russian|arabic)\b"),
        Preference("answer_language", @"(?:用|使用|以)(?<v>中文|英文|英语|汉语|日语|日文|法语|德语|西班牙语|韩语|俄语)(?:来)?(?:回答|回复|答复|写|说|交流)"),
        Preference("length", @"\b(?:keep|make) (?:it|them|(?:your )?(?:answers?|replies|responses?)) (?:short|brief|concise)\b|\bbe (?:brief|concise|more concise)\b|\b(?:short|brief|concise) (?:answers|replies|responses)\b", "short"),
        Preference("length", @"(?:简短|简洁|简明)(?:一点|一些|些|地)?|(?:不要|别)(?:太长|啰嗦|罗嗦)", "short"),
        Preference("length", @"\b(?:more detail(?:ed|s)?|be thorough|in (?:full|great) detail|long answers)\b", "detailed"),
        Preference("length", @"(?:详细|详尽)(?:一点|一些|些|地)", "detailed"),
        Preference("tables", @"\b(?:don'?t|do not|no|never|without|avoid)(?: us(?:e|ing))?(?: any)? tables\b|(?:不要|别|不)(?:再)?(?:用|使用)表格", "never"),
        Preference("tables", @"\b(?:please|always) use tables\b|(?:请|多|总是)(?:用|使用)表格", "use"),
        Preference("lists", @"\b(?:don'?t|do not|no|never|without|avoid)(?: us(?:e|ing))?(?: any)? (?:bullet points|bullets|lists)\b|(?:不要|别|不)(?:再)?(?:用|使用)(?:列表|项目符号|要点)", "never"),
        Preference("emoji", @"\b(?:don'?t|do not|no|never|without|avoid)(?: us(?:e|ing))?(?: any)? emojis?\b|(?:不要|别|不)(?:再)?(?:用|使用|加)(?:表情|表情符号|emoji)", "never"),
        Preference("markdown", @"\b(?:don'?t|do not|no|never|without|avoid)(?: us(?:e|ing))?(?: any)? markdown\b|(?:不要|别|不)(?:再)?(?:用|使用)\s?markdown|\bplain text only\b|纯文本", "never"),
        Preference("units", @"\buse (?:the )?(?:metric|si)(?: units| system)?\b|\bin (?:celsius|kilomet(?:er|re)s)\b|(?:用|使用)(?:公制|摄氏|公里)", "metric"),
        Preference("units", @"\buse (?:the )?imperial(?: units| system)?\b|\bin (?:fahrenheit|miles)\b|(?:用|使用)(?:英制|华氏|英里)", "imperial"),
        Preference("tone", @"\bbe (?:more )?formal\b|\bformal (?:tone|language)\b|正式(?:一点|一些|些)|(?:用|以)正式的", "formal"),
        Preference("tone", @"\bbe (?:more )?(?:informal|casual|friendly)\b|\bless formal\b|(?:口语|随意|轻松|亲切)(?:一点|一些|些|化)", "casual"),
        Preference("address", @"\bcall me (?<v>[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,2})"),
        Preference("address", @"(?:请|你可以|就)?(?:叫|称呼)我(?:为|做|作)?[“""「]?(?<v>[\p{IsCJKUnifiedIdeographs}A-Za-z]{1,12})"),
        Fact("name", @"\b(?:my name is|i am called|i'm called) (?<v>[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,2})"),
        Fact("name", @"(?:我叫|我的名字(?:是|叫))[“""「]?(?<v>[\p{IsCJKUnifiedIdeographs}A-Za-z]{1,12})"),
        Fact("home", @"\bi (?:live|am living|reside) in (?<v>[^,.;!?]{2,60})|\bi'?m (?:based in|from) (?<v>[^,.;!?]{2,60})"),
        Fact("home", @"我(?:现在|目前)?(?:住在|居住在|家在)(?<v>[^，。；！？,.;!?\s]{1,30})"),
        Fact("job", @"\bi work (?:as|for|at) (?<v>[^,.;!?]{2,60})|\bmy job is (?<v>[^,.;!?]{2,60})|\bi'?m an? (?<v>(?:[a-z]+ ){0,2}(?:engineer|developer|teacher|doctor|nurse|lawyer|student|designer|researcher|scientist|manager|accountant|writer|journalist|programmer|analyst|consultant|architect))\b"),
        Fact("job", @"我(?:的(?:工作|职业)是|在(?=[^，。]{1,20}(?:工作|上班))|是(?:一名|一个|一位|个|名))(?<v>[^，。；！？,.;!?\s]{1,30})"),
    ];

    /// <summary>What a text says of its writer.</summary>
    public static List<MemoryCandidate> Find(string text)
    {
        var found = new List<MemoryCandidate>();
        foreach (var span in SentenceSplitter.Split(text))
        {
            var sentence = span.Of(text).Trim().ToString();
            if (sentence.Length is 0 or > LongestSentence || IsQuestion(sentence))
            {
                continue;
            }

            if (Note().Match(sentence) is { Success: true } note)
            {
                found.Add(new MemoryCandidate(Memory.Fact, "note", Cut(note.Groups["v"].Value), sentence, Stated));
                continue;
            }

            foreach (var rule in Rules)
            {
                if (rule.Pattern.Match(sentence) is { Success: true } match)
                {
                    var value = rule.Value ?? Cut(match.Groups["v"].Value);
                    var confidence = rule.Kind == Memory.Fact || rule.Name == "address" ? Stated : Always().IsMatch(sentence) ? Lasting : Once;
                    if (value.Length > 0 && !found.Exists(one => one.Kind == rule.Kind && one.Name == rule.Name))
                    {
                        found.Add(new MemoryCandidate(rule.Kind, rule.Name, value, sentence, confidence));
                    }
                }
            }

            if (found.Count >= MostOfOneText)
            {
                break;
            }
        }

        return found;
    }

    private static MemoryRule Preference(string name, string pattern, string? value = null) => new(Memory.Preference, name, Compile(pattern), value);

    private static MemoryRule Fact(string name, string pattern) => new(Memory.Fact, name, Compile(pattern));

    // Names begin with a capital letter, so those groups stay as they are written.
    private static Regex Compile(string pattern) => new(
        pattern.Contains("[A-Z]", StringComparison.Ordinal) ? Regex.Replace(pattern, @"^(.*?)(?=\(\?<v>\[A-Z\])", "(?i:$1)") : "(?i)" + pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(100));

    private static bool IsQuestion(string sentence) => sentence[^1] is '?' or '？' || sentence.EndsWith('吗') || sentence.EndsWith('呢');

    private static string Cut(string value)
    {
        value = value.Trim().TrimEnd('。', '.', '!', '！', '，', ',', '的', '吧', '”', '」', '"');
        return value.Length <= LongestValue ? value : value[..LongestValue];
    }

    [GeneratedRegex(@"\b(always|from now on|in (the )?future|every time|by default|never)\b|以后|总是|一直|每次|今后|从现在(开始|起)|永远|默认", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Always();

    [GeneratedRegex(@"^(please )?(remember|don'?t forget)( that|:|,) (?<v>.{3,})$|^(请)?(你要|你)?(记住|记得|别忘了)[：:，, ]*(?<v>.{2,})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Note();
}
