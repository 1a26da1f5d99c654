using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// Stores the parts of the profiles, one per instrument, and the run that measures them. A write succeeds only if nobody else has written
/// since the caller read.
/// </summary>
public interface IProfilePartStore
{
    /// <summary>Reads all parts by symbol, without what was measured, and so a small row each.</summary>
    Task<IReadOnlyList<ProfilePart>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the profiles of all parts in one partition of <see cref="SensitivityProfile"/>, by symbol.</summary>
    IAsyncEnumerable<SensitivityProfile> ReadProfilesAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Reads the calibrations of all parts, by symbol.</summary>
    IAsyncEnumerable<Calibration> ReadCalibrationsAsync(CancellationToken cancellationToken);

    /// <summary>Reads what all parts contribute to the findings, by symbol.</summary>
    IAsyncEnumerable<ReactionMember> ReadReactionsAsync(CancellationToken cancellationToken);

    /// <summary>Adds or replaces a part. The stored profiles are kept when the part has none.</summary>
    /// <returns>False when somebody else has written the part since it was read; nothing is written then.</returns>
    Task<bool> TrySaveAsync(ProfilePart part, CancellationToken cancellationToken);

    /// <summary>Removes the parts of instruments.</summary>
    Task RemoveAsync(IReadOnlyCollection<string> symbols, CancellationToken cancellationToken);

    /// <summary>Reads the latest run; an empty one before the first.</summary>
    Task<ProfileRun> ReadRunAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the run.</summary>
    /// <returns>The run as stored; null when somebody else has written it since it was read, and nothing is written then.</returns>
    Task<ProfileRun?> TrySaveRunAsync(ProfileRun run, CancellationToken cancellationToken);
}
