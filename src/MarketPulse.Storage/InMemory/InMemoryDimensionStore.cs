using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Dimensions in this process.</summary>
internal sealed class InMemoryDimensionStore(TimeProvider clock) : IDimensionStore
{
    private volatile Instrument[] _instruments = [];

    public Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        DateTimeOffset now = clock.GetUtcNow();
        _instruments = [.. instruments.OrderBy(instrument => instrument.Symbol, StringComparer.Ordinal).Select(instrument => instrument with { ModifiedUtc = now })];
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<Instrument> ReadInstrumentsAsync(CancellationToken cancellationToken) => _instruments.ToAsyncEnumerable();
}
