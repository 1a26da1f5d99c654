using System.Globalization;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Tests.Markets;

public class VenueTests
{
    private static DateOnly Day(string date) => DateOnly.Parse(date, CultureInfo.InvariantCulture);

    /// <summary>Dates with a value in a series of samples/history.</summary>
    private static IEnumerable<DateOnly> Published(string series) =>
        File.ReadLines(Repository.Path("samples", "history", "prices", series + ".csv")).Skip(1).Select(line => Day(line[..10]));

    private static DateTimeOffset Utc(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [Theory]
    [InlineData("XNYS", "2012-10-29 2012-10-30 2018-12-05 2025-01-09 2021-04-02 2022-06-20 2021-12-24 2023-01-02 2020-07-03 2026-06-19")]
    [InlineData(
        "XLON",
        "2011-01-03 2011-04-29 2012-06-04 2012-06-05 2016-12-27 2020-05-08 2021-12-27 2021-12-28 2022-06-02 2022-06-03 "
        + "2022-09-19 2023-05-08 2026-12-28")]
    [InlineData("XETR", "2017-10-31 2018-05-21 2019-10-03 2024-12-24 2024-12-31 2025-04-21 2025-05-01")]
    [InlineData("XECB", "2018-03-30 2018-04-02 2018-05-01 2018-12-25 2018-12-26")]
    [InlineData(
        "XTKS",
        "2015-09-22 2019-04-30 2019-05-01 2019-05-02 2019-05-06 2019-10-22 2020-02-24 2020-07-23 2020-07-24 2020-08-10 "
        + "2020-10-01 2021-08-09 2024-12-31 2026-09-22")]
    [InlineData(
        "XHKG",
        "2010-04-06 2012-10-02 2013-02-13 2015-04-07 2015-09-03 2021-04-06 2021-12-27 2022-09-12 2022-05-09 2026-04-07 "
        + "2023-09-08 2016-12-27")]
    [InlineData(
        "XSHG",
        "2013-09-20 2015-09-03 2018-12-31 2020-01-31 2020-10-08 2024-02-09 2025-01-28 2025-10-08 2026-02-23 2027-02-12 "
        + "2029-02-19")]
    [InlineData("XCME", "2018-03-30 2018-12-25 2019-01-01")]
    [InlineData("FX", "2018-12-25 2019-01-01")]
    [InlineData("H10", "2025-10-13 2025-11-11 2017-11-10 2021-12-31 2021-01-20 2018-12-05")]
    [InlineData("H15", "2025-04-18 2025-10-13 2018-11-12 2020-07-03")]
    [InlineData("EIA", "2025-04-18 2025-11-27 2021-12-24")]
    [InlineData("XCBO", "2025-01-09 2025-04-18")]
    public void Venue_rests_on_its_holidays(string venue, string dates) =>
        dates.Split(' ').Where(date => VenueCatalog.Get(venue).IsSession(Day(date))).ShouldBeEmpty();

    [Theory]
    [InlineData("XNYS", "2021-12-31 2011-01-03 2021-06-18 2018-10-08 2018-11-12")]
    [InlineData("XLON", "2012-05-28 2020-05-04 2022-05-30 2018-12-24 2018-12-31")]
    [InlineData("XETR", "2022-06-06 2022-10-03 2018-11-01 2014-06-09")]
    [InlineData("XTKS", "2019-12-23 2018-12-28 2020-10-12 2015-08-11")]
    [InlineData("XHKG", "2010-02-17 2024-09-05 2018-12-24 2025-09-24")]
    [InlineData("XSHG", "2018-02-22 2020-02-03 2026-04-03 2026-02-24")]
    [InlineData("XCME", "2018-07-04 2018-11-22")]
    [InlineData("CRYPTO", "2018-12-25 2018-12-23")]
    [InlineData("H10", "2025-04-18 2021-06-18 2025-01-09")]
    [InlineData("H15", "2021-04-02 2023-04-07 2023-11-10 2021-12-31")]
    [InlineData("EIA", "2019-10-14 2025-01-09")]
    public void Venue_trades_on_days_that_others_take_off(string venue, string dates) =>
        dates.Split(' ').Where(date => !VenueCatalog.Get(venue).IsSession(Day(date))).ShouldBeEmpty();

    [Theory]
    [InlineData("XNYS", 2010, 252)]
    [InlineData("XNYS", 2012, 250)]
    [InlineData("XNYS", 2019, 252)]
    [InlineData("XNYS", 2025, 250)]
    [InlineData("XLON", 2019, 253)]
    [InlineData("XHKG", 2019, 246)]
    [InlineData("XSHG", 2019, 244)]
    [InlineData("XSHG", 2023, 242)]
    [InlineData("XTKS", 2019, 241)]
    [InlineData("XETR", 2023, 255)]
    public void Year_has_the_number_of_sessions_that_the_exchange_held(string venue, int year, int sessions) =>
        VenueCatalog.Get(venue).SessionsAfter(new DateOnly(year - 1, 12, 31)).TakeWhile(date => date.Year == year).Count()
            .ShouldBe(sessions);

    [Fact]
    public void New_York_calendar_equals_the_dates_of_SPY_bars()
    {
        DateOnly[] bars = [.. File.ReadLines(SharedData.Path("data", "prices", "SPY.csv")).Skip(1).Select(line => Day(line[..10]))];
        VenueCatalog.Get("XNYS").SessionsAfter(bars[0].AddDays(-1)).TakeWhile(date => date <= bars[^1]).ShouldBe(bars);
    }

    [Theory]
    [InlineData("H10", "DEXCHUS")]
    [InlineData("H10", "DEXKOUS")]
    [InlineData("H10", "DEXTAUS")]
    [InlineData("H15", "DGS10")]
    public void Calendar_of_a_Federal_Reserve_release_equals_the_dates_of_its_series(string venue, string series)
    {
        DateOnly[] rates = [.. Published(series)];
        VenueCatalog.Get(venue).SessionsAfter(rates[0].AddDays(-1)).TakeWhile(date => date <= rates[^1]).ShouldBe(rates);
    }

    [Theory]
    [InlineData("DCOILWTICO")]
    [InlineData("DHHNGSP")]
    public void Regular_holidays_of_spot_prices_have_none(string series)
    {
        // Henry Hub has values on the holidays of 2016 and 2017; the source carried them.
        DateOnly[] published = [.. Published(series).Where(date => date.Year >= 2018)];
        published.Where(date => !VenueCatalog.Get("EIA").IsSession(date)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("XNYS", "2019-07-03", "2019-07-03T17:00Z")]
    [InlineData("XNYS", "2019-11-29", "2019-11-29T18:00Z")]
    [InlineData("XNYS", "2019-12-24", "2019-12-24T18:00Z")]
    [InlineData("XNYS", "2022-07-01", "2022-07-01T20:00Z")]
    [InlineData("XLON", "2018-12-24", "2018-12-24T12:30Z")]
    [InlineData("XLON", "2022-12-30", "2022-12-30T12:30Z")]
    [InlineData("XETR", "2018-12-28", "2018-12-28T13:00Z")]
    [InlineData("XHKG", "2019-02-04", "2019-02-04T04:00Z")]
    [InlineData("XCME", "2018-07-04", "2018-07-04T17:00Z")]
    public void Short_session_closes_early(string venue, string date, string close) =>
        VenueCatalog.Get(venue).Close(Day(date)).ShouldBe(Utc(close));

    [Theory]
    [InlineData("XNYS", "2019-03-08", "2019-03-08T21:00Z")]
    [InlineData("XNYS", "2019-03-11", "2019-03-11T20:00Z")]
    [InlineData("XLON", "2019-03-29", "2019-03-29T16:30Z")]
    [InlineData("XLON", "2019-04-01", "2019-04-01T15:30Z")]
    [InlineData("XETR", "2019-10-25", "2019-10-25T15:30Z")]
    [InlineData("XETR", "2019-10-28", "2019-10-28T16:30Z")]
    [InlineData("XNYS", "2019-11-01", "2019-11-01T20:00Z")]
    [InlineData("XNYS", "2019-11-04", "2019-11-04T21:00Z")]
    [InlineData("XTKS", "2024-11-01", "2024-11-01T06:00Z")]
    [InlineData("XTKS", "2024-11-05", "2024-11-05T06:30Z")]
    [InlineData("FX", "2019-07-08", "2019-07-08T21:00Z")]
    [InlineData("CRYPTO", "2019-07-08", "2019-07-09T00:00Z")]
    [InlineData("XECB", "2019-07-08", "2019-07-08T12:15Z")]
    [InlineData("H10", "2019-07-08", "2019-07-08T16:00Z")]
    [InlineData("H10", "2019-01-08", "2019-01-08T17:00Z")]
    [InlineData("H15", "2019-07-08", "2019-07-08T19:30Z")]
    [InlineData("EIA", "2019-07-08", "2019-07-08T21:00Z")]
    [InlineData("XCBO", "2019-07-08", "2019-07-08T20:15Z")]
    public void Close_follows_summer_time_and_the_hours_of_its_day(string venue, string date, string close) =>
        VenueCatalog.Get(venue).Close(Day(date)).ShouldBe(Utc(close));

    [Theory]
    [InlineData("XNYS", "FX")]
    [InlineData("XNYS", "XCME")]
    [InlineData("XLON", "XETR")]
    [InlineData("XHKG", "XSHG")]
    [InlineData("XTKS", "XSHG")]
    public void Benchmark_that_closes_within_90_minutes_is_accepted(string instrument, string benchmark) =>
        CloseAlignment.Refusal("A", VenueCatalog.Get(instrument), "B", VenueCatalog.Get(benchmark)).ShouldBeNull();

    [Theory]
    [InlineData("XHKG", "XNYS")]
    [InlineData("XLON", "XNYS")]
    [InlineData("CRYPTO", "XNYS")]
    [InlineData("XECB", "XNYS")]
    [InlineData("XTKS", "XLON")]
    public void Benchmark_that_closes_further_away_is_refused_with_what_to_do(string instrument, string benchmark)
    {
        string message = CloseAlignment.Refusal("A", VenueCatalog.Get(instrument), "B", VenueCatalog.Get(benchmark)).ShouldNotBeNull();
        message.ShouldContain("benchmark of its own market");
        message.ShouldContain("two factors");
    }

    [Fact]
    public void Unknown_venue_names_the_known_ones() =>
        Should.Throw<KeyNotFoundException>(() => VenueCatalog.Get("NYSE")).Message.ShouldContain("XNYS");
}
