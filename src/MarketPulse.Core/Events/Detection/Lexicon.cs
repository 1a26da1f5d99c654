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

    private Lexicon(LexiconFile file, EventModelFile model, string version)
    {
        File = file;
        Intensity = new IntensityScale(file);
        Version = version;
        Phrases = new PhraseTrie(file.Groups);
        Rules = new RuleTable(file, Phrases);
        EventModel = new EventModel(model, Phrases);
    }

    /// <summary>Version of the file and a fingerprint of its content, so that any change of a weight or term changes it.</summary>
    public string Version { get; }

    internal LexiconFile File { get; }

    internal PhraseTrie Phrases { get; }

    internal RuleTable Rules { get; }

    internal EventModel EventModel { get; }

    internal IntensityScale Intensity { get; }

    /// <summary>The lexicon that ships with this assembly.</summary>
    public static Lexicon Shipped()
    {
        using Stream stream = OpenShipped();
        return Load(stream);
    }

    /// <summary>Reads and validates a lexicon, with the event model that ships with this assembly.</summary>
    /// <param name="stream">The content of the JSON file.</param>
    /// <exception cref="FormatException">The lexicon is invalid; the message names the field and the reason.</exception>
    public static Lexicon Load(Stream stream)
    {
        using Stream model = OpenShippedModel();
        return Load(stream, model);
    }

    /// <summary>Reads and validates a lexicon and an event model.</summary>
    /// <param name="stream">The content of the lexicon file, JSON.</param>
    /// <param name="model">The content of the event model's file, JSON.</param>
    /// <exception cref="FormatException">One of them is invalid; the message names the field and the reason.</exception>
    public static Lexicon Load(Stream stream, Stream model)
    {
        byte[] lexicon = ReadContent(stream), weights = ReadContent(model);
        LexiconFile file = Parse<LexiconFile>(lexicon, "lexicon");
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. lexicon, .. weights]).AsSpan(0, FingerprintBytes));
        EventModelFile parsed = Parse<EventModelFile>(weights, "event model");
        Check(lexicon, () => LexiconCheck.Check(file));
        Check(weights, () => EventModelCheck.Check(parsed));
        return new Lexicon(file, parsed, $"{file.Version}-{fingerprint}");
    }

    private static T Parse<T>(byte[] content, string name)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, Format) ?? throw new FormatException($"The {name} is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The {name} is not valid at {e.Path ?? "$"} (line {e.LineNumber + 1}): {e.Message}", e);
        }
    }

    private static void Check(byte[] content, Action check)
    {
        try
        {
            check();
        }
        catch (InvalidFieldException e)
        {
            throw e.In(content);
        }
    }

    // Drops carriage returns, which a checkout may add, so that the fingerprint is the same on every platform.
    private static byte[] ReadContent(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return [.. copy.ToArray().Where(value => value != (byte)'\r')];
    }

    internal static Stream OpenShipped() => Open("lexicon.json");

    internal static Stream OpenShippedModel() => Open("eventmodel.json");

    private static Stream Open(string name) =>
        typeof(Lexicon).Assembly.GetManifestResourceStream($"MarketPulse.Core.Events.Detection.{name}")
        ?? throw new InvalidOperationException($"{name} is not embedded in this assembly.");

    internal Lexicon WithEventModel(EventModelFile model) => new(File, model, Version);
}
