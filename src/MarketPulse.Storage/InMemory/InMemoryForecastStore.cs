using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores the ledger of forecasts and their outcomes in memory.</summary>
internal sealed class InMemoryForecastStore(TimeProvider clock) : IForecastStore
{
    private readonly Lock _gate = new();
    private readonly List<Forecast> _links = [];
    private readonly HashSet<(string EventId, int Revision)> _locked = [];
    private readonly SortedDictionary<string, ForecastOutcome> _outcomes = new(StringComparer.Ordinal);
    private LedgerHead? _head;

    public Task<LedgerHead?> FindHeadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_head);
        }
    }

    public Task<bool> IsLockedAsync(string eventId, int revision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_locked.Contains((eventId, revision)));
        }
    }

    public Task<LedgerHead?> TryAppendAsync(IReadOnlyList<Forecast> forecast, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_locked.Add((forecast[0].EventId, forecast[0].Revision)))
            {
                return Task.FromResult<LedgerHead?>(null);
            }

            LedgerHead before = _head ?? new LedgerHead { StartedUtc = forecast[0].LockedUtc };
            _links.AddRange(
                ForecastChain.Seal(forecast, before.Sequence, before.Hash).Select(link => link with { ModifiedUtc = now }));
            _head = before with { Sequence = _links[^1].Sequence, Hash = _links[^1].Hash, ModifiedUtc = now };
            return Task.FromResult<LedgerHead?>(_head);
        }
    }

    public IAsyncEnumerable<Forecast> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _links.ToArray().ToAsyncEnumerable();
        }
    }

    public IAsyncEnumerable<Forecast> ReadEventAsync(string eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _links.Where(link => link.EventId == eventId).OrderBy(link => link.Revision).ToArray().ToAsyncEnumerable();
        }
    }

    public Task AddOutcomesAsync(IReadOnlyCollection<ForecastOutcome> outcomes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (ForecastOutcome outcome in outcomes)
            {
                _outcomes.TryAdd($"{outcome.PartitionKey}|{outcome.RowKey}", outcome with { ModifiedUtc = now });
            }
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<ForecastOutcome> ReadOutcomesAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _outcomes.Values.Where(outcome => outcome.EventTimeUtc >= from).ToArray().ToAsyncEnumerable();
        }
    }
}
