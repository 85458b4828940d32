namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>What a stream's events said beside their text, of which any may say it; told with the last one.</summary>
internal sealed class WenxinRemarks
{
    /// <summary>The first event's id and time: OpenAI's chunks all have the same, Baidu's time goes on.</summary>
    public byte[]? Id { get; private set; }

    public byte[]? Created { get; private set; }

    public byte[]? Flag { get; private set; }

    public byte[]? BanRound { get; private set; }

    public byte[]? SearchInfo { get; private set; }

    public bool NeedsClearHistory { get; private set; }

    public bool IsTruncated { get; private set; }

    public void Note(in WenxinAnswer answer)
    {
        Id ??= answer.Id.IsEmpty ? null : answer.Id.ToArray();
        Created ??= answer.Created.IsEmpty ? null : answer.Created.ToArray();
        Flag = answer.Flag.IsEmpty ? Flag : answer.Flag.ToArray();
        BanRound = answer.BanRound.IsEmpty ? BanRound : answer.BanRound.ToArray();
        SearchInfo = answer.SearchInfo.IsEmpty ? SearchInfo : answer.SearchInfo.ToArray();
        NeedsClearHistory |= answer.NeedsClearHistory;
        IsTruncated |= answer.IsTruncated;
    }
}
