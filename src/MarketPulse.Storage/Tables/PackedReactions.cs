using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Storage.Tables;

/// <summary>Packs what an instrument contributes to the findings into one binary column, as compressed JSON.</summary>
internal static class PackedReactions
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Packs a contribution.</summary>
    public static byte[] Pack(ReactionMember member)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, member, Json);
        }

        return packed.ToArray();
    }

    /// <summary>Unpacks a contribution.</summary>
    /// <exception cref="FormatException">The bytes are no packed contribution.</exception>
    public static ReactionMember Unpack(byte[] packed, TableEntity owner)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        try
        {
            return JsonSerializer.Deserialize<ReactionMember>(brotli, Json)!;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new FormatException($"Row '{owner.PartitionKey}' / '{owner.RowKey}' does not contain packed reactions: {e.Message}", e);
        }
    }
}
