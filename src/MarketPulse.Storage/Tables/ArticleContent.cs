using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Storage.Tables;

/// <summary>Compresses the parts of an article that are not in columns of their own: its text and the detector's findings.</summary>
internal static class ArticleContent
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] PackText(string text) => Compress(Encoding.UTF8.GetBytes(text));

    public static string UnpackText(byte[] packed) => Encoding.UTF8.GetString(Decompress(packed));

    public static byte[] PackFacts(ArticleFacts facts) => Compress(JsonSerializer.SerializeToUtf8Bytes(facts, Json));

    public static ArticleFacts UnpackFacts(byte[] packed) => JsonSerializer.Deserialize<ArticleFacts>(Decompress(packed), Json)!;

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Decompress(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
