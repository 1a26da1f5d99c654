using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

public sealed class ScheduleReadingTests
{
    private static readonly Lexicon Words = new TradeDetector().Lexicon;

    [Theory]
    [InlineData("The duties take effect on April 9.", "effective 2025-04-09 stated")]
    [InlineData("The tariff takes effect at 12:01 a.m. ET on 9 April.", "effective 2025-04-09 stated")]
    [InlineData("The order, effective April 9, 2025, covers cars.", "effective 2025-04-09 stated")]
    [InlineData("The duties go into effect on the 9th of April.", "effective 2025-04-09 stated")]
    [InlineData("Export controls come into force from 2025-05-01.", "effective 2025-05-01 stated")]
    [InlineData("The finance ministry said that the duties would apply from April 10.", "effective 2025-04-10 stated")]
    [InlineData("Trump threatens 100% tariff on Chinese goods from Nov. 1", "effective 2025-11-01 stated")]
    [InlineData("A 25% tariff will be imposed on June 1.", "effective 2025-06-01 stated")]
    [InlineData("Tariffs will not take effect until August 1.", "effective 2025-08-01 stated")]
    [InlineData("US sets 25% duty on Chinese goods. The first 818 lines are to be taxed from 6 July.", "effective 2025-07-06 stated")]
    public void A_measure_takes_effect(string text, string expected) => Read("2025-04-02", text).ShouldBe(expected);

    [Theory]
    [InlineData("Beijing suspended its planned increase until November 10.", "expiry 2025-11-10 stated")]
    [InlineData("The exclusion runs until 10 November 2025.", "expiry 2025-11-10 stated")]
    [InlineData("The exclusions from tariffs are valid through August 31.", "expiry 2025-08-31 stated")]
    [InlineData("The truce will expire on Tuesday, August 12.", "expiry 2025-08-12 stated")]
    [InlineData("The pause ends on July 9.", "expiry 2025-07-09 stated")]
    [InlineData("The truce expires in 90 days.", "expiry 2025-08-10 computed")]
    [InlineData("Washington lowers tariffs until the end of June.", "expiry 2025-06-30 stated")]
    [InlineData("Tariffs are suspended until the end of the year.", "expiry 2025-12-31 computed")]
    public void Something_temporary_ends(string text, string expected) => Read("2025-05-12", text).ShouldBe(expected);

    [Theory]
    [InlineData("US and China agree to cut tariffs for 90 days after talks in Geneva", "expiry 2025-08-10 computed")]
    [InlineData("The US suspends the duties for ninety days.", "expiry 2025-08-10 computed")]
    [InlineData("China suspends its export controls on rare earths for a year.", "expiry 2026-05-12 computed")]
    [InlineData("The duties are waived for six months.", "expiry 2025-11-12 computed")]
    [InlineData("Trump and Xi agree 90-day truce in Buenos Aires", "expiry 2025-08-10 computed")]
    [InlineData("US grants Huawei a six-month licence exemption", "expiry 2025-11-12 computed")]
    [InlineData("Trump pauses country tariffs 90 days but lifts China to 125%", "expiry 2025-08-10 computed")]
    [InlineData("US and China cut tariffs for 90 days in Geneva", "expiry 2025-08-10 computed")]
    [InlineData("They cut tariffs for 90 days from May 14.", "effective 2025-05-14 stated|expiry 2025-08-12 computed")]
    public void A_duration_begins_on_the_day_of_publication_or_on_the_day_that_the_text_names(string text, string expected) =>
        Read("2025-05-12", text).ShouldBe(expected);

    [Theory]
    [InlineData("Trump sets a deadline of August 1 for a deal.", "deadline 2025-08-01 stated")]
    [InlineData("Partners rush to sign before the August 1 deadline.", "deadline 2025-08-01 stated")]
    [InlineData("Beijing must answer by August 1 or face tariffs.", "deadline 2025-08-01 stated")]
    [InlineData("The EU has until August 1 to agree.", "deadline 2025-08-01 stated")]
    [InlineData("Washington gave Beijing until August 1 to lift its export controls.", "deadline 2025-08-01 stated")]
    [InlineData("China must respond within 30 days.", "deadline 2025-07-15 computed")]
    [InlineData("Comments are due by July 21.", "deadline 2025-07-21 stated")]
    public void Somebody_must_have_acted_by_a_date(string text, string expected) => Read("2025-06-15", text).ShouldBe(expected);

    [Theory]
    [InlineData("2025-12-15", "Tariffs are suspended until January 10.", "expiry 2026-01-10 stated")]
    [InlineData("2025-08-12", "Tariffs are suspended until August 12.", "expiry 2025-08-12 stated")]
    [InlineData("2023-12-01", "Tariffs are suspended until February 29.", "expiry 2024-02-29 stated")]
    [InlineData("2025-12-01", "Tariffs are suspended until the end of June.", "expiry 2026-06-30 stated")]
    public void A_date_without_a_year_is_the_next_one(string published, string text, string expected) =>
        Read(published, text).ShouldBe(expected);

    [Theory]
    [InlineData("2025-02-01", "The duties take effect on Tuesday.", "effective 2025-02-04 computed")]
    [InlineData("2025-02-04", "The duties take effect on Tuesday.", "")]
    [InlineData("2025-02-01", "The duties take effect next Tuesday.", "")]
    [InlineData("2025-02-01", "The duties took effect on Tuesday.", "")]
    public void A_weekday_is_the_next_one_unless_it_is_ambiguous(string published, string text, string expected) =>
        Read(published, text).ShouldBe(expected);

    [Theory]
    [InlineData("Tariffs took effect on February 4.")]
    [InlineData("New US duties went into effect on 4 February.")]
    [InlineData("The truce, which was due to expire on August 12, was broken.")]
    [InlineData("The truce expired on August 12.")]
    [InlineData("The tariff has been suspended for 90 days since April.")]
    [InlineData("Talks lasted for 14 days before the sides agreed to cut tariffs.")]
    [InlineData("The pause had been in force until May 1, 2025.")]
    [InlineData("The tariff was suspended until May 1, 2025.")]
    [InlineData("They missed the June 30 deadline.")]
    public void The_past_gives_no_date(string text) => Read("2025-05-12", text).ShouldBe("");

    [Theory]
    [InlineData("Tariffs are suspended until February 30.")]
    [InlineData("Tariffs are suspended until June 31, 2025.")]
    [InlineData("Tariffs are suspended until 05/06/2025.")]
    [InlineData("Tariffs are suspended until 2025-13-01.")]
    [InlineData("Tariffs are suspended until November.")]
    [InlineData("Tariffs are suspended until early November.")]
    [InlineData("Tariffs are suspended until August 12-15.")]
    [InlineData("Tariffs are suspended until June 2031.")]
    [InlineData("Tariffs are suspended until June 1, 2031.")]
    [InlineData("Tariffs rose from May 20 percent to 30 percent.")]
    [InlineData("The pause may march 10 firms to ruin by may 10.")]
    [InlineData("Will tariffs take effect on June 1?")]
    [InlineData("The duties will not take effect on June 1.")]
    [InlineData("US and China extend tariff truce by another 90 days")]
    [InlineData("They extend the truce for 90 days.")]
    [InlineData("Tariffs are suspended for 90 working days.")]
    [InlineData("Tariffs are suspended for years.")]
    [InlineData("Tariffs are suspended for 9000 days.")]
    [InlineData("China's exports rose for three months.")]
    [InlineData("The rule is suspended for a year in November.")]
    [InlineData("A student from May 20, 2025 on reads about ships.")]
    public void What_is_ambiguous_invalid_denied_or_open_gives_no_date(string text) => Read("2025-05-12", text).ShouldBe("");

    [Theory]
    [InlineData("2025-05-12", "Tariffs are suspended until April 20.", "")]
    [InlineData("2025-05-12", "Tariffs are suspended until March 1.", "expiry 2026-03-01 stated")]
    public void A_date_that_passed_within_sixty_days_is_not_read_as_the_one_of_the_next_year(
        string published, string text, string expected) => Read(published, text).ShouldBe(expected);

    [Fact]
    public void Extension_that_names_its_end_gives_that_date_only()
    {
        const string Text = "Trump signed an order that extends the tariff truce with China, which was due to expire on August 12, "
            + "by 90 days. China suspended its planned increase until November 10.";

        Read("2025-08-11", Text).ShouldBe("expiry 2025-11-10 stated");
    }

    [Fact]
    public void Dates_at_the_limits_of_the_calendar_are_no_obstacle()
    {
        Read("9999-12-31", "Tariffs are suspended until January 10 and for 90 days.").ShouldBe("");
        Read("0001-01-01", "Tariffs are suspended until January 10 and for 90 days.").ShouldBe("");
    }

    [Fact]
    public void Verdict_of_an_article_without_a_development_has_no_dates()
    {
        var article = new Article
        {
            Id = "a",
            Feed = "f",
            Title = "Shares close higher as investors wait for tariffs to take effect on April 9",
            Published = new DateTimeOffset(2025, 4, 2, 12, 0, 0, TimeSpan.Zero),
        };

        ArticleVerdict verdict = new TradeDetector().Detect(article);

        verdict.IsEvent.ShouldBeFalse();
        verdict.Scheduled.ShouldBeEmpty();
    }

    private static string Read(string published, string text)
    {
        var scanner = new SentenceScanner(Words.Phrases);
        var sentence = new SentenceReading(scanner, Words.Phrases, Words.Rules);
        var schedule = new ScheduleReading();
        schedule.Clear(new DateTimeOffset(DateOnly.Parse(published, CultureInfo.InvariantCulture), new TimeOnly(12, 0), TimeSpan.Zero));
        scanner.Start(text);
        while (scanner.Next())
        {
            sentence.Read(withRules: true);
            schedule.Add(sentence);
        }

        return string.Join('|', schedule.Dates().Select(found => found.ToCode()));
    }
}
