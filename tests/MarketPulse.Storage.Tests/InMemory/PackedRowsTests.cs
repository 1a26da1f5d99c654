using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Storage.InMemory;

namespace MarketPulse.Storage.Tests.InMemory;

public class PackedRowsTests
{
    private static readonly DateTimeOffset Moment = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Unpacked_rows_equal_those_packed()
    {
        var random = new Random(3);
        ImpactScore[] scores = [.. Enumerable.Range(0, 500).Select(i => Score(i, random))];
        Assert.Equal(scores, PackedRows<ImpactScore>.Pack(scores).Unpack());
    }

    [Fact]
    public void Every_column_that_can_be_set_is_packed()
    {
        AbnormalReturn[] path =
        [
            new()
            {
                EventId = "e",
                EventTimeUtc = Moment,
                Symbol = "FXI",
                Day = -1,
                Date = new DateOnly(2025, 5, 30),
                ReturnPct = double.MinValue,
                BenchmarkReturnPct = -0.0,
                ArPct = double.Epsilon,
                CarPct = double.MaxValue,
                BandLoPct = -1.5,
                BandHiPct = 1.5,
                Revision = int.MaxValue,
                BarsThrough = new DateOnly(2025, 6, 5),
                PriceRevision = -7,
                SchemaVersion = 2,
                EngineVersion = "ж 面 \U0001F680",
                ModifiedUtc = Moment.AddTicks(1),
            },
        ];
        Assert.Equal(path, PackedRows<AbnormalReturn>.Pack(path).Unpack());
    }

    [Fact]
    public void Packing_no_rows_returns_no_rows() => Assert.Empty(PackedRows<ImpactScore>.Pack([]).Unpack());

    [Fact]
    public void Equal_rows_take_almost_no_space()
    {
        ImpactScore[] scores = [.. Enumerable.Repeat(Score(1, new Random(1)), 1000)];
        var packed = PackedRows<ImpactScore>.Pack(scores);
        Assert.Equal(1000, packed.Count);

        // A thousand rows with the content of one: a hundredth leaves room for ten rows and the format.
        Assert.InRange(packed.Bytes, 1, packed.UnpackedBytes / 100);
    }

    private static ImpactScore Score(int number, Random random) => new()
    {
        EventId = "e" + (number / 10),
        EventTimeUtc = Moment.AddMinutes(number),
        Symbol = "S" + (number % 10),
        WindowKey = "p0_p1",
        Status = (ScoreStatus)random.Next(2),
        Stance = (Stance)random.Next(3),
        Day0 = random.Next(2) == 0 ? null : new DateOnly(2025, 6, 2),
        Observations = random.Next(2) == 0 ? null : random.Next(),
        CarPct = random.Next(2) == 0 ? null : (random.NextDouble() - 0.5) * 1e9,
        QEvent = random.NextDouble(),
        ModifiedUtc = Moment.AddTicks(random.NextInt64(1_000_000)),
    };
}
