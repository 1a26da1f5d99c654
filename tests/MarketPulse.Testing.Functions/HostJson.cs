using System.Globalization;
using System.Text.Json;

namespace MarketPulse.Testing.Functions;

/// <summary>The settings of host.json that this host supports; absent ones have the default of the real host.</summary>
/// <param name="RoutePrefix">Prefix of all HTTP routes.</param>
/// <param name="QueueBatchSize">Number of messages received from a storage queue at once.</param>
/// <param name="QueueMaxDequeueCount">Deliveries after which the host itself moves a message to the poison queue.</param>
/// <param name="QueueVisibilityTimeout">Time until a message becomes visible again after its function failed.</param>
/// <param name="QueuesAreBase64">Whether messages are encoded in base64.</param>
public sealed record HostJson(
    string RoutePrefix, int QueueBatchSize, int QueueMaxDequeueCount, TimeSpan QueueVisibilityTimeout, bool QueuesAreBase64)
{
    internal static HostJson Read(string file)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file), options);
        JsonElement? http = At(document.RootElement, "extensions", "http"), queues = At(document.RootElement, "extensions", "queues");
        return new HostJson(
            At(http, "routePrefix")?.GetString() ?? "api",
            At(queues, "batchSize")?.GetInt32() ?? 16,
            At(queues, "maxDequeueCount")?.GetInt32() ?? 5,
            At(queues, "visibilityTimeout")?.GetString() is { } time ? TimeSpan.Parse(time, CultureInfo.InvariantCulture) : TimeSpan.Zero,
            !string.Equals(At(queues, "messageEncoding")?.GetString(), "none", StringComparison.OrdinalIgnoreCase));
    }

    private static JsonElement? At(JsonElement? element, params string[] names)
    {
        foreach (string name in names)
        {
            element = element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out JsonElement child)
                ? child
                : null;
        }

        return element;
    }
}
