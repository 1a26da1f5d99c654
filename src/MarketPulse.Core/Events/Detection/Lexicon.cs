using System.Security.Cryptography;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The terms, weights and thresholds by which the detector judges articles, read from <c>lexicon.json</c> (schema:
/// <c>lexicon.schema.json</c>). Its version is stored with every verdict.
/// </summary>
public sealed class Lexicon
{
    private const int FingerprintBytes = 4;

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
        byte[] lexicon = JsonFiles.ReadContent(stream), weights = JsonFiles.ReadContent(model);
        LexiconFile file = JsonFiles.Parse<LexiconFile>(lexicon, "lexicon", LexiconCheck.Check);
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. lexicon, .. weights]).AsSpan(0, FingerprintBytes));
        EventModelFile parsed = JsonFiles.Parse<EventModelFile>(weights, "event model", EventModelCheck.Check);
        return new Lexicon(file, parsed, $"{file.Version}-{fingerprint}");
    }

    internal static Stream OpenShipped() => JsonFiles.OpenShipped(typeof(Lexicon), "lexicon.json");

    internal static Stream OpenShippedModel() => JsonFiles.OpenShipped(typeof(Lexicon), "eventmodel.json");

    internal Lexicon WithEventModel(EventModelFile model) => new(File, model, Version);
}
