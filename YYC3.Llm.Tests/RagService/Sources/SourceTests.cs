using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Sources;

/// <summary>Stores that follow a folder, a Git working tree, a page and a sitemap.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("yyc3-source-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Folder_ThatChanges_IsReadWhereItHasChanged(string backend)
    {
        Write("a.md", "# Pumps\n\nA pump needs oil.");
        Write("docs/b.md", "# 阀门\n\n阀门要每年检查。");
        Write("docs/.hidden.md", "hidden words");
        Write("docs/c.log", "logged words");
        await using var rag = await RagBackends.StartAsync(backend, new Dictionary<string, string> { ["Sources:Roots:0"] = folder.FullName });
        var store = await rag.Client.NewStoreAsync();
        var source = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "folder", location = folder.FullName, patterns = new[] { "**/*.md" }, interval_seconds = 3600 });
        Assert.Equal("vector_store.source", source.Text("object"));
        await SyncedAsync(rag, store, source.Id(), 2);

        Assert.Equal("a.md", (await rag.Client.SearchAsync(store, "oil"))[0].GetProperty("attributes").Text("source_name"));
        Assert.Equal("docs/b.md", Assert.Single(await rag.Client.SearchAsync(store, "阀门检查")).GetProperty("attributes").Text("source_name"));
        Assert.Empty(await rag.Client.SearchAsync(store, "hidden logged"));
        var files = (await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files")).Ids().Order().ToList();

        // Another text under the same name; a touched file with the same bytes; a new one.
        Write("a.md", "# Pumps\n\nA pump needs water now.");
        File.SetLastWriteTimeUtc(Path.Combine(folder.FullName, "docs/b.md"), new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Write("docs/d.md", "# Lamps\n\nA lamp wants light.");
        var generation = await GenerationAsync(rag, "docs/b.md");
        await SyncAsync(rag, store, source.Id(), 3);

        Assert.Empty(await rag.Client.SearchAsync(store, "oil"));
        Assert.Single(await rag.Client.SearchAsync(store, "water"));
        Assert.Single(await rag.Client.SearchAsync(store, "lamp"));
        Assert.Equal(generation, await GenerationAsync(rag, "docs/b.md"));
        Assert.Equal(files, (await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files")).Ids().Intersect(files).Order());

        // What is gone goes; a folder that is not there takes nothing with it.
        File.Delete(Path.Combine(folder.FullName, "docs/b.md"));
        await SyncAsync(rag, store, source.Id(), 2);
        Assert.Empty(await rag.Client.SearchAsync(store, "阀门检查"));
        Directory.Move(folder.FullName, folder.FullName + "-away");
        var failed = await SyncAsync(rag, store, source.Id(), 2, wantsError: true);
        Directory.Move(folder.FullName + "-away", folder.FullName);
        Assert.Contains("is not there", failed.Text("last_error"), StringComparison.Ordinal);
        Assert.Single(await rag.Client.SearchAsync(store, "water"));

        await rag.Client.RemoveAsync($"/v1/vector_stores/{store}/sources/{source.Id()}");
        Assert.Empty(await rag.Client.SearchAsync(store, "water lamp"));
        Assert.Empty((await rag.Client.ReadAsync("/v1/files")).Ids());
        Assert.Empty((await rag.Client.ReadAsync($"/v1/vector_stores/{store}/sources")).Ids());
    }

    [Fact]
    public async Task GitTree_IsReadWithoutWhatGitIgnores()
    {
        Assert.SkipUnless(Run("--version"), "Git is not installed.");
        Assert.True(Run("init", "-q"));
        Write(".gitignore", "build/\n");
        Write("read.md", "tracked words");
        Write("build/out.md", "ignored words");
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Sources:Roots:0"] = folder.Parent!.FullName } });
        var store = await rag.Client.NewStoreAsync();
        var source = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "git", location = folder.FullName, patterns = new[] { "**/*.md" } });

        await SyncedAsync(rag, store, source.Id(), 1);

        Assert.Single(await rag.Client.SearchAsync(store, "words"));
    }

    [Fact]
    public async Task WebPage_AndSitemap_AreAskedWhetherTheyHaveChanged()
    {
        var (version, sent, broken) = (1, 0, false);
        await using var web = await StandIn.StartAsync(async context =>
        {
            var path = context.Request.Path.Value!;
            if (path == "/sitemap.xml")
            {
                await context.Response.WriteAsync(
                    $"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://{context.Request.Host}/one</loc></url><url><loc>http://{context.Request.Host}/two</loc></url><url><loc>http://elsewhere.example/three</loc></url></urlset>""");
                return;
            }

            if (broken && path == "/one")
            {
                context.Response.StatusCode = 500;
                return;
            }

            var tag = $"\"{path}-{(path == "/two" ? version : 1)}\"";
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = 304;
                return;
            }

            Interlocked.Increment(ref sent);
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync($"<html><body><h1>Page {path}</h1><p>It tells about {(path == "/two" && version == 2 ? "rivers" : "mountains")} of {path[1..]}.</p></body></html>");
        });
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Outside:FetchHosts:0"] = "127.0.0.1", ["Outside:InternalHosts:0"] = "127.0.0.1" } });
        var store = await rag.Client.NewStoreAsync();
        var source = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "sitemap", location = web.Url + "/sitemap.xml", interval_seconds = 3600 });
        await SyncedAsync(rag, store, source.Id(), 2);
        Assert.Equal(2, (await rag.Client.SearchAsync(store, "mountains")).Count);

        (version, broken) = (2, true);
        var second = await SyncAsync(rag, store, source.Id(), 2, wantsError: true);

        Assert.Contains("/one", second.Text("last_error"), StringComparison.Ordinal);
        Assert.Single(await rag.Client.SearchAsync(store, "mountains"));
        Assert.Single(await rag.Client.SearchAsync(store, "rivers"));
        Assert.Equal(3, sent);

        var page = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "web", location = web.Url + "/three" });
        await SyncedAsync(rag, store, page.Id(), 1);
        Assert.Equal("three.html", (await rag.Client.SearchAsync(store, "three"))[0].Text("filename"));
    }

    [Fact]
    public async Task WebPage_ThatHasMoved_IsFollowedWhereItMayBe()
    {
        await using var web = await StandIn.StartAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/old":
                    context.Response.Redirect("/new", permanent: true);
                    break;
                case "/new":
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync("<html><body><p>Herons stand in the shallows.</p></body></html>");
                    break;
                case "/away":
                    context.Response.Redirect("http://elsewhere.example/secret");
                    break;
                default:
                    context.Response.Redirect("/round");
                    break;
            }
        });
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Outside:FetchHosts:0"] = "127.0.0.1", ["Outside:InternalHosts:0"] = "127.0.0.1" } });
        var store = await rag.Client.NewStoreAsync();

        var moved = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "web", location = web.Url + "/old" });
        await SyncedAsync(rag, store, moved.Id(), 1);
        Assert.Equal("old.html", (await rag.Client.SearchAsync(store, "herons"))[0].Text("filename"));

        foreach (var (path, reason) in new[] { ("/away", "whose host is not among Outside:FetchHosts"), ("/round", "more than 5 times") })
        {
            var source = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "web", location = web.Url + path });
            var failed = await SyncAsync(rag, store, source.Id(), 0, wantsError: true);
            Assert.Contains(reason, failed.Text("last_error"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Create_WhatMayNotBeRead_IsRefused()
    {
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Sources:Roots:0"] = folder.CreateSubdirectory("allowed").FullName } });
        var store = await rag.Client.NewStoreAsync();
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "allowed", "link"), Path.GetTempPath());
        foreach (var (body, param) in new (object, string)[]
        {
            (new { type = "folder", location = folder.FullName }, "location"),
            (new { type = "folder", location = Path.Combine(folder.FullName, "allowed", "..", "..") }, "location"),
            (new { type = "folder", location = Path.Combine(folder.FullName, "allowed", "link") }, "location"),
            (new { type = "folder", location = Path.Combine(folder.FullName, "allowed", "nothing") }, "location"),
            (new { type = "git", location = Path.Combine(folder.FullName, "allowed") }, "location"),
            (new { type = "web", location = "http://127.0.0.1/" }, "location"),
            (new { type = "web", location = "file:///etc/passwd" }, "location"),
            (new { type = "carrier pigeon", location = "x" }, "type"),
            (new { type = "folder", location = "x", interval_seconds = 0 }, "interval_seconds"),
        })
        {
            using var refused = await rag.Client.PostAsJsonAsync($"/v1/vector_stores/{store}/sources", body, Cancel);
            Assert.Equal(param, await refused.RefusedAsync(400));
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private bool Run(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, UseShellExecute = false })!;
            git.WaitForExit();
            return git.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<long> GenerationAsync(RagHost rag, string name)
    {
        await using var connection = await ((YYC3.Llm.ServiceDefaults.Storage.IDatabase)rag.Services.GetService(typeof(YYC3.Llm.ServiceDefaults.Storage.IDatabase))!).OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select f.generation from vector_store_files f join source_items i on i.file_id = f.file_id where i.name = '{name}'";
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    // Until it was looked at, all that was found is read, and it has so many documents.
    private static async Task<JsonElement> SyncedAsync(RagHost rag, string store, string source, int documents, Func<JsonElement, bool>? holds = null)
    {
        JsonElement now = default;
        await RagCalls.EventuallyAsync(async () =>
        {
            now = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/sources/{source}");
            return now.GetProperty("last_synced_at").ValueKind == JsonValueKind.Number && now.GetProperty("documents").GetInt32() == documents && (holds?.Invoke(now) ?? true)
                && (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).GetProperty("file_counts").GetProperty("in_progress").GetInt32() == 0;
        });
        return now;
    }

    private static async Task<JsonElement> SyncAsync(RagHost rag, string store, string source, int documents, bool wantsError = false)
    {
        using var answer = await rag.Client.PostAsync($"/v1/vector_stores/{store}/sources/{source}/sync", null, Cancel);
        await answer.OkAsync();
        return await SyncedAsync(rag, store, source, documents, now => (now.GetProperty("last_error").ValueKind == JsonValueKind.String) == wantsError);
    }
}
