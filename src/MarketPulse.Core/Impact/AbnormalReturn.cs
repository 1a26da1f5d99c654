using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact;

/// <summary>One day of an instrument's path around an event, with its 95% band.</summary>
[Table("abnormalreturns")]
public sealed record AbnormalReturn : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => EventTimeUtc.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => $"{EventId}|{Symbol}|{EventWindow.DayKey(Day)}";

    /// <summary>The event.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Time of the event's first report.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>UTC date of the event as an integer, yyyyMMdd.</summary>
    [Column("datekey", Example = "20250602")]
    public int DateKey => RowKeys.DateKey(EventTimeUtc);

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Day relative to day 0.</summary>
    [Column("day", Unit = "sessions", Example = "-2")]
    public required int Day { get; init; }

    /// <summary>The session's date.</summary>
    [Column("date", Example = "2025-06-02")]
    public DateOnly Date { get; init; }

    /// <summary>The instrument's return on the day.</summary>
    [Column("return_pct", Unit = "percent")]
    public double ReturnPct { get; init; }

    /// <summary>The benchmark's return on the day.</summary>
    [Column("benchmark_return_pct", Unit = "percent")]
    public double? BenchmarkReturnPct { get; init; }

    /// <summary>Abnormal return: the return minus the return that the model expects.</summary>
    [Column("ar_pct", Unit = "percent")]
    public double ArPct { get; init; }

    /// <summary>Abnormal returns summed from the first day of the path.</summary>
    [Column("car_pct", Unit = "percent")]
    public double CarPct { get; init; }

    /// <summary>Lower end of the 95% band of the sum if the event has no effect.</summary>
    [Column("band_lo_pct", Unit = "percent")]
    public double BandLoPct { get; init; }

    /// <summary>Upper end of the 95% band of the sum if the event has no effect.</summary>
    [Column("band_hi_pct", Unit = "percent")]
    public double BandHiPct { get; init; }

    /// <summary>Revision of the event that was scored.</summary>
    [Column("revision", Unit = "count")]
    public int Revision { get; init; }

    /// <summary>Last bar of the symbol when it was scored.</summary>
    [Column("barsthrough")]
    public DateOnly? BarsThrough { get; init; }

    /// <summary>Revision of the symbol's prices when it was scored.</summary>
    [Column("pricerevision", Unit = "count")]
    public int PriceRevision { get; init; }
}
