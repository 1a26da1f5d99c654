using System.Globalization;
using System.Text.Json;

namespace MarketPulse.Testing.Functions;

/// <summary>The parts of host.json that this host heeds; what is absent has the real host's default.</summary>
/// <param name="RoutePrefix">Goes before every HTTP route.</param>
/// <param name="QueueBatchSize">Messages taken from a storage queue at once.</param>
/// <param name="QueueMaxDequeueCount">Deliveries after which the host itself moves a message to the poison queue.</param>
/// <param name="QueueVisibilityTimeout">Time until a message whose function failed is shown again.</param>
/// <param name="QueuesAreBase64">Whether messages travel in base64.</param>
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
