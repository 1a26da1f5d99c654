using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires on a day on which the index stands above a percentile of its past and the day before did not.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Webhook">Where its alerts go.</param>
public sealed record IndexRule(string Name, string Webhook) : TensionRule(Name, Webhook)
{
    private const int FewestDays = 250;

    /// <summary>The percentile, 50 to 99.9.</summary>
    public double Percentile { get; init; } = 95;

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Index;

    /// <inheritdoc/>
    public override string Condition => $"{IndexName} rises above percentile {Text(Percentile)} of all days before";

    private protected override string? Reason(IReadOnlyList<TensionDay> days, int at)
    {
        int before = at - 1;
        while (before >= 0 && days[before].Gross is null)
        {
            before--;
        }

        return Rank(days, at) is { } rank && rank > Percentile && !(before >= 0 && Rank(days, before) > Percentile)
            ? $"On {Text(days[at].Date)} {IndexName} stood at {Text(Math.Round(days[at].Gross!.Value, 1))}, above {Text(Math.Floor(rank * 10) / 10)}% of all days before."
            : null;
    }

    /// <summary>Share in percent of the days before that the index of a day stands above; null with fewer than 250 of them, or without a value.</summary>
    private static double? Rank(IReadOnlyList<TensionDay> days, int at)
    {
        double[] past = [.. days.Take(at).Select(day => day.Gross).OfType<double>()];
        return days[at].Gross is { } value && past.Length >= FewestDays ? 100.0 * past.Count(other => other < value) / past.Length : null;
    }
}
