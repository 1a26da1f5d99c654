using MarketPulse.Core.Verification;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the ledger of forecasts, to which rows are only added, and the outcomes of the forecasts.</summary>
public interface IForecastStore
{
    /// <summary>Finds the head of the chain; null before the first forecast.</summary>
    Task<LedgerHead?> FindHeadAsync(CancellationToken cancellationToken);

    /// <summary>Whether a forecast for a revision of an event is in the ledger.</summary>
    Task<bool> IsLockedAsync(string eventId, int revision, CancellationToken cancellationToken);

    /// <summary>
    /// Seals a forecast and adds all its rows to the chain, or none. Nothing is added if there is a forecast for the revision of the event
    /// already.
    /// </summary>
    /// <param name="forecast">The rows of one forecast (<see cref="Forecast.Of"/>), at least one.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    /// <returns>The new head; null if there is a forecast already.</returns>
    Task<LedgerHead?> TryAppendAsync(IReadOnlyList<Forecast> forecast, CancellationToken cancellationToken);

    /// <summary>Reads the chain from its start.</summary>
    IAsyncEnumerable<Forecast> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the forecasts for an event, by revision.</summary>
    IAsyncEnumerable<Forecast> ReadEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Adds outcomes. One that is stored already stays as it is.</summary>
    Task AddOutcomesAsync(IReadOnlyCollection<ForecastOutcome> outcomes, CancellationToken cancellationToken);

    /// <summary>Reads the outcomes of forecasts for events at or after a time, by key.</summary>
    IAsyncEnumerable<ForecastOutcome> ReadOutcomesAsync(DateTimeOffset from, CancellationToken cancellationToken);
}
