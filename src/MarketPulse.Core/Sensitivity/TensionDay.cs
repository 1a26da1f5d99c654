using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The trade-tension index of one UTC day or one month, as docs/tension-index.md defines it. Null where there was no coverage.
/// </summary>
[Table("tensionindex")]
public sealed record TensionDay : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => string.Create(CultureInfo.InvariantCulture, $"{Scope}|{Value}|{Date.Year:D4}");

    /// <inheritdoc/>
    public override string RowKey => Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>What the index covers: <c>all</c>, one country <c>pair</c> or one <c>topic</c>.</summary>
    [Column("scope", Example = "pair")]
    public required string Scope { get; init; }

    /// <summary>The pair or topic; <c>all</c> for all news.</summary>
    [Column("value", Example = "US-CN")]
    public required string Value { get; init; }

    /// <summary>The UTC day; the first day of the month for a monthly index.</summary>
    [Column("date", Example = "2025-06-02")]
    public required DateOnly Date { get; init; }

    /// <summary>The day as an integer, yyyyMMdd.</summary>
    [Column("datekey", Example = "20250602")]
    public int DateKey => (Date.Year * 10000) + (Date.Month * 100) + Date.Day;

    /// <summary>Share of the news that is about trade conflict, standardized per feed; 100 is the mean of the base window.</summary>
    [Column("gross", Unit = "index", Example = "137")]
    public double? Gross { get; init; }

    /// <summary>Weighted intensity of the day's escalations.</summary>
    [Column("escalation", Unit = "points", Example = "84")]
    public double? Escalation { get; init; }

    /// <summary>Weighted intensity of the day's de-escalations, unsigned.</summary>
    [Column("easing", Unit = "points", Example = "12")]
    public double? Easing { get; init; }

    /// <summary>Escalation minus easing.</summary>
    [Column("net", Unit = "points", Example = "72")]
    public double? Net { get; init; }

    /// <summary>Mean of <see cref="Gross"/> over the days with coverage among the last 7.</summary>
    [Column("gross_7d", Unit = "index")]
    public double? Gross7d { get; init; }

    /// <summary>Mean of <see cref="Gross"/> over the last 30 days.</summary>
    [Column("gross_30d", Unit = "index")]
    public double? Gross30d { get; init; }

    /// <summary>Mean of <see cref="Escalation"/> over the last 7 days.</summary>
    [Column("escalation_7d", Unit = "points")]
    public double? Escalation7d { get; init; }

    /// <summary>Mean of <see cref="Escalation"/> over the last 30 days.</summary>
    [Column("escalation_30d", Unit = "points")]
    public double? Escalation30d { get; init; }

    /// <summary>Mean of <see cref="Easing"/> over the last 7 days.</summary>
    [Column("easing_7d", Unit = "points")]
    public double? Easing7d { get; init; }

    /// <summary>Mean of <see cref="Easing"/> over the last 30 days.</summary>
    [Column("easing_30d", Unit = "points")]
    public double? Easing30d { get; init; }

    /// <summary>Mean of <see cref="Net"/> over the last 7 days.</summary>
    [Column("net_7d", Unit = "points")]
    public double? Net7d { get; init; }

    /// <summary>Mean of <see cref="Net"/> over the last 30 days.</summary>
    [Column("net_30d", Unit = "points")]
    public double? Net30d { get; init; }

    /// <summary>Number of articles seen, whatever their content.</summary>
    [Column("articles", Unit = "count", Example = "420")]
    public int Articles { get; init; }

    /// <summary>Number of those articles that are about trade conflict and concern this pair or topic.</summary>
    [Column("relevant", Unit = "count", Example = "31")]
    public int Relevant { get; init; }

    /// <summary>
    /// calm, tense or acute: the 30-day mean compared with all earlier days; frozen when first published; empty with fewer than 250 earlier
    /// days.
    /// </summary>
    [Column("regime", Example = "tense")]
    public string Regime { get; init; } = "";

    /// <summary>What the regime would be given what is known now, where that differs.</summary>
    [Column("regime_revised")]
    public string RegimeRevised { get; init; } = "";

    /// <summary>1 when the day is first published after its end; raised whenever one of its numbers changes later.</summary>
    [Column("revision", Unit = "count", Example = "1")]
    public int Revision { get; init; } = 1;

    /// <summary>When the day was last revised; null if it never was.</summary>
    [Column("revisedutc", Unit = "utc")]
    public DateTimeOffset? RevisedUtc { get; init; }

    /// <summary>
    /// How a row that was read as of a past moment was made: <c>current_bars</c>, computed from the articles and events of that moment,
    /// whose days are the sessions of the bars as they are now. Empty for stored rows.
    /// </summary>
    [Column("asofbasis")]
    public string AsOfBasis { get; init; } = "";

    /// <summary>
    /// The row to store in place of <paramref name="stored"/>: its published regime is kept, a different one is stored next to it, and
    /// changed numbers are marked as a revision. A day that is not over has no regime and changes without revision.
    /// </summary>
    /// <param name="stored">The row that is stored now; null when there is none.</param>
    /// <param name="now">The current time.</param>
    public TensionDay Published(TensionDay? stored, DateTimeOffset now)
    {
        var end = new DateTimeOffset(Date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        if (now < end)
        {
            return this with { Regime = "" };
        }

        if (stored is null || stored.ModifiedUtc < end)
        {
            return this;
        }

        string frozen = stored.Regime.Length > 0 ? stored.Regime : Regime;
        TensionDay next = this with
        {
            Regime = frozen,
            RegimeRevised = Regime == frozen ? "" : Regime,
            Revision = stored.Revision,
            RevisedUtc = stored.RevisedUtc,
            ModifiedUtc = stored.ModifiedUtc,
        };
        return next == stored ? stored : next with { Revision = stored.Revision + 1, RevisedUtc = now };
    }
}
