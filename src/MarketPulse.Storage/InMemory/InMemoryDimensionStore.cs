using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores dimensions in memory.</summary>
internal sealed class InMemoryDimensionStore(TimeProvider clock) : IDimensionStore
{
    private volatile Instrument[] _instruments = [];

    public Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        DateTimeOffset now = clock.GetUtcNow();
        IEnumerable<Instrument> sorted = instruments.OrderBy(instrument => instrument.Symbol, StringComparer.Ordinal);
        _instruments = [.. sorted.Select(instrument => instrument with { ModifiedUtc = now })];
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<Instrument> ReadInstrumentsAsync(CancellationToken cancellationToken) => _instruments.ToAsyncEnumerable();
}
