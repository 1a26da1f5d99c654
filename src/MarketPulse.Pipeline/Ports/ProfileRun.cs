namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// The latest run over the profiles. Its parts are measured side by side; once all of them are in, the profiles are compared and published.
/// </summary>
public sealed record ProfileRun
{
    /// <summary>Id of the run; empty before the first.</summary>
    public string Id { get; init; } = "";

    /// <summary>When the run looked for changes; the next one looks for changes since then.</summary>
    public DateTimeOffset CheckedUtc { get; init; }

    /// <summary>Symbols of the instruments to measure.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>
    /// Fingerprint of the parts that the published profiles rest on (<see cref="ProfilePart.Fingerprint"/>); empty when that is not known.
    /// </summary>
    public string Published { get; init; } = "";

    /// <summary>Who has begun to publish and not yet reported the end; empty when nobody has.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>The stored row that this one was read from; null when it is new.</summary>
    public string? Version { get; init; }

    /// <summary>Whether an instrument of the run has not been measured for it.</summary>
    public bool IsPending(string symbol, ProfilePart? part) => Symbols.Contains(symbol, StringComparer.Ordinal) && part?.Run != Id;
}
