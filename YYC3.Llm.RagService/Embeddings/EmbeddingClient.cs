using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Models;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Embeds texts by Router's <c>/v1/embeddings</c>: in batches, no more of them at a time than set, and slower when Router says so.</summary>
internal sealed partial class EmbeddingClient(RouterClient router, IOptions<EmbeddingOptions> options, TimeProvider time, ILogger<EmbeddingClient> logger) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim running = new(options.Value.Concurrency);

    /// <summary>Embeds the chunks of a file, however long it takes within <see cref="EmbeddingOptions.Patience"/>.</summary>
    /// <returns>A vector of length 1 for each text.</returns>
    /// <exception cref="RouterException">The model refuses, or is away for too long.</exception>
    public async Task<float[][]> EmbedAsync(TenantId tenant, EmbeddingSpace space, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var batches = texts.Chunk(options.Value.BatchSize).Select(batch => PatientlyAsync(tenant, space, batch, cancellationToken)).ToList();
        return [.. (await Task.WhenAll(batches)).SelectMany(batch => batch)];
    }

    /// <summary>Embeds texts with one call and no second attempt.</summary>
    /// <exception cref="RouterException">It failed.</exception>
    public async Task<float[][]> AskAsync(TenantId tenant, EmbeddingSpace space, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        using var answer = await router.PostAsync(
            "/v1/embeddings",
            tenant,
            json =>
            {
                json.WriteString("model", space.Model);
                json.WriteStartArray("input");
                foreach (var text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                json.WriteString("encoding_format", "float");
                if (space.Dimensions is { } dimensions)
                {
                    json.WriteNumber("dimensions", dimensions);
                }
            },
            cancellationToken);
        return Read(answer.RootElement, texts.Count, space);
    }

    public void Dispose() => running.Dispose();

    private async Task<float[][]> PatientlyAsync(TenantId tenant, EmbeddingSpace space, string[] texts, CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken);
        try
        {
            var (started, pause) = (time.GetTimestamp(), TimeSpan.FromSeconds(1));
            while (true)
            {
                try
                {
                    return await AskAsync(tenant, space, texts, cancellationToken);
                }
                catch (RouterException failure) when (failure.MayPass && time.GetElapsedTime(started) < options.Value.Patience)
                {
                    var rest = failure.RetryAfter is { } told && told > pause ? told : pause;
                    Log.Waits(logger, space.Model, rest.TotalSeconds, failure.Message);
                    await Task.Delay(rest < LongestPause ? rest : LongestPause, time, cancellationToken);
                    pause *= 2;
                }
            }
        }
        finally
        {
            running.Release();
        }
    }

    private static float[][] Read(JsonElement answer, int count, EmbeddingSpace space)
    {
        var vectors = new float[count][];
        try
        {
            foreach (var item in answer.GetProperty("data").EnumerateArray())
            {
                var values = item.GetProperty("embedding");
                var vector = new float[values.GetArrayLength()];
                var at = 0;
                foreach (var value in values.EnumerateArray())
                {
                    vector[at++] = value.GetSingle();
                }

                vectors[item.GetProperty("index").GetInt32()] = Normalised(vector, space);
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new RouterException($"The answer of the embedding model '{space.Model}' is not in OpenAI's form.", null, failure);
        }

        return Array.TrueForAll(vectors, vector => vector is not null && vector.Length == vectors[0].Length)
            ? vectors
            : throw new RouterException($"The embedding model '{space.Model}' answered {vectors.Count(vector => vector is not null)} vectors for {count} texts, or vectors of different lengths.", null);
    }

    private static float[] Normalised(float[] vector, EmbeddingSpace space)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(length) || vector.Length == 0)
        {
            throw new RouterException($"The embedding model '{space.Model}' answered a vector that is empty or not finite.", null);
        }

        if (length > 0)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }

        return vector;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The embedding model {Model} is asked again in {Seconds:0.0} s: {Reason}")]
        public static partial void Waits(ILogger logger, string model, double seconds, string reason);
    }
}
