using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The terms, weights and thresholds by which the detector judges articles, read from <c>lexicon.json</c> (schema:
/// <c>lexicon.schema.json</c>). Its version is stored with every verdict.
/// </summary>
public sealed class Lexicon
{
    private const int FingerprintBytes = 4;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private Lexicon(LexiconFile file, string version)
    {
        LexiconCheck.Check(file);
        File = file;
        Intensity = new IntensityScale(file);
        Version = version;
        Phrases = new PhraseTrie(file.Groups);
        EventWeights = new double[Enum.GetValues<EventFeature>().Length];
        foreach ((string code, FeatureWeight weight) in file.EventModel.Weights)
        {
            EventWeights[(int)Codes<EventFeature>.Parse(code)] = weight.Weight;
        }
    }

    /// <summary>Version of the file and a fingerprint of its content, so that any change of a weight or term changes it.</summary>
    public string Version { get; }

    internal LexiconFile File { get; }

    internal PhraseTrie Phrases { get; }

    /// <summary>Weights of the event model, in the order of <see cref="EventFeature"/>.</summary>
    internal double[] EventWeights { get; }

    internal IntensityScale Intensity { get; }

    /// <summary>The lexicon that ships with this assembly.</summary>
    public static Lexicon Shipped()
    {
        using Stream stream = OpenShipped();
        return Load(stream);
    }

    /// <summary>Reads and validates a lexicon.</summary>
    /// <param name="stream">The content of the JSON file.</param>
    /// <exception cref="FormatException">The lexicon is invalid; the message names the field and the reason.</exception>
    public static Lexicon Load(Stream stream)
    {
        byte[] content = ReadContent(stream);
        LexiconFile file;
        try
        {
            file = JsonSerializer.Deserialize<LexiconFile>(content, Format) ?? throw new FormatException("The lexicon is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The lexicon is not valid at {e.Path ?? "$"}: {e.Message}", e);
        }

        return new Lexicon(file, $"{file.Version}-{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, FingerprintBytes))}");
    }

    // Drops carriage returns, which a checkout may add, so that the fingerprint is the same on every platform.
    private static byte[] ReadContent(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return [.. copy.ToArray().Where(value => value != (byte)'\r')];
    }

    internal static Stream OpenShipped() =>
        typeof(Lexicon).Assembly.GetManifestResourceStream("MarketPulse.Core.Events.Detection.lexicon.json")
        ?? throw new InvalidOperationException("The lexicon is not embedded in this assembly.");

    internal Lexicon WithEventModel(EventModelFile model) => new(File with { EventModel = model }, Version);
}
