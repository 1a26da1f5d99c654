using System.Text.Json;

namespace MarketPulse.Storage.Backup;

/// <summary>A blob in a backup: one JSON object with its name and its content in Base64.</summary>
internal sealed record BackupBlob(string Name, BinaryData Content)
{
    private const string NameProperty = "name";
    private const string ContentProperty = "content";

    /// <summary>Writes a blob.</summary>
    public static void Write(Utf8JsonWriter json, BackupBlob blob)
    {
        json.WriteStartObject();
        json.WriteString(NameProperty, blob.Name);
        json.WriteBase64String(ContentProperty, blob.Content.ToMemory().Span);
        json.WriteEndObject();
    }

    /// <summary>Reads a blob.</summary>
    /// <exception cref="FormatException">The text is not a blob; the message says why.</exception>
    public static BackupBlob Read(string line)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(line);
            return new BackupBlob(
                parsed.RootElement.GetProperty(NameProperty).GetString()!,
                BinaryData.FromBytes(parsed.RootElement.GetProperty(ContentProperty).GetBytesFromBase64()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"This is not a blob: {e.Message}", e);
        }
    }
}
