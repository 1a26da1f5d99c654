using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;

namespace MarketPulse.Core.Tests.Events.Upcoming;

public sealed class UpcomingCalendarTests
{
    private static readonly TradeEvent Truce = Event("2025-05-12", "a", ["tariff", "truce"], "expiry 2025-08-12 computed");
    private static readonly TradeEvent Extension = Event("2025-08-11", "b", ["delay", "truce"], "expiry 2025-11-10 stated");

    [Fact]
    public void Extension_of_a_truce_overtakes_its_expiry()
    {
        UpcomingDate[] rows = Run([Truce], [Extension]);

        rows.Select(row => (row.Date, row.OvertakenBy, row.Overtaken)).ShouldBe(
        [
            (new DateOnly(2025, 8, 12), Extension.EventId, true),
            (new DateOnly(2025, 11, 10), null, false),
        ]);
    }

    [Fact]
    public void Extension_that_comes_after_the_date_leaves_it_passed()
    {
        UpcomingDate[] rows = Run([Truce], [Event("2025-08-13", "b", ["truce"], "expiry 2025-11-10 stated")]);

        rows[0].Overtaken.ShouldBeFalse();
        (rows[0] with { ReadOn = new DateOnly(2025, 8, 12) }).Status.ShouldBe(UpcomingStatus.Pending);
        (rows[0] with { ReadOn = new DateOnly(2025, 8, 13) }).Status.ShouldBe(UpcomingStatus.Passed);
    }

    [Fact]
    public void Event_of_another_pair_measure_or_topic_or_kind_of_date_overtakes_nothing()
    {
        TradeEvent truce = Truce with { Topics = ["autos"] };
        TradeEvent extension = Extension with { Topics = ["autos"] };

        Run([truce], [extension])[0].Overtaken.ShouldBeTrue();
        Run([truce], [extension with { Pairs = ["US-EU"] }])[0].Overtaken.ShouldBeFalse();
        Run([truce], [extension with { Measures = ["export_control"] }])[0].Overtaken.ShouldBeFalse();
        Run([truce], [extension with { Topics = ["rare_earths"] }])[0].Overtaken.ShouldBeFalse();
        Run([truce], [extension with { Scheduled = ["deadline 2025-11-10 stated"] }])[0].Overtaken.ShouldBeFalse();
        Run([truce], [extension with { Scheduled = [] }])[0].Overtaken.ShouldBeFalse();
    }

    [Fact]
    public void Effective_date_is_overtaken_by_a_delay_or_by_its_repetition_and_not_by_a_further_tariff()
    {
        TradeEvent tariff = Event("2025-04-02", "a", ["tariff"], "effective 2025-04-09 stated");

        Run([tariff], [Event("2025-04-08", "b", ["tariff"], "effective 2025-05-01 stated")])[0].Overtaken.ShouldBeFalse();
        Run([tariff], [Event("2025-04-08", "b", ["delay", "tariff"], "expiry 2025-07-09 stated")])[0].Overtaken.ShouldBeTrue();
        Run([tariff], [Event("2025-04-08", "b", ["tariff"], "effective 2025-04-09 stated")])[0].Overtaken.ShouldBeTrue();
    }

    [Fact]
    public void Rows_of_a_superseded_or_voided_event_are_overtaken_and_overtake_nothing()
    {
        UpcomingDate[] superseded = Run(
            [Truce, Extension], [Extension with { Status = EventStatus.Superseded, SupersededBy = "20250811T000000Z-c" }]);

        superseded.Select(row => (row.Overtaken, row.OvertakenBy)).ShouldBe([(false, null), (true, "20250811T000000Z-c")]);

        UpcomingDate[] voided = Run([Truce], [Truce with { Status = EventStatus.Voided }]);
        voided.Single().Status.ShouldBe(UpcomingStatus.Overtaken);
        voided.Single().OvertakenBy.ShouldBeNull();
    }

    [Fact]
    public void Revision_replaces_the_rows_of_its_event()
    {
        UpcomingDate[] rows = Run([Truce], [Truce with { Scheduled = ["effective 2025-05-14 stated"] }]);

        rows.Select(row => (row.What, row.Date)).ShouldBe([(ScheduleKind.Effective, new DateOnly(2025, 5, 14))]);
        Run([Truce], [Truce with { Scheduled = [] }]).ShouldBeEmpty();
    }

    [Fact]
    public void Unchanged_rows_are_not_written_again()
    {
        UpcomingDate[] rows = Run([Truce, Extension]);

        UpcomingChange change = UpcomingCalendar.Update(rows, [Truce, Extension]);

        change.Put.ShouldBeEmpty();
        change.Removed.ShouldBeEmpty();
    }

    [Fact]
    public void Dates_before_the_event_and_texts_that_are_no_dates_give_no_row() =>
        UpcomingDate.FromEvent(Truce with { Scheduled = ["expiry 2025-05-11 stated", "expiry", "party 2025-08-12 stated", ""] })
            .ShouldBeEmpty();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_order_in_which_events_change_does_not_matter(int seed)
    {
        var random = new Random(seed);
        string[] measures = ["delay", "tariff", "truce"];
        TradeEvent[] events =
        [
            .. Enumerable.Range(0, 60).Select(i => Event(
                Day(random.Next(400)), $"e{i:00}", [measures[random.Next(3)], measures[random.Next(3)]], [.. Dates(random)])
                with { Pairs = random.Next(2) == 0 ? ["US-CN"] : ["CN-US", "US-EU"], Status = (EventStatus)(random.Next(10) / 8) }),
        ];
        string[] expected = Texts(Run(events));

        TradeEvent[] before = [.. events.Select(e => e with { Scheduled = [.. Dates(random)], Status = EventStatus.Live })];
        TradeEvent[][] steps = [.. before.Concat(events.OrderBy(_ => random.Next())).Select(one => new[] { one })];

        Texts(Run(steps)).ShouldBe(expected);

        IEnumerable<string> Dates(Random source) => Enumerable.Range(0, source.Next(3))
            .Select(_ => $"{new[] { "expiry", "effective" }[source.Next(2)]} {Day(source.Next(600))} stated").Distinct();

        static string Day(int offset) =>
            new DateOnly(2025, 1, 1).AddDays(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        static string[] Texts(UpcomingDate[] rows) => [.. rows.Select(row => $"{row.RowKey} {row.EventStatus} {row.OvertakenBy}")];
    }

    private static UpcomingDate[] Run(params TradeEvent[][] steps)
    {
        var rows = new SortedDictionary<string, UpcomingDate>(StringComparer.Ordinal);
        foreach (TradeEvent[] changed in steps)
        {
            (DateOnly first, DateOnly last) = UpcomingCalendar.Range(changed);
            UpcomingChange change = UpcomingCalendar.Update(
                [.. rows.Values.Where(row => row.Date >= first && row.Date <= last)], changed);
            foreach (UpcomingDate gone in change.Removed)
            {
                rows.Remove(gone.RowKey).ShouldBeTrue();
            }

            foreach (UpcomingDate row in change.Put)
            {
                rows[row.RowKey] = row;
            }
        }

        return [.. rows.Values];
    }

    private static UpcomingDate[] Run(TradeEvent[] together) => Run([together]);

    private static TradeEvent Event(string day, string article, string[] measures, params string[] scheduled)
    {
        var time = new DateTimeOffset(DateOnly.Parse(day, CultureInfo.InvariantCulture), new TimeOnly(7, 0), TimeSpan.Zero);
        return new TradeEvent
        {
            EventId = RowKeys.EventId(time, article),
            EventTimeUtc = time,
            Measures = measures,
            Pairs = ["US-CN"],
            Scheduled = scheduled,
        };
    }
}
