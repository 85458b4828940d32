using System.Net;
using System.Text.Json;

namespace YYC3.Llm.Tests.Testing;

/// <summary>Reads answers of an API under test.</summary>
internal static class ApiAnswers
{
    /// <summary>The JSON of an answer that must have succeeded.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>The message of an answer that must be an error of OpenAI's shape.</summary>
    public static async Task<string> ErrorAsync(this HttpResponseMessage answer, HttpStatusCode status, string? code, string? param = null)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} instead of {status}: {text}");
        using var document = JsonDocument.Parse(text);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(field => field.Name));
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.NotEmpty(error.GetProperty("type").GetString()!);
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>A text field of an object.</summary>
    public static string Text(this JsonElement json, string field) => json.GetProperty(field).GetString()!;

    /// <summary>The ids of a list's items.</summary>
    public static string[] Ids(this JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(item => item.Text("id"))];

    /// <summary>The names of an object's fields.</summary>
    public static string[] Fields(this JsonElement json) => [.. json.EnumerateObject().Select(field => field.Name)];

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> PostJsonAsync(this HttpClient client, string path, string? json = null)
    {
        using var answer = await client.PostAsync(path, Json(json), TestContext.Current.CancellationToken);
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> DeleteJsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.DeleteAsync(path, TestContext.Current.CancellationToken);
        return await answer.JsonAsync();
    }

    public static StringContent? Json(string? json) => json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
}
