using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

public sealed class PollPricesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 6, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2025, 6, 2);

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly ScriptedFeed _feed = new();
    private readonly ServiceProvider _services;

    public PollPricesTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddMarketPulseInMemoryStorage();
        services.AddSingleton(new Watchlist([.. new[] { "A", "B", "C", "D", "E" }.Select(symbol => new Instrument { Symbol = symbol })]));
        services.AddSingleton<IPriceFeed>(_feed);
        services.AddSingleton<RequeueEvents>();
        services.AddSingleton<PollPrices>();
        _services = services.BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task A_quota_of_two_a_day_reaches_every_symbol_in_three_days()
    {
        _feed.DailyQuota = 2;
        PollSummary first = await PollAsync();
        await PollAsync();
        _feed.Asked.ShouldBe(["A", "B"]);
        first.Errors.ShouldHaveSingleItem().ShouldContain("daily quota of 2 requests is used up");

        _clock.Advance(TimeSpan.FromDays(1));
        await PollAsync();
        _clock.Advance(TimeSpan.FromDays(1));
        await PollAsync();
        _feed.Asked.ShouldBe(["A", "B", "C", "D", "E", "A"]);
    }

    [Fact]
    public async Task A_feed_told_to_slow_down_is_left_alone_for_every_symbol()
    {
        _feed.Throttles = true;
        await PollAsync();
        await PollAsync();
        _feed.Asked.ShouldBe(["A"]);

        _feed.Throttles = false;
        _clock.Advance(TimeSpan.FromHours(3));
        await PollAsync();
        _feed.Asked.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Symbols_of_a_feed_without_a_quota_are_polled_side_by_side()
    {
        _feed.AwaitsTogether = 4;
        (await PollAsync()).Errors.ShouldBeEmpty();
        _feed.Asked.Order(StringComparer.Ordinal).ShouldBe(["A", "B", "C", "D", "E"]);
    }

    [Fact]
    public async Task A_restated_overlap_has_the_whole_series_read_again()
    {
        _feed.Closes = [10, 11, 12];
        await PollAsync();
        _feed.Closes = [10, 11.5, 12];
        await PollAsync();
        FeedCursor cursor = (await _services.GetRequiredService<ICursorStore>()
            .FindAsync("prices", "scripted|A", TestContext.Current.CancellationToken))!;
        cursor.Position.ShouldBeNull();
        await PollAsync();
        cursor = (await _services.GetRequiredService<ICursorStore>()
            .FindAsync("prices", "scripted|A", TestContext.Current.CancellationToken))!;
        cursor.Position.ShouldBe("2025-06-04");
        cursor.Outcome.ShouldBe(PollOutcome.Unchanged);
    }

    private Task<PollSummary> PollAsync() => _services.GetRequiredService<PollPrices>().RunAsync(TestContext.Current.CancellationToken);

    private sealed class ScriptedFeed : IPriceFeed
    {
        private readonly TaskCompletionSource _together = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "scripted";

        public int? DailyQuota { get; set; }

        public bool Throttles { get; set; }

        public double[] Closes { get; set; } = [1, 2];

        /// <summary>Number of polls, after the first, that are answered only once all of them have been asked; 0 for none.</summary>
        public int AwaitsTogether { get; set; }

        public List<string> Asked { get; } = [];

        public bool Serves(Instrument instrument) => true;

        public async Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
        {
            Asked.Add(instrument.Symbol);
            if (Asked.Count == 1 + AwaitsTogether)
            {
                _together.SetResult();
            }

            if (AwaitsTogether > 0 && Asked.Count > 1)
            {
                await _together.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            }

            DateTimeOffset now = Start.AddHours(Asked.Count);
            FeedCursor known = cursor ?? new FeedCursor { FeedKind = "prices", FeedId = "x" };
            if (Throttles)
            {
                FeedCursor waiting = known.AfterFailure(PollOutcome.Throttled, "slow", Start, TimeSpan.FromHours(2));
                return new PricePoll(PollOutcome.Throttled, null, waiting, []) { Requests = 1 };
            }

            var history = new PriceHistory
            {
                Symbol = instrument.Symbol,
                Bars = [.. Closes.Select((close, day) => PriceBar.OfClose(Monday.AddDays(day), close))],
            };
            FeedCursor next = known.AfterSuccess(PollOutcome.New, now, next: null) with { Position = "2025-06-04" };
            return new PricePoll(PollOutcome.New, history, next, []) { Requests = 1 };
        }
    }
}
