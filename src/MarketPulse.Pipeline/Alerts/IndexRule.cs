using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires when the index rises above a percentile of its history: on a day above it that follows a day not above it.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public sealed record IndexRule(string Name, string Webhook) : TensionRule(Name, Webhook)
{
    private const int FewestDays = 250;

    /// <summary>Percentile of all earlier days, 50 to 99.9.</summary>
    public double Percentile { get; init; } = 95;

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Index;

    /// <inheritdoc/>
    public override string Condition => $"{IndexName} rises above percentile {Text(Percentile)} of all earlier days";

    private protected override string? Reason(IReadOnlyList<TensionDay> days, int at)
    {
        int before = at - 1;
        while (before >= 0 && days[before].Gross is null)
        {
            before--;
        }

        return Rank(days, at) is { } rank && rank > Percentile && !(before >= 0 && Rank(days, before) > Percentile)
            ? $"On {Text(days[at].Date)} {IndexName} stood at {Text(Math.Round(days[at].Gross!.Value, 1))}, "
                + $"above {Text(Math.Floor(rank * 10) / 10)}% of all earlier days."
            : null;
    }

    /// <summary>
    /// Percentage of earlier days whose index is below that of the given day; null if the day has no value or there are fewer than 250
    /// earlier values.
    /// </summary>
    private static double? Rank(IReadOnlyList<TensionDay> days, int at)
    {
        double[] past = [.. days.Take(at).Select(day => day.Gross).OfType<double>()];
        return days[at].Gross is { } value && past.Length >= FewestDays ? 100.0 * past.Count(other => other < value) / past.Length : null;
    }
}
