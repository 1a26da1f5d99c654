using System.Globalization;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>A rule on days of the tension index.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Webhook">Where its alerts go.</param>
public abstract record TensionRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>How long after its end a day may still set off an alert: late news and a pause of the app do no harm, a backfill wakes nobody.</summary>
    public static TimeSpan Recent { get; } = TimeSpan.FromDays(3);

    /// <summary>What the index is of: <c>all</c>, <c>pair</c> or <c>topic</c>.</summary>
    public string Scope { get; init; } = TensionScope.All;

    /// <summary>The pair or topic; <c>all</c> for all.</summary>
    public string Value { get; init; } = TensionScope.All;

    /// <summary>The index as it stands in sentences.</summary>
    private protected string IndexName => Scope == TensionScope.All ? "the tension index" : $"the tension index of {Value}";

    /// <summary>The days on which the rule fires, among those that ended lately.</summary>
    /// <param name="days">The index of the rule's scope and value, by date.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<AlertMatch> Match(IReadOnlyList<TensionDay> days, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(days);
        for (int i = 1; i < days.Count; i++)
        {
            var end = new DateTimeOffset(days[i].Date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            if (end <= now && now - end <= Recent && Reason(days, i) is { } reason)
            {
                yield return new AlertMatch(this, string.Create(CultureInfo.InvariantCulture, $"{Scope}|{Value}|{days[i].DateKey}"), reason);
            }
        }
    }

    /// <summary>Why the rule fires on a day; null when it does not.</summary>
    private protected abstract string? Reason(IReadOnlyList<TensionDay> days, int at);

    /// <summary>A date as it stands in sentences.</summary>
    private protected static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Fires on the first day of another regime.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Webhook">Where its alerts go.</param>
public sealed record RegimeRule(string Name, string Webhook) : TensionRule(Name, Webhook)
{
    /// <summary>Only changes to this regime: <c>calm</c>, <c>tense</c> or <c>acute</c>; null for any.</summary>
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
