using System.Collections.Concurrent;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores alerts in memory.</summary>
internal sealed class InMemoryAlertStore(TimeProvider clock) : IAlertStore
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Rule, string Subject), Alert> _alerts = new();
    private readonly Dictionary<string, AlertAllowance> _allowances = new(StringComparer.Ordinal);

    public Task<bool> AddAsync(Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return Task.FromResult(_alerts.TryAdd((alert.Rule, alert.Subject), alert with { ModifiedUtc = clock.GetUtcNow() }));
    }

    public Task<Alert?> FindAsync(string rule, string subject, CancellationToken cancellationToken) =>
        Task.FromResult(_alerts.GetValueOrDefault((rule, subject)));

    public IAsyncEnumerable<Alert> ReadAsync(string rule, CancellationToken cancellationToken) => _alerts.Values
        .Where(alert => alert.Rule == rule)
        .OrderBy(alert => alert.Subject, StringComparer.Ordinal)
        .ToAsyncEnumerable();

    public Task<Alert?> ReplaceAsync(Alert known, Alert next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        Alert stamped = next with { ModifiedUtc = clock.GetUtcNow() };
        return Task.FromResult(_alerts.TryUpdate((known.Rule, known.Subject), stamped, known) ? stamped : null);
    }

    public Task<AlertAdmission> AdmitAsync(string webhook, int perHour, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            AlertAllowance allowance = _allowances.GetValueOrDefault(webhook, AlertAllowance.Unused);
            (_allowances[webhook], AlertAdmission admission) = allowance.Take(perHour, clock.GetUtcNow());
            return Task.FromResult(admission);
        }
    }
}
