using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Verification;

/// <summary>
/// A link of the ledger: what was forecast for one revision of an event, locked before the close of day 0. Rows are only ever added; each
/// carries a hash over its content and over the hash of the row before, so that none can be changed, removed or inserted unnoticed.
/// </summary>
[Table("forecasts")]
public sealed record Forecast : TableRow
{
    /// <summary>Partition of all forecasts, which are one chain.</summary>
    public const string Ledger = "ledger";

    /// <summary>Largest number of instrument and window combinations in one row; an event with more has several.</summary>
    public const int MostSeries = 200;

    /// <summary>
    /// Largest number of rows of one forecast, which are written together or not at all. At 64 KiB each they are less than the 4 MiB of a
    /// transaction.
    /// </summary>
    public const int MostRows = 60;

    /// <inheritdoc/>
    public override string PartitionKey => Ledger;

    /// <inheritdoc/>
    public override string RowKey => KeyOf(Sequence);

    /// <summary>Position in the chain, from 1.</summary>
    [Column("sequence", Unit = "count", Example = "1")]
    public long Sequence { get; init; }

    /// <summary>The event.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Revision of the event that the forecast is for.</summary>
    [Column("revision", Unit = "count", Example = "1")]
    public required int Revision { get; init; }

    /// <summary>Time of the event's first report.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>When the forecast was locked.</summary>
    [Column("lockedutc", Unit = "utc", Example = "2025-06-02T12:04:10Z")]
    public required DateTimeOffset LockedUtc { get; init; }

    /// <summary>Signed intensity of the event, which the scenario is made from.</summary>
    [Column("intensity", Unit = "-100 to 100", Example = "80")]
    public required double Intensity { get; init; }

    /// <summary>First measure of the event; <c>none</c> without one.</summary>
    [Column("kind", Example = "tariff")]
    public required string Kind { get; init; }

    /// <summary>Version of the lexicon that read the event.</summary>
    [Column("lexiconversion", Example = "5")]
    public string LexiconVersion { get; init; } = "";

    /// <summary>The forecasts by instrument and window, as gzipped JSON.</summary>
    [Column("content")]
    public byte[] Content { get; init; } = [];

    /// <summary>Hash of the row before, lower-case hexadecimal; 64 zeros for the first row.</summary>
    [Column("previoushash")]
    public string PreviousHash { get; init; } = "";

    /// <summary>SHA-256 over the row and the hash before, lower-case hexadecimal.</summary>
    [Column("hash")]
    public string Hash { get; init; } = "";

    /// <summary>The row key of a position in the chain.</summary>
    public static string KeyOf(long sequence) => sequence.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>The rows of a forecast, to be sealed and stored as the next links of the chain.</summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="lockedUtc">The time of locking.</param>
    /// <param name="series">
    /// The forecasts by instrument and window. Those beyond <see cref="MostRows"/> rows of <see cref="MostSeries"/> are left out.
    /// </param>
    public static IReadOnlyList<Forecast> Of(TradeEvent tradeEvent, DateTimeOffset lockedUtc, IEnumerable<ForecastSeries> series)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return
        [
            .. series.Chunk(MostSeries).Take(MostRows).Select(some => new Forecast
            {
                EventId = tradeEvent.EventId,
                Revision = tradeEvent.Revision,
                EventTimeUtc = tradeEvent.EventTimeUtc,
                LockedUtc = lockedUtc,
                Intensity = EventIndex.SignedIntensity(tradeEvent),
                Kind = KindOf(tradeEvent),
                LexiconVersion = tradeEvent.LexiconVersion,
                Content = Pack(some),
            }),
        ];
    }

    /// <summary>The forecasts by instrument and window.</summary>
    /// <exception cref="InvalidDataException">The content is not what was stored.</exception>
    public IReadOnlyList<ForecastSeries> Read()
    {
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(Content), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<ForecastSeries[]>(unpacked) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The content of forecast {Sequence} cannot be read.", e);
        }
    }

    /// <summary>The kind of an event's forecasts: its first measure, or <c>none</c>.</summary>
    internal static string KindOf(TradeEvent tradeEvent) => tradeEvent.Measures.Count > 0 ? tradeEvent.Measures[0] : "none";

    private static byte[] Pack(ForecastSeries[] series)
    {
        using var packed = new MemoryStream();
        using (var zipped = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            JsonSerializer.Serialize(zipped, series);
        }

        return packed.ToArray();
    }
}
