using System.Text.Json;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Reads <c>timeouts</c>: pure, every fault noted.</summary>
internal static class TimeoutFields
{
    public static DeadlineOverrides Read(JsonWalker walk, string at, JsonElement element)
    {
        TimeSpan? connect = null, firstToken = null, idle = null, total = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            var seconds = walk.Number(value, path, 0.001, 1);
            var time = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds));
            switch (name)
            {
                case "connect":
                    connect = time;
                    break;
                case "firstToken":
                    firstToken = time;
                    break;
                case "idle":
                    idle = time;
                    break;
                case "total":
                    total = time;
                    break;
                default:
                    walk.Unknown(path, "connect", "firstToken", "idle", "total");
                    break;
            }
        }

        return new DeadlineOverrides(connect, firstToken, idle, total);
    }
}
