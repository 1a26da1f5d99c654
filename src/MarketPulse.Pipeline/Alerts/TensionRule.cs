using System.Globalization;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>A rule that is evaluated for each day of the tension index.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public abstract record TensionRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>
    /// How long after its end a day may still raise an alert: long enough for late news or downtime, short enough that a backfill raises
    /// none.
    /// </summary>
    public static TimeSpan Recent { get; } = TimeSpan.FromDays(3);

    /// <summary>Scope of the index: <c>all</c>, <c>pair</c> or <c>topic</c>.</summary>
    public string Scope { get; init; } = TensionScope.All;

    /// <summary>The pair or topic that the index covers; <c>all</c> in the scope <c>all</c>.</summary>
    public string Value { get; init; } = TensionScope.All;

    /// <summary>What the index is called in sentences.</summary>
    private protected string IndexName => Scope == TensionScope.All ? "the tension index" : $"the tension index of {Value}";

    /// <summary>Matches the rule against the days that ended within <see cref="Recent"/>.</summary>
    /// <param name="days">Every day of the index with the rule's scope and value, by date.</param>
    /// <param name="now">Time of the evaluation.</param>
    public IEnumerable<AlertMatch> Match(IReadOnlyList<TensionDay> days, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(days);
        for (int i = 1; i < days.Count; i++)
        {
            var end = new DateTimeOffset(days[i].Date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            if (end <= now && now - end <= Recent && Reason(days, i) is { } reason)
            {
                string subject = string.Create(CultureInfo.InvariantCulture, $"{Scope}|{Value}|{days[i].DateKey}");
                yield return new AlertMatch(this, subject, reason);
            }
        }
    }

    /// <summary>Why the rule fires on a day; null when it does not.</summary>
    private protected abstract string? Reason(IReadOnlyList<TensionDay> days, int at);

    /// <summary>Formats a date for a sentence, as yyyy-MM-dd.</summary>
    private protected static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
