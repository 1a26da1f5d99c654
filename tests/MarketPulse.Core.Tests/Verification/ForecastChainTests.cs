using MarketPulse.Core.Events;
using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Verification;

public class ForecastChainTests
{
    private static readonly DateTimeOffset Time = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<Forecast> Sealed =
        ForecastChain.Seal(Enumerable.Range(1, 5).SelectMany(Forecasts), 0, ForecastChain.Start);

    [Fact]
    public void A_chain_as_it_was_written_has_no_problems_whether_sealed_at_once_or_link_by_link()
    {
        var linkByLink = new List<Forecast>();
        for (int i = 1; i <= 5; i++)
        {
            linkByLink.AddRange(ForecastChain.Seal(Forecasts(i), i - 1, i == 1 ? ForecastChain.Start : linkByLink[^1].Hash));
        }

        (string[] problems, ForecastChain chain) = Check(Sealed);

        problems.ShouldBeEmpty();
        (chain.Count, chain.Head).ShouldBe((5, Sealed[^1].Hash));
        Sealed.ShouldAllBe(link => chain.Contains(link.Hash.ToUpperInvariant()));
        linkByLink.Select(link => link.Hash).ShouldBe(Sealed.Select(link => link.Hash));
    }

    public static TheoryData<string, Func<Forecast, Forecast>> Forgeries => new()
    {
        { "event", link => link with { EventId = "20250602T120000Z-ffffffff" } },
        { "revision", link => link with { Revision = 9 } },
        { "event time", link => link with { EventTimeUtc = Time.AddTicks(1) } },
        { "time of locking", link => link with { LockedUtc = link.LockedUtc.AddHours(-1) } },
        { "intensity", link => link with { Intensity = -link.Intensity } },
        { "kind", link => link with { Kind = "talks" } },
        { "engine", link => link with { EngineVersion = "9" } },
        { "lexicon", link => link with { LexiconVersion = "9" } },
        { "forecast", link => link with { Content = Forecasts(77)[0].Content } },
    };

    [Theory]
    [MemberData(nameof(Forgeries), DisableDiscoveryEnumeration = true)]
    public void A_changed_row_is_found(string what, Func<Forecast, Forecast> change)
    {
        Forecast[] forged = [.. Sealed];
        forged[2] = change(forged[2]);

        Check(forged).Problems.ShouldHaveSingleItem(what).ShouldStartWith("Forecast 3 (20250602T120000Z-");
    }

    [Fact]
    public void A_changed_row_with_a_hash_that_fits_breaks_the_next_link()
    {
        Forecast[] forged = [.. Sealed];
        forged[2] = ForecastChain.Seal([forged[2] with { Intensity = 1 }], 2, forged[1].Hash)[0];

        Check(forged).Problems.ShouldHaveSingleItem().ShouldStartWith("Forecast 4 ");
    }

    [Fact]
    public void A_removed_and_an_inserted_row_are_found()
    {
        Check(Sealed.Where(link => link.Sequence != 3)).Problems.ShouldContain("Forecast 3 is missing: 4 follows 2.");
        Check([.. Sealed.Take(2), Sealed[1], .. Sealed.Skip(2)]).Problems.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_chain_that_was_written_anew_lacks_the_head_that_was_published()
    {
        string published = Sealed[3].Hash;
        IReadOnlyList<Forecast> anew = ForecastChain.Seal(
            Sealed.Select(link => link with { Intensity = link.Intensity + 1 }), 0, ForecastChain.Start);

        (string[] problems, ForecastChain chain) = Check(anew);

        problems.ShouldBeEmpty();
        chain.Contains(published).ShouldBeFalse();
    }

    [Fact]
    public void A_forecast_is_read_as_it_was_made_and_one_of_many_instruments_takes_several_rows()
    {
        ForecastSeries[] series =
        [
            .. Enumerable.Range(0, 250).Select(i => new ForecastSeries
            {
                Symbol = $"S{i}",
                WindowKey = "p0_p5",
                Day0 = new DateOnly(2025, 6, 2),
                CloseUtc = Time.AddHours(8),
                PredictedPct = i / 7.0,
                HalfWidthPct = 3,
                AdaptiveMultiplier = 1.1,
                Unconditional = [-1.5, 0, 2.25],
            }),
        ];

        IReadOnlyList<Forecast> rows = Forecast.Of(Event(1), Time, series);

        rows.Count.ShouldBe(2);
        ForecastSeries[] read = [.. rows.SelectMany(row => row.Read())];
        read.Select(one => (one.Symbol, one.PredictedPct, one.CloseUtc)).ShouldBe(
            series.Select(one => (one.Symbol, one.PredictedPct, one.CloseUtc)));
        read[9].Unconditional.ShouldBe([-1.5, 0, 2.25]);
    }

    private static (string[] Problems, ForecastChain Chain) Check(IEnumerable<Forecast> links)
    {
        var chain = new ForecastChain();
        return ([.. links.Select(chain.Check).OfType<string>()], chain);
    }

    private static IReadOnlyList<Forecast> Forecasts(int number) => Forecast.Of(
        Event(number),
        Time.AddMinutes(number),
        [
            new ForecastSeries
            {
                Symbol = "FXI",
                WindowKey = "p0_p0",
                Day0 = new DateOnly(2025, 6, 2),
                CloseUtc = Time.AddHours(8),
                PredictedPct = number,
            },
        ]);

    private static TradeEvent Event(int number) => new()
    {
        EventId = $"20250602T120000Z-{number:x8}",
        EventTimeUtc = Time,
        Stance = Stance.Escalation,
        Intensity = 50,
        Measures = ["tariff"],
    };
}
