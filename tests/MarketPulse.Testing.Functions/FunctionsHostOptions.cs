namespace MarketPulse.Testing.Functions;

/// <summary>What to run, and how.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The output folder of a build or publish of the app.</summary>
    public required string AppFolder { get; init; }

    /// <summary>
    /// The app's settings, as in the <c>Values</c> of local.settings.json; the worker gets them as environment variables.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The loopback port that the worker connects to; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether the worker is told of its app as a placeholder is that the platform started ahead of any app: by a reload of the environment
    /// in place of the first greeting.
    /// </summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>How long one thing may take: the start, an invocation, the end.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);
}
