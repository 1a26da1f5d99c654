using Azure.Data.Tables;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores alerts in <c>alerts</c>, by rule and subject, and the webhooks' allowances with the cursors.</summary>
internal sealed class TableAlertStore(StorageClients clients, TimeProvider clock) : IAlertStore
{
    /// <summary>Partition of the allowances.</summary>
    public const string AllowanceKind = "alerts";

    private static readonly EntityMapper<Alert> Mapper = EntityMapper<Alert>.Instance;
    private static readonly EntityMapper<FeedCursor> Cursors = EntityMapper<FeedCursor>.Instance;

    private readonly TableRows _alerts = clients.Table(TableNames.Alerts);
    private readonly TableRows _cursors = clients.Table(TableNames.Cursors);

    public Task<bool> AddAsync(Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return _alerts.TryAddAsync(Mapper.ToEntity(alert, clock.GetUtcNow()), cancellationToken);
    }

    public async Task<Alert?> FindAsync(string rule, string subject, CancellationToken cancellationToken) =>
        await _alerts.FindAsync(rule, subject, select: null, cancellationToken) is { } row ? Mapper.FromEntity(row) : null;

    public IAsyncEnumerable<Alert> ReadAsync(string rule, CancellationToken cancellationToken) =>
        _alerts.QueryAsync(TableFilter.Partition(rule), select: null, cancellationToken).Select(Mapper.FromEntity);

    public async Task<Alert?> ReplaceAsync(Alert known, Alert next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(next);
        TableEntity? stored = await _alerts.FindAsync(known.Rule, known.Subject, select: null, cancellationToken);
        if (stored is null || Mapper.FromEntity(stored) != known)
        {
            return null;
        }

        TableEntity row = Mapper.ToEntity(next, clock.GetUtcNow());
        IReadOnlyCollection<TableTransactionAction> undone = await _alerts.TryWriteAsync(
            [new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, stored.ETag)], cancellationToken);
        return undone.Count == 0 ? Mapper.FromEntity(row) : null;
    }

    public async Task<AlertAdmission> AdmitAsync(string webhook, int perHour, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        AlertAdmission admission = default;
        await GuardedWriter.WriteAsync(
            _cursors,
            [Cursors.ToEntity(new FeedCursor { FeedKind = AllowanceKind, FeedId = webhook }, now)],
            async _ => await _cursors.FindAsync(AllowanceKind, webhook, select: null, cancellationToken) is { } row ? [row] : [],
            (_, stored) =>
            {
                AlertAllowance known = AlertAllowance.Parse(stored is null ? null : Cursors.FromEntity(stored).Position);
                (AlertAllowance next, admission) = known.Take(perHour, now);
                return GuardedWriter.Put(Cursors.ToEntity(AllowanceRow(webhook, next, now), now), stored);
            },
            cancellationToken);
        return admission;
    }

    private static FeedCursor AllowanceRow(string webhook, AlertAllowance allowance, DateTimeOffset now) => new()
    {
        FeedKind = AllowanceKind,
        FeedId = webhook,
        Position = allowance.ToText(),
        Outcome = allowance.HeldBack > 0 ? PollOutcome.Throttled : PollOutcome.New,
        LastPollUtc = now,
    };
}
