using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Benchmarks.Comparison;

namespace YYC3.Llm.Benchmarks.Proofs.Resuming;

/// <summary>Two ChatApi processes on one database; the first is killed while it makes responses, the second looks after them.</summary>
internal sealed class ResumeRun(int runs, TimeProvider time)
{
    private const string Key = "sk-yyc3-00000000000000000000000000000000000000000000proof";
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<ResumeOutcome> RunAsync(CancellationToken cancellationToken)
    {
        await using var model = await SlowModel.StartAsync(time, cancellationToken);
        var directory = Directory.CreateTempSubdirectory("yyc3-proof-");
        var killed = Launch(directory, model);
        Child? other = null;
        try
        {
            await killed.WaitUntilHealthyAsync(cancellationToken);
            other = Launch(directory, model);
            await other.WaitUntilHealthyAsync(cancellationToken);
            using var before = Client(killed);
            using var after = Client(other);

            // All are read as they come; when a third of the words is there, the instance goes.
            var ids = new string[runs];
            var seen = new List<string>[runs];
            var enough = new CountdownEvent(runs);
            var reading = Enumerable.Range(0, runs).Select(i => ReadAsync(before, i, ids, seen[i] = [], enough, cancellationToken)).ToList();
            await Task.Run(() => enough.Wait(cancellationToken), cancellationToken);
            await killed.KillAsync();
            var at = time.GetTimestamp();
            await Task.WhenAll(reading);

            var rests = await Task.WhenAll(ids.Select(id => FollowAsync(after, id, at, cancellationToken)));
            return Judge(ids, seen, rests);
        }
        finally
        {
            if (other is not null)
            {
                await other.StopAsync();
            }

            directory.Delete(recursive: true);
        }
    }

    private Child Launch(DirectoryInfo directory, SlowModel model) => Rig.Launch("YYC3.Llm.ChatApi", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["InternalKey"] = "proof-internal-key-0123456789abcdef",
        ["BootstrapKey"] = Key,
        ["DataDirectory"] = directory.FullName,
        ["services__router__http__0"] = model.Url,
        ["services__ragservice__http__0"] = "http://127.0.0.1:1",
        ["Logging__Console__LogLevel__Default"] = "None",
    }, time);

    private static HttpClient Client(Child service)
    {
        var client = new HttpClient { BaseAddress = service.Url, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    private static async Task ReadAsync(HttpClient client, int number, string[] ids, List<string> seen, CountdownEvent enough, CancellationToken cancellationToken)
    {
        var told = false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = new StringContent("""{"model":"m","input":"Count","stream":true}""", Encoding.UTF8, "application/json") };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    continue;
                }

                seen.Add(line["data: ".Length..]);
                if (seen.Count == 1)
                {
                    ids[number] = JsonElement.Parse(seen[0]).GetProperty("response").GetProperty("id").GetString()!;
                }

                // The short ones end before.
                if (!told && (seen.Count == 24 + (number % 100)))
                {
                    told = true;
                    enough.Signal();
                }
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            // Killed.
        }
        finally
        {
            if (!told)
            {
                enough.Signal();
            }
        }
    }

    private async Task<(List<string> Events, TimeSpan Took)> FollowAsync(HttpClient client, string id, long at, CancellationToken cancellationToken)
    {
        var events = new List<string>();
        using var answer = await client.GetAsync($"/v1/responses/{id}?stream=true", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add(line["data: ".Length..]);
            }
        }

        return (events, time.GetElapsedTime(at));
    }

    private static ResumeOutcome Judge(string[] ids, List<string>[] seen, (List<string> Events, TimeSpan Took)[] rests)
    {
        var faults = new List<string>();
        var (completed, failed) = (0, 0);
        for (var i = 0; i < ids.Length; i++)
        {
            var (events, took) = rests[i];
            var parsed = events.ConvertAll(e => JsonElement.Parse(e));
            var last = parsed.Count == 0 ? "nothing" : parsed[^1].GetProperty("type").GetString()!;
            var body = parsed.Count == 0 ? default : parsed[^1].GetProperty("response");
            if (!seen[i].SequenceEqual(events.Take(seen[i].Count), StringComparer.Ordinal))
            {
                faults.Add($"{ids[i]}: what was seen is not what is stored");
            }

            if (!parsed.Select(e => e.GetProperty("sequence_number").GetInt64()).SequenceEqual(Enumerable.Range(0, parsed.Count).Select(number => (long)number)))
            {
                faults.Add($"{ids[i]}: an event is missing or there twice");
            }

            switch (last)
            {
                case "response.completed":
                    completed++;
                    break;
                case "response.failed":
                    failed++;
                    if (took > Bar)
                    {
                        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{ids[i]}: ended {took.TotalSeconds:F1} s after the kill"));
                    }

                    break;
                default:
                    faults.Add($"{ids[i]}: ends with {last}");
                    continue;
            }

            var text = string.Concat(parsed.Where(e => e.GetProperty("type").GetString() == "response.output_text.delta").Select(e => e.GetProperty("delta").GetString()));
            var kept = string.Concat(body.GetProperty("output").EnumerateArray().SelectMany(item => item.GetProperty("content").EnumerateArray()).Select(part => part.GetProperty("text").GetString()));
            if (text != kept)
            {
                faults.Add($"{ids[i]}: the response has {kept.Length} characters of {text.Length}");
            }
        }

        return new ResumeOutcome(ids.Length, completed, failed, rests.Max(rest => rest.Took), seen.Sum(events => events.Count), rests.Sum(rest => rest.Events.Count), faults);
    }
}
