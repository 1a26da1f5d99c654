using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires on the first day of a new regime of the tension index.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public sealed record RegimeRule(string Name, string Webhook) : TensionRule(Name, Webhook)
{
    /// <summary>The regime to watch for: <c>calm</c>, <c>tense</c> or <c>acute</c>; null for any change.</summary>
    public string? Regime { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Regime;

    /// <inheritdoc/>
    public override string Condition => $"the regime of {IndexName} changes{(Regime is null ? "" : $" to {Regime}")}";

    private protected override string? Reason(IReadOnlyList<TensionDay> days, int at)
    {
        string now = days[at].Regime;
        string? before = days.Take(at).LastOrDefault(day => day.Regime.Length > 0)?.Regime;
        return now.Length == 0 || before is null || now == before || (Regime is not null && now != Regime)
            ? null
            : $"On {Text(days[at].Date)} the regime of {IndexName} changed from {before} to {now}.";
    }
}
