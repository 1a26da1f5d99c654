using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores corrections of events. They are never deleted, and nothing but their revocation is ever changed.</summary>
public interface ICorrectionStore
{
    /// <summary>Stores a correction unless one with the same id exists.</summary>
    /// <returns>True if it was stored; false if there already was one.</returns>
    Task<bool> AddAsync(Correction correction, CancellationToken cancellationToken);

    /// <summary>Finds a correction, revoked or not; null when unknown.</summary>
    Task<Correction?> FindAsync(string correctionId, CancellationToken cancellationToken);

    /// <summary>Reads the corrections whose <see cref="Correction.PublishedUtc"/> is in [from, to), revoked ones included, by id.</summary>
    IAsyncEnumerable<Correction> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Stores who revoked a correction, when and why, unless it is revoked already.</summary>
    /// <param name="revoked">The correction with its revocation.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    /// <returns>The correction as stored afterwards; null when unknown.</returns>
    Task<Correction?> RevokeAsync(Correction revoked, CancellationToken cancellationToken);
}
