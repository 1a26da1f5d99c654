using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Tests.Impact;

public class DayZeroResolverTests
{
    private static DateOnly Day(string date) => DateOnly.Parse(date, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DayZero Resolve(string time, string venue, TimeResolution resolution = TimeResolution.Exact, params DateOnly[] bars) =>
        DayZeroResolver.Resolve(Time(time), resolution, new SessionCalendar(VenueCatalog.Get(venue), bars));

    [Theory]
    [InlineData("2019-05-10T08:00-04:00", "2019-05-10", "pre")]
    [InlineData("2019-05-10T09:30-04:00", "2019-05-10", "regular")]
    [InlineData("2019-05-10T15:59:59-04:00", "2019-05-10", "regular")]
    [InlineData("2019-05-10T16:00-04:00", "2019-05-13", "post")]
    [InlineData("2019-05-09T23:30-04:00", "2019-05-10", "post")]
    [InlineData("2019-05-11T12:00-04:00", "2019-05-13", "weekend")]
    [InlineData("2019-05-12T23:00-04:00", "2019-05-13", "weekend")]
    [InlineData("2019-05-27T10:00-04:00", "2019-05-28", "holiday")]
    [InlineData("2019-07-03T12:59-04:00", "2019-07-03", "regular")]
    [InlineData("2019-07-03T13:00-04:00", "2019-07-05", "post")]
    public void Event_counts_for_the_first_New_York_session_that_closes_after_it(string time, string day0, string reason)
    {
        DayZero found = Resolve(time, "XNYS");
        found.Date.ShouldBe(Day(day0));
        found.ReasonCode.ShouldBe(reason);
        found.CertaintyCode.ShouldBe("exact");
    }

    [Theory]
    // New York has changed to summer time, London not yet: the close is 20:00Z there, 16:30Z here.
    [InlineData("XNYS", "2019-03-15T19:59Z", "2019-03-15")]
    [InlineData("XNYS", "2019-03-15T20:00Z", "2019-03-18")]
    [InlineData("XNYS", "2019-03-08T20:30Z", "2019-03-08")]
    [InlineData("XLON", "2019-03-15T16:29Z", "2019-03-15")]
    [InlineData("XLON", "2019-04-05T15:30Z", "2019-04-08")]
    // London has changed back, New York not yet.
    [InlineData("XLON", "2019-10-30T16:29Z", "2019-10-30")]
    [InlineData("XNYS", "2019-10-30T20:00Z", "2019-10-31")]
    [InlineData("XNYS", "2019-11-05T20:00Z", "2019-11-05")]
    public void Summer_time_on_either_side_of_the_Atlantic_moves_the_close(string venue, string time, string day0) =>
        Resolve(time, venue).Date.ShouldBe(Day(day0));

    [Theory]
    [InlineData("XSHG", "2019-05-10T08:00-04:00", "2019-05-13", "post")]
    [InlineData("XHKG", "2019-05-09T20:00-04:00", "2019-05-10", "pre")]
    [InlineData("XTKS", "2019-05-05T12:00-04:00", "2019-05-07", "holiday")]
    [InlineData("XCME", "2019-05-05T12:00-05:00", "2019-05-06", "weekend")]
    [InlineData("XCME", "2019-05-05T17:30-05:00", "2019-05-06", "regular")]
    [InlineData("XCME", "2019-05-06T16:30-05:00", "2019-05-07", "post")]
    [InlineData("FX", "2019-05-06T17:00-04:00", "2019-05-07", "regular")]
    [InlineData("CRYPTO", "2019-05-05T16:00Z", "2019-05-05", "regular")]
    public void News_on_American_time_falls_on_each_venues_own_clock(string venue, string time, string day0, string reason)
    {
        DayZero found = Resolve(time, venue);
        found.Date.ShouldBe(Day(day0));
        found.ReasonCode.ShouldBe(reason);
    }

    [Theory]
    [InlineData("2019-05-10", "2019-05-10", "regular")]
    [InlineData("2019-05-11", "2019-05-13", "weekend")]
    [InlineData("2019-05-27", "2019-05-28", "holiday")]
    public void Date_without_a_time_is_the_first_session_on_or_after_it_and_says_so(string date, string day0, string reason)
    {
        DayZero found = Resolve(date, "XNYS", TimeResolution.Day);
        found.Date.ShouldBe(Day(day0));
        found.ReasonCode.ShouldBe(reason);
        found.CertaintyCode.ShouldBe("date_only");
    }

    [Fact]
    public void Bars_decide_what_was_a_session_and_the_calendar_what_comes_after()
    {
        DateOnly[] bars = [Day("2019-05-08"), Day("2019-05-09"), Day("2019-05-13")];
        Resolve("2019-05-10T10:00-04:00", "XNYS", bars: bars)
            .ShouldBe(new DayZero(Day("2019-05-13"), DayZeroReason.Holiday, DayZeroCertainty.Exact));
        Resolve("2019-05-13T17:00-04:00", "XNYS", bars: bars).Date.ShouldBe(Day("2019-05-14"));
    }

    [Fact]
    public void Session_given_as_a_date_is_day_0_with_certainty() =>
        DayZeroResolver.OfDate(Day("2019-05-27"), new SessionCalendar(VenueCatalog.Get("XNYS"), []))
            .ShouldBe(new DayZero(Day("2019-05-28"), DayZeroReason.Holiday, DayZeroCertainty.Exact));

    [Fact]
    public void Window_ends_where_the_calendar_says_and_grows_with_each_close()
    {
        var sessions = new SessionCalendar(VenueCatalog.Get("XNYS"), [Day("2019-05-22"), Day("2019-05-23")]);
        var window = new EventWindow(-1, 5);
        window.LastBar(Day("2019-05-23"), sessions).ShouldBe(Day("2019-05-31"));
        window.BarsExpected(Day("2019-05-23"), sessions, Time("2019-05-22T12:00Z")).ShouldBe(0);
        window.BarsExpected(Day("2019-05-23"), sessions, Time("2019-05-23T19:59Z")).ShouldBe(1);
        window.BarsExpected(Day("2019-05-23"), sessions, Time("2019-05-23T20:00Z")).ShouldBe(2);
        window.BarsExpected(Day("2019-05-23"), sessions, Time("2019-06-30T00:00Z")).ShouldBe(7);
        sessions.IsClosed(Day("2019-05-23"), Time("2019-05-23T19:59Z")).ShouldBeFalse();
    }

    [Fact]
    public void European_reference_rates_close_at_their_fixing_not_at_the_instruments_venue()
    {
        var dollar = new Instrument { Symbol = "EURUSD", Venue = "FX" };
        VenueCatalog.For(dollar).Code.ShouldBe("FX");
        VenueCatalog.For(dollar, "ecb").Close(Day("2019-05-10")).ShouldBe(Time("2019-05-10T12:15Z"));
    }

    [Theory]
    [InlineData("2025-02-03T15:41Z", "2025-02-03", DayZeroReason.Regular)] // 10:41 in New York: the noon rate of the day knows it
    [InlineData("2025-04-09T17:18Z", "2025-04-10", DayZeroReason.Regular)] // 13:18: only the next rate does
    [InlineData("2025-04-11T16:00Z", "2025-04-14", DayZeroReason.Post)] // noon itself, on a Friday
    [InlineData("2025-04-18T15:00Z", "2025-04-18", DayZeroReason.Regular)] // Good Friday has rates
    [InlineData("2025-10-10T14:57Z", "2025-10-10", DayZeroReason.Regular)]
    [InlineData("2025-10-10T20:50Z", "2025-10-14", DayZeroReason.Post)] // Columbus Day has none
    public void Event_after_noon_in_New_York_belongs_to_the_next_noon_rate(string time, string day0, DayZeroReason reason)
    {
        Venue venue = VenueCatalog.For(new Instrument { Symbol = "CNY", Venue = "FX" }, VenueCatalog.FedH10Source);
        DayZero found = DayZeroResolver.OfMoment(Time(time), new SessionCalendar(venue, []));
        found.Date.ShouldBe(Day(day0));
        found.Reason.ShouldBe(reason);
    }

    [Fact]
    public void Expected_day_0_of_every_dated_trade_event_is_a_session_of_New_York()
    {
        string[] lines = File.ReadAllLines(SharedData.Path("data", "trade_events_draft.csv"));
        int column = Array.IndexOf(lines[0].Split(','), "day0_nyse");
        Venue venue = VenueCatalog.Get("XNYS");
        lines.Skip(1).Select(line => Day(line.Split(',')[column])).Where(date => !venue.IsSession(date)).ShouldBeEmpty();
    }
}
