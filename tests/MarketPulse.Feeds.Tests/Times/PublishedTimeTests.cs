using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Times;
using NodaTime;

namespace MarketPulse.Feeds.Tests.Times;

public class PublishedTimeTests
{
    private static PublishedTime? Parse(string text, string? zone = null) =>
        PublishedTimeParser.TryParse(text, zone is null ? null : DateTimeZoneProviders.Tzdb[zone], out PublishedTime time) ? time : null;

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [Theory]
    [InlineData("2025-06-02T12:00Z", "2025-06-02T12:00:00Z")]
    [InlineData("2025-06-02T12:00:00.123+02:00", "2025-06-02T10:00:00Z")]
    [InlineData("2025-06-02 12:00:00 -0400", "2025-06-02T16:00:00Z")]
    [InlineData("2025/6/2 15:07:41 EST", "2025-06-02T19:07:41Z")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 GMT", "2025-06-02T12:00:00Z")]
    [InlineData("Mon, 2 Jun 25 12:00 UT", "2025-06-02T12:00:00Z")]
    [InlineData("02 Jun 2025 12:00:00 +0000", "2025-06-02T12:00:00Z")]
    [InlineData("Thurs, 05 Jun 2025 12:00:00 GMT+0100", "2025-06-05T11:00:00Z")]
    [InlineData("Mon, 02 Jun 2025 15:30:00 EST", "2025-06-02T19:30:00Z")]
    [InlineData("Mon, 02 Jun 2025 15:30:00 EDT", "2025-06-02T19:30:00Z")]
    [InlineData("Tue, 07 Jan 2025 15:30:00 EST", "2025-01-07T20:30:00Z")]
    [InlineData("Tue, 07 Jan 2025 15:30:00 PDT", "2025-01-07T23:30:00Z")]
    [InlineData("June 2nd, 2025 3:15 PM EST", "2025-06-02T19:15:00Z")]
    [InlineData("June 2, 2025, 12:05 a.m. ET", "2025-06-02T04:05:00Z")]
    [InlineData("Mo, 2. Juni 2025 15:15:00 MESZ", "2025-06-02T13:15:00Z")]
    [InlineData("lun., 2 juin 2025 15:15:00 +0200", "2025-06-02T13:15:00Z")]
    [InlineData("mer, 2 juil. 2025 15:15:00 +0200", "2025-07-02T13:15:00Z")]
    [InlineData("Mon Jun 2 12:00:00 GMT 2025", "2025-06-02T12:00:00Z")]
    [InlineData("02-Jun-2025 12:00 UTC", "2025-06-02T12:00:00Z")]
    [InlineData("Mon, 02 Jun 2025 20:00:00 +0800 (CST)", "2025-06-02T12:00:00Z")]
    [InlineData("1748865600", "2025-06-02T12:00:00Z")]
    [InlineData("20250602T120000Z", "2025-06-02T12:00:00Z")]
    public void A_time_is_in_the_zone_it_names(string text, string expected)
    {
        PublishedTime time = Parse(text).ShouldNotBeNull();
        time.Resolution.ShouldBe(TimeResolution.Exact);
        time.Utc.AddTicks(-(time.Utc.Ticks % TimeSpan.TicksPerSecond)).ShouldBe(Utc(expected));
    }

    [Theory]
    [InlineData("2025-06-02")]
    [InlineData("2025/6/2")]
    [InlineData("20250602")]
    [InlineData("Mon, 02 Jun 2025")]
    [InlineData("2 June 2025")]
    [InlineData("Mon, 06/02/2025")]
    [InlineData("Mon, 02/06/2025")]
    public void A_date_without_a_time_has_the_resolution_of_a_day(string text) =>
        Parse(text).ShouldBe(PublishedTime.OfDate(new DateOnly(2025, 6, 2)));

    [Theory]
    [InlineData("2025-06-02T12:00:00")]
    [InlineData("Mon, 02 Jun 2025 12:00:00")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 XYZ")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 CST")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 +2500")]
    [InlineData("Mon, 06/02/2025 - 12:00")]
    public void A_time_without_a_known_zone_is_never_assumed_to_be_utc(string text) =>
        Parse(text).ShouldBe(PublishedTime.OfDate(new DateOnly(2025, 6, 2)) with { ZoneMissing = true });

    [Theory]
    [InlineData("2025-06-02 12:00:00", "Asia/Shanghai", "2025-06-02T04:00:00Z")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 CST", "Asia/Shanghai", "2025-06-02T04:00:00Z")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 CST", "America/Chicago", "2025-06-02T17:00:00Z")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 BST", "Europe/London", "2025-06-02T11:00:00Z")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 GMT", "Asia/Shanghai", "2025-06-02T12:00:00Z")]
    public void A_time_without_a_zone_or_with_an_ambiguous_one_is_in_the_publishers_zone(string text, string zone, string expected) =>
        Parse(text, zone).ShouldBe(PublishedTime.OfMoment(Utc(expected)));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("03/04/2025")]
    [InlineData("02.06.2025 um")]
    [InlineData("2025-02-30")]
    [InlineData("2025-06-02T25:00Z")]
    [InlineData("Mon, 02 Jun 2025 12:00:00 GMT and more")]
    [InlineData("Published on June 2, 2025")]
    [InlineData("June 2025")]
    [InlineData("June 2, 2025 13:15 PM EST")]
    [InlineData("\u0662\u0660\u0662\u0665-06-02")]
    public void A_text_that_is_not_understood_completely_is_not_a_date(string text)
    {
        PublishedTime? time = Parse(text);
        (time is null || time.Value.ZoneMissing).ShouldBeTrue();
    }

    [Fact]
    public void A_time_more_than_ten_minutes_ahead_of_first_sight_becomes_first_sight()
    {
        DateTimeOffset seen = Utc("2025-06-02T12:00Z");
        PublishedTime.OfMoment(seen.AddMinutes(10)).NotAfter(seen).Utc.ShouldBe(seen.AddMinutes(10));
        PublishedTime.OfMoment(seen.AddMinutes(11)).NotAfter(seen).ShouldBe(PublishedTime.OfMoment(seen));
        PublishedTime.OfDate(new DateOnly(2025, 6, 3)).NotAfter(seen).Resolution.ShouldBe(TimeResolution.Day);
        PublishedTime.OfDate(new DateOnly(2025, 6, 4)).NotAfter(seen).ShouldBe(PublishedTime.OfMoment(seen));
    }
}
