using MarketPulse.Core.Verification;
using MarketPulse.Faults.Frozen;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Faults.Ledger;

/// <summary>A ledger that announces one of its writes and waits, so that the parent process can kill this one exactly there.</summary>
internal sealed class StoppingLedger(IForecastStore inner, LedgerWrite stop) : IForecastStore
{
    public async Task<LedgerHead?> TryAppendAsync(IReadOnlyList<Forecast> forecast, CancellationToken cancellationToken)
    {
        await PassAsync(LedgerWrite.BeforeLock);
        LedgerHead? head = await inner.TryAppendAsync(forecast, cancellationToken);
        await PassAsync(LedgerWrite.AfterLock);
        return head;
    }

    public async Task AddOutcomesAsync(IReadOnlyCollection<ForecastOutcome> outcomes, CancellationToken cancellationToken)
    {
        await PassAsync(LedgerWrite.BeforeOutcomes);
        await inner.AddOutcomesAsync(outcomes, cancellationToken);
        await PassAsync(LedgerWrite.AfterOutcomes);
    }

    public Task<LedgerHead?> FindHeadAsync(CancellationToken cancellationToken) => inner.FindHeadAsync(cancellationToken);

    public Task<bool> IsLockedAsync(string eventId, int revision, CancellationToken cancellationToken) =>
        inner.IsLockedAsync(eventId, revision, cancellationToken);

    public IAsyncEnumerable<Forecast> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

    public IAsyncEnumerable<Forecast> ReadEventAsync(string eventId, CancellationToken cancellationToken) =>
        inner.ReadEventAsync(eventId, cancellationToken);

    public IAsyncEnumerable<ForecastOutcome> ReadOutcomesAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        inner.ReadOutcomesAsync(from, cancellationToken);

    private Task PassAsync(LedgerWrite write) => write == stop ? StoppingStores.AnnounceAsync(write.ToString()) : Task.CompletedTask;
}
