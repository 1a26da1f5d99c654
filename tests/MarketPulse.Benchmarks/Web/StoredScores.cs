using System.Globalization;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Benchmarks.Web;

/// <summary>Many scores as stored: events seven hours apart, each instrument with the three default windows.</summary>
internal static class StoredScores
{
    public const int BatchesAtOnce = 4, RowsPerBatch = 100;

    private static readonly string[] Windows = ["m1_p1", "p0_p0", "p0_p5"];
    private static readonly DateTimeOffset First = new(2020, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset TimeOf(int number) => First.AddHours(7 * number);

    public static string EventIdOf(int number) => $"{RowKeys.Stamp(TimeOf(number))}Z-{number:x8}";

    public static string SymbolOf(int number) => "S" + number.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Writes only the fact table, in plain transactions, because only reading is measured.</summary>
    public static Task WriteAsync(string connection, string prefix, int events, int rowsOfEvent)
    {
        TableClient table = new TableServiceClient(connection).GetTableClient(prefix + "impactscores");
        IEnumerable<TableTransactionAction[]> batches = Enumerable.Range(0, events).SelectMany(number => Enumerable.Range(0, rowsOfEvent)
            .Select(row => EntityMapper<ImpactScore>.Instance.ToEntity(Score(number, row), TimeOf(number)))
            .Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))
            .Chunk(RowsPerBatch));
        return Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce },
            async (batch, token) => await table.SubmitTransactionAsync(batch, token));
    }

    /// <summary>A score with a value in every column, like a real one.</summary>
    public static ImpactScore Score(int number, int row) => new()
    {
        EventId = EventIdOf(number),
        EventTimeUtc = TimeOf(number),
        Symbol = SymbolOf(row / Windows.Length),
        WindowKey = Windows[row % Windows.Length],
        Status = ScoreStatus.Final,
        Day0 = DateOnly.FromDateTime(TimeOf(number).UtcDateTime),
        DayZeroReason = "pre",
        DayZeroCertainty = "exact",
        Stance = Core.Events.Stance.Escalation,
        Intensity = 62.5,
        LinkReason = "topic rare_earths",
        Model = "market",
        Benchmark = "SPY",
        PriceBasis = "adjusted",
        PriceSource = "file",
        EstimationDays = 120,
        Observations = 120,
        BarsObserved = 3,
        BarsExpected = 3,
        Alpha = 1.0 / (row + 3000),
        Beta = 1 + (1.0 / (row + 7)),
        ResidualVariance = 1.0 / (row + 9000),
        CarPct = -0.37 * row,
        CarLoPct = (-0.37 * row) - 1.7,
        CarHiPct = (-0.37 * row) + 1.7,
        BharPct = -0.36 * row,
        Mde80Pct = 2.41421356,
        RawReturnPct = 0.11 * row,
        BenchmarkReturnPct = 0.01 * row,
        Scar = -1.0 / (row + 1),
        PValue = 1.0 / (row + 2),
        ReturnScore = -91.7 / (row + 1),
        ReferenceWindows = 98,
        ZAdjusted = -0.7 / (row + 1),
        PAdjusted = 0.9 / (row + 2),
        AdjustedScore = -97.3 / (row + 1),
        PVolume = 0.8 / (row + 2),
        VolumeScore = 87.1 / (row + 1),
        PVolatility = 0.7 / (row + 2),
        VolatilityScore = 77.7 / (row + 1),
        OverallScore = 66.6 / (row + 1),
        OverallDriver = "return",
        QEvent = 0.3 / (row + 2),
        LexiconVersion = "1",
        Revision = 1,
        PriceRevision = 1,
        BarsThrough = new DateOnly(2025, 6, 5),
    };
}
