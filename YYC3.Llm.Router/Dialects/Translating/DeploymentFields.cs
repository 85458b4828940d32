using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>
/// Writes a request's top-level fields together with those the deployment sets in the provider's own terms: an object's fields are set one by
/// one, an array's items are added, anything else takes the place of what the caller's request gave.
/// </summary>
internal static class DeploymentFields
{
    /// <summary>Writes a request.</summary>
    /// <param name="fields">The deployment's.</param>
    /// <param name="output">Takes the request.</param>
    /// <param name="fill">Writes the translated fields inside the request's object.</param>
    /// <returns>What <paramref name="fill"/> returned; when it is a failure, <paramref name="output"/> does not count.</returns>
    public static Failure? Write(BodyField[] fields, IBufferWriter<byte> output, Func<Utf8JsonWriter, Failure?> fill)
    {
        if (fields.Length == 0)
        {
            return Object(output, fill);
        }

        var made = new ArrayBufferWriter<byte>(1024);
        if (Object(made, fill) is { } failure)
        {
            return failure;
        }

        using var document = JsonDocument.Parse(made.WrittenMemory, Json.Reading);
        return Object(output, json =>
        {
            Join(json, document.RootElement, fields);
            return null;
        });
    }

    private static Failure? Object(IBufferWriter<byte> output, Func<Utf8JsonWriter, Failure?> fill)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        var failure = fill(json);
        json.WriteEndObject();
        return failure;
    }

    private static void Join(Utf8JsonWriter json, JsonElement made, BodyField[] fields)
    {
        foreach (var field in made.EnumerateObject())
        {
            var index = Array.FindIndex(fields, set => set.Name == field.Name);
            if (index < 0)
            {
                field.WriteTo(json);
                continue;
            }

            using var set = JsonDocument.Parse(fields[index].Value, Json.Reading);
            json.WritePropertyName(field.Name);
            Merge(json, field.Value, set.RootElement);
        }

        foreach (var field in fields)
        {
            if (!made.TryGetProperty(field.Name, out _))
            {
                json.WritePropertyName(field.Name);
                json.WriteRawValue(field.Value);
            }
        }
    }

    private static void Merge(Utf8JsonWriter json, JsonElement made, JsonElement set)
    {
        if (made.ValueKind == JsonValueKind.Object && set.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (var field in made.EnumerateObject().Where(field => !set.TryGetProperty(field.Name, out _)))
            {
                field.WriteTo(json);
            }

            foreach (var field in set.EnumerateObject())
            {
                field.WriteTo(json);
            }

            json.WriteEndObject();
        }
        else if (made.ValueKind == JsonValueKind.Array && set.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var item in made.EnumerateArray().Concat(set.EnumerateArray()))
            {
                item.WriteTo(json);
            }

            json.WriteEndArray();
        }
        else
        {
            set.WriteTo(json);
        }
    }
}
