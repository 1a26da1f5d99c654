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
