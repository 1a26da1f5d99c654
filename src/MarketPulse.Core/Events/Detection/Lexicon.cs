using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The terms, weights and thresholds by which articles are judged: the data file <c>lexicon.json</c>, whose form <c>lexicon.schema.json</c> describes.
/// Its version is stored with every verdict.
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
        Version = version;
        Phrases = new PhraseTrie(file.Groups);
        EventWeights = new double[Enum.GetValues<EventFeature>().Length];
        foreach ((string code, FeatureWeight weight) in file.EventModel.Weights)
        {
            EventWeights[(int)Contract.Codes<EventFeature>.Parse(code)] = weight.Weight;
        }
    }

    /// <summary>Version of the file with a fingerprint of its content, stored with each verdict: another weight or term is another version.</summary>
    public string Version { get; }

    internal LexiconFile File { get; }

    internal PhraseTrie Phrases { get; }

    internal double[] EventWeights { get; }

    /// <summary>The lexicon that ships with this assembly.</summary>
    public static Lexicon Shipped()
    {
        using Stream stream = OpenShipped();
        return Load(stream);
    }

    /// <summary>Reads a lexicon.</summary>
    /// <param name="stream">The JSON file.</param>
    /// <exception cref="FormatException">The file is no lexicon; the message says where and why.</exception>
    public static Lexicon Load(Stream stream)
    {
        byte[] content = Read(stream);
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

    // Without the carriage returns that a checkout may add.
    private static byte[] Read(Stream stream)
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

/// <summary>The lexicon as it is written.</summary>
internal sealed record LexiconFile(
    string Version,
    RelevanceFile Relevance,
    EventModelFile EventModel,
    IReadOnlyDictionary<string, double> Measures,
    IReadOnlyList<TermGroup> Groups,
    [property: JsonPropertyName("$schema")] string? Schema = null);

/// <summary>How phrases add up to the relevance score, in log-odds.</summary>
/// <param name="Base">Score of an article without any phrase.</param>
/// <param name="Threshold">Relevance from which an article counts as relevant.</param>
/// <param name="Event">Relevance below which nothing counts as a development.</param>
/// <param name="Lead">Factor on phrases of the first three sentences.</param>
/// <param name="Body">Factor on phrases further down.</param>
/// <param name="Pair">Score of two countries in the title.</param>
/// <param name="Country">Score of a country, leader or authority in the title.</param>
internal sealed record RelevanceFile(double Base, double Threshold, double Event, double Lead, double Body, double Pair, double Country);

/// <summary>The logistic model that tells a development from other coverage.</summary>
internal sealed record EventModelFile(double Bias, IReadOnlyDictionary<string, FeatureWeight> Weights);

/// <summary>A feature's weight, and the prior weight towards which the fit is shrunk.</summary>
internal readonly record struct FeatureWeight(double Prior, double Weight);

/// <summary>Terms that play one role.</summary>
/// <param name="Role">What the terms do in a sentence.</param>
/// <param name="Terms">Words or phrases; <c>term=code</c> gives the term a code of its own.</param>
/// <param name="Code">Measure, topic, country or certainty that they stand for.</param>
/// <param name="Country">Country that a leader or an authority acts for.</param>
/// <param name="Weight">Contribution to the relevance score, log-odds.</param>
/// <param name="Strength">Contribution to the stance, 0 to 1.5.</param>
/// <param name="Inflect">Whether the terms are given as <c>noun</c> or <c>verb</c> lemmas.</param>
internal sealed record TermGroup(
    string Role,
    IReadOnlyList<string> Terms,
    string? Code = null,
    string? Country = null,
    double Weight = 0,
    double Strength = 0,
    string? Inflect = null);
