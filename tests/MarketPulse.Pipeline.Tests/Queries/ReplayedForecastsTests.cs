using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Queries;

/// <summary>The record of the last replay is kept beside that of the locked forecasts.</summary>
public sealed class ReplayedForecastsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private readonly ServiceProvider _services;

    public ReplayedForecastsTests()
    {
        _services = PipelineInMemory.Open(_clock, [new() { Symbol = "SPY" }]);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReplayedForecasts Replayed => _services.GetRequiredService<ReplayedForecasts>();

    private ReadTrackRecord Track => _services.GetRequiredService<ReadTrackRecord>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Before_the_first_replay_there_is_no_record_of_one() =>
        (await Track.RunAsync(null, null, Cancel)).Replayed.ShouldBeNull();

    [Fact]
    public async Task The_record_of_a_replay_is_found_as_it_was_summarized_and_never_counts_as_locked()
    {
        ForecastAccuracy[] forecasts = Forecasts(2016, 2025);

        await Replayed.SaveAsync(Replay(3), forecasts, Cancel);
        TrackAnswer answer = await Track.RunAsync(null, null, Cancel);

        ReplayedRecord replayed = answer.Replayed.ShouldNotBeNull();
        (replayed.ReplayedUtc, replayed.From, replayed.To, replayed.Events)
            .ShouldBe((Now, new DateOnly(2025, 5, 1), new DateOnly(2025, 5, 3), 3));
        IReadOnlyList<TrackRecord> expected = TrackRecord.Summarize(forecasts);
        replayed.Records.Select(Facts).ShouldBe(expected.Select(Facts));
        (answer.Head, answer.Outcomes, answer.Records.Count).ShouldBe((null, 0, 0));
    }

    [Theory]
    [InlineData("2025-01-01", null)]
    [InlineData(null, "SPY")]
    public async Task A_part_of_the_record_has_no_replay_because_that_is_of_everything(string? from, string? symbol)
    {
        await Replayed.SaveAsync(Replay(1), Forecasts(2025, 2025), Cancel);
        DateOnly? day = from is null ? null : DateOnly.Parse(from, CultureInfo.InvariantCulture);

        (await Track.RunAsync(day, symbol, Cancel)).Replayed.ShouldBeNull();
    }

    [Fact]
    public async Task A_later_replay_replaces_the_record_and_years_that_it_no_longer_has()
    {
        await Replayed.SaveAsync(Replay(2), Forecasts(2020, 2025), Cancel);
        _clock.Advance(TimeSpan.FromDays(1));

        await Replayed.SaveAsync(Replay(1), Forecasts(2025, 2025), Cancel);

        ReplayedRecord replayed = (await Replayed.FindAsync(Cancel)).ShouldNotBeNull();
        replayed.ReplayedUtc.ShouldBe(Now.AddDays(1));
        replayed.Records.Where(record => record.Group == "month").ShouldAllBe(record => record.Value.StartsWith("2025"));
    }

    [Fact]
    public async Task Rows_of_two_replays_are_never_shown_together()
    {
        await Replayed.SaveAsync(Replay(2), Forecasts(2024, 2025), Cancel);
        ICursorStore cursors = _services.GetRequiredService<ICursorStore>();
        FeedCursor first = (await cursors.FindAsync("replayedforecasts", "2024", Cancel))!;
        _clock.Advance(TimeSpan.FromDays(1));
        await Replayed.SaveAsync(Replay(2), Forecasts(2024, 2025), Cancel);
        (await Replayed.FindAsync(Cancel)).ShouldNotBeNull();

        // As a reader finds it while the rows of a replay are being replaced.
        await cursors.SaveAsync(first, Cancel);

        (await Replayed.FindAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_year_of_twelve_months_and_both_windows_fits_into_its_row()
    {
        await Replayed.SaveAsync(Replay(1), Forecasts(2025, 2025), Cancel);

        FeedCursor year = (await _services.GetRequiredService<ICursorStore>().FindAsync("replayedforecasts", "2025", Cancel))!;

        // A text property of Table Storage holds 32,768 UTF-16 units.
        year.Position!.Length.ShouldBeLessThan(32_768 / 2);
    }

    private static object Facts(TrackRecord record) =>
        (record with { Histogram = [] }, string.Join(' ', record.Histogram)).ToString();

    /// <summary>Forecasts of every month of some years, over both windows of the ledger, with figures that differ.</summary>
    private static ForecastAccuracy[] Forecasts(int firstYear, int lastYear)
    {
        var random = new Random(firstYear);
        return
        [
            .. from year in Enumerable.Range(firstYear, lastYear - firstYear + 1)
            from month in Enumerable.Range(1, 12)
            from day in new[] { 3, 17 }
            from window in new[] { "p0_p0", "p0_p5" }
            select new ForecastAccuracy
            {
                WindowKey = window,
                Kind = month % 2 == 0 ? "tariff" : "talks",
                Day0 = new DateOnly(year, month, day),
                IsInside = random.NextDouble() < 0.95,
                IsInsideAdaptive = random.NextDouble() < 0.95,
                WidthPct = random.NextDouble(),
                WidthAdaptivePct = random.NextDouble(),
                CrpsScenarioPct = random.NextDouble(),
                CrpsAnaloguesPct = random.NextDouble(),
                CrpsUnconditionalPct = random.NextDouble(),
                Pit = random.NextDouble(),
            },
        ];
    }

    private static HistoryReplay Replay(int events) => new(
        [],
        new Dictionary<string, PriceHistory>(),
        Enumerable.Range(1, events).Select(day => new TradeEvent
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"2025050{day}T120000Z-0000000{day}"),
            EventTimeUtc = new DateTimeOffset(2025, 5, day, 12, 0, 0, TimeSpan.Zero),
        }),
        [],
        new StudyOptions());
}
