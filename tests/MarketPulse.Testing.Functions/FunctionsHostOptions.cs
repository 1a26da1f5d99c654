namespace MarketPulse.Testing.Functions;

/// <summary>The app to run, and how to run it.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The output folder of a build or publish of the app.</summary>
    public required string AppFolder { get; init; }

    /// <summary>
    /// The app's settings, as in <c>Values</c> of local.settings.json; they become environment variables of the worker.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The loopback port that the worker connects to; 0 chooses a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether the worker learns of its app like a placeholder that the platform started before it knew the app: by a reload of the
    /// environment instead of the initial request.
    /// </summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>Time limit of each operation: the start, an invocation, the exit.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);
}
