using System.Text;
using FsCheck.Xunit;
using YYC3.Llm.ChatApi.Chat;

namespace YYC3.Llm.Tests.ChatApi.Chat;

public class ChatRequestHeadTests
{
    [Theory]
    [InlineData("""{"stream":true}""", true, null, false)]
    [InlineData("""{"stream":false,"user":"a"}""", false, "a", false)]
    [InlineData("""{"user":"a","safety_identifier":"b"}""", false, "b", false)]
    [InlineData("""{"safety_identifier":"b","user":"a"}""", false, "b", false)]
    [InlineData("""{"messages":[{"stream":true,"user":"x","tools":[{"type":"file_search"}]}]}""", false, null, false)]
    [InlineData("""{"tools":[{"type":"function"},{"vector_store_ids":["vs_1"],"type":"file_search"}],"stream":true}""", true, null, true)]
    [InlineData("""{"tools":[{"type":"function","function":{"type":"file_search"}}]}""", false, null, false)]
    [InlineData("""{"tools":"file_search","stream":true}""", true, null, false)]
    [InlineData("""{"tools":[1,null,["file_search"],{"type":7}],"stream":true}""", true, null, false)]
    [InlineData("""{"stream":"true","user":5}""", false, null, false)]
    [InlineData("""[1,2]""", false, null, false)]
    [InlineData("""{"store":true,"stream":true}""", true, null, false, true)]
    [InlineData("""{"store":false,"messages":[{"store":true}]}""", false, null, false)]
    [InlineData("""{"store":"true"}""", false, null, false)]
    [InlineData("""{"stream":true""", false, null, false)]
    [InlineData("", false, null, false)]
    public void Read_Body_TellsWhatTheEdgeMustKnow(string body, bool isStream, string? user, bool searchesFiles, bool stores = false) =>
        Assert.Equal(new ChatRequestHead(isStream, user, searchesFiles, stores), ChatRequestHead.Read(Encoding.UTF8.GetBytes(body)));

    [Property]
    public void Read_AnyBytes_DoesNotThrow(byte[] body) => ChatRequestHead.Read(body);
}
