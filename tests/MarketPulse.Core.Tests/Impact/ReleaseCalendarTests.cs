using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>Which scheduled releases lie in a window, and in which return each falls.</summary>
public class ReleaseCalendarTests
{
    private static readonly DateTimeOffset Statement = new(2024, 9, 18, 14, 0, 0, TimeSpan.FromHours(-4));
    private static readonly DateOnly Wednesday = new(2024, 9, 18);

    [Theory]
    [InlineData("XNYS", -1, "p0_p0", "")]
    [InlineData("XNYS", 0, "p0_p0", "fomc")]
    [InlineData("XNYS", 1, "p0_p0", "")]
    [InlineData("XNYS", 1, "m1_p1", "fomc")]
    [InlineData("XNYS", -5, "p0_p5", "fomc")]
    [InlineData("XNYS", 1, "p0_p5", "")]
    [InlineData("H10", 0, "p0_p0", "")]
    [InlineData("H10", 1, "p0_p0", "fomc")]
    public void Release_lies_in_a_window_with_the_first_session_that_closes_after_it(string venue, int away, string window, string codes)
    {
        var sessions = new SessionCalendar(VenueCatalog.Get(venue), []);
        var calendar = new ReleaseCalendar([new ScheduledRelease(Statement, ReleaseKind.Fomc)]);

        calendar.CodesInside("SPY", sessions.Offset(Wednesday, away), EventWindow.Parse(window), sessions).ShouldBe(codes);
    }

    [Fact]
    public void Codes_are_named_once_and_in_a_fixed_order_and_earnings_only_for_their_symbol()
    {
        var sessions = new SessionCalendar(VenueCatalog.Get("XNYS"), []);
        var calendar = new ReleaseCalendar([
            new ScheduledRelease(Statement.AddHours(3), ReleaseKind.Earnings, "AAPL"),
            new ScheduledRelease(Statement, ReleaseKind.Cpi),
            new ScheduledRelease(Statement, ReleaseKind.Fomc),
            new ScheduledRelease(Statement.AddDays(1), ReleaseKind.Fomc),
        ]);
        var window = new EventWindow(-1, 1);

        calendar.CodesInside("AAPL", Wednesday, window, sessions).ShouldBe("fomc|cpi|earnings");
        calendar.CodesInside("SPY", Wednesday, window, sessions).ShouldBe("fomc|cpi");
        ReleaseCalendar.Empty.CodesInside("SPY", Wednesday, window, sessions).ShouldBe("");
    }

    [Theory]
    [InlineData("XNYS")]
    [InlineData("XSHG")]
    [InlineData("FX")]
    [InlineData("H10")]
    [InlineData("CRYPTO")]
    public void Windows_and_returns_agree_with_day_0_of_a_moment(string code)
    {
        Venue venue = VenueCatalog.Get(code);
        var random = new Random(11);
        DateOnly[] traded = [.. venue.SessionsAfter(new DateOnly(2023, 12, 29)).Take(200).Where(_ => random.Next(10) > 0)];
        var sessions = new SessionCalendar(venue, traded);
        ScheduledRelease[] releases =
        [
            .. Enumerable.Range(0, 60).Select(_ => new ScheduledRelease(
                new DateTimeOffset(2023, 12, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(400 * 24 * 60)),
                (ReleaseKind)random.Next(4))),
        ];
        var calendar = new ReleaseCalendar(releases);
        JoinedReturns returns = Returns(traded);

        foreach (EventWindow window in EventWindow.Defaults)
        {
            for (int t = 10; t < traded.Length - 10; t++)
            {
                (DateOnly first, DateOnly last) = (sessions.Offset(traded[t], window.Start), sessions.Offset(traded[t], window.End));
                IEnumerable<ReleaseKind> inside = releases
                    .Where(release => DayZeroResolver.OfMoment(release.Time, sessions).Date is var day && day >= first && day <= last)
                    .Select(release => release.Kind).Distinct().Order();
                calendar.CodesInside("X", traded[t], window, sessions)
                    .ShouldBe(string.Join('|', inside.Select(kind => kind.ToString().ToLowerInvariant())));
            }
        }

        calendar.Locate(returns, sessions).ShouldBe(releases.OrderBy(release => release.Time)
            .Select(release => (Day: DayZeroResolver.OfMoment(release.Time, sessions).Date, release.Kind))
            .Where(release => release.Day >= returns.Dates[0] && release.Day <= returns.Dates[^1])
            .Select(release => new LocatedRelease(returns.IndexOnOrAfter(release.Day), release.Kind)));
    }

    [Fact]
    public void Fingerprint_changes_with_the_releases_that_concern_the_instrument_alone()
    {
        ScheduledRelease fomc = new(Statement, ReleaseKind.Fomc), earnings = new(Statement, ReleaseKind.Earnings, "AAPL");
        ReleaseCalendar one = new([fomc]), two = new([earnings, fomc, fomc]);

        two.Fingerprint("SPY").ShouldBe(one.Fingerprint("SPY"));
        two.Fingerprint("AAPL").ShouldNotBe(one.Fingerprint("AAPL"));
        new ReleaseCalendar([fomc with { Kind = ReleaseKind.Cpi }]).Fingerprint("SPY").ShouldNotBe(one.Fingerprint("SPY"));
    }

    private static JoinedReturns Returns(DateOnly[] dates) => JoinedReturns.Join(
        new PriceHistory { Symbol = "X", Bars = [.. dates.Select((date, i) => PriceBar.OfClose(date, 100 + (i % 7)))] }, benchmark: null);
}
