using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Serving;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MarketPulse.Local.Tests.Serving;

/// <summary>A minute under load with restarts: timers every second, both queues, page and API.</summary>
[Trait("Category", "Long")]
public sealed class ServeSoakTests(AzuriteFixture azurite)
{
    private const int Segments = 3;
    private const int EventsPerSegment = 25;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    // A new event causes events within 16 days to be scored again: closer events would only create a backlog.
    private const int DaysBetweenEvents = 4;
    private static readonly string[] Symbols = ["SPY", "FXI"];

    [Fact]
    public async Task Nothing_is_lost_or_doubled_and_every_event_is_scored_through_the_last_bar()
    {
        Dictionary<string, string?> settings = ServeSettings.On(azurite, everySecond: true);
        var prices = new GrowingPrices();
        var articleIds = new List<string>();
        for (int segment = 0; segment < Segments; segment++)
        {
            await using LocalServer server = await StartAsync(settings, prices);
            articleIds.AddRange(await PostAsync(server, prices, articleIds.Count));
        }

        await using LocalServer last = await StartAsync(settings, prices);
        prices.Stop();
        await UntilQuietAsync(last, prices);

        articleIds.ShouldBeUnique();
        List<TradeEvent> events = await last.Services.GetRequiredService<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, CancellationToken.None).ToListAsync();
        events.Count.ShouldBe(articleIds.Count, "each states an event of a kind of its own");
        List<ImpactScore> scores =
            await last.Services.GetRequiredService<IScoreStore>().QueryAsync(new ScoreQuery(), CancellationToken.None).ToListAsync();
        scores.Select(score => score.RowKey).ShouldBeUnique();
        scores.GroupBy(score => score.EventId, StringComparer.Ordinal).Select(group => group.Count()).Distinct().ShouldHaveSingleItem();
        scores.Select(score => score.EventId).Distinct(StringComparer.Ordinal).Count().ShouldBe(events.Count);
        foreach (string queue in new[] { QueueNames.Articles, QueueNames.Scores })
        {
            (await last.Services.GetRequiredService<IDeadLetters>().ListAsync(queue, CancellationToken.None).ToListAsync()).ShouldBeEmpty();
        }

        (await last.Services.GetRequiredService<ICursorStore>().FindAsync(CursorKinds.Heartbeat, "prices|growing", CancellationToken.None))
            .ShouldNotBeNull().LastSuccessUtc.ShouldNotBeNull();
    }

    private static Task<LocalServer> StartAsync(Dictionary<string, string?> settings, GrowingPrices prices) =>
        LocalServer.StartAsync(settings, port: 0, CancellationToken.None, services =>
        {
            services.RemoveAll<INewsFeed>();
            services.RemoveAll<IPriceFeed>();
            services.AddSingleton<IPriceFeed>(prices);
            services.AddSingleton(new Watchlist([new Instrument { Symbol = "SPY" }, new Instrument { Symbol = "FXI", Benchmark = "SPY" }]));
        });

    /// <summary>
    /// Posts the events of one segment, one for each poll of prices, and reads them back; returns the ids of the articles.
    /// </summary>
    private static async Task<IReadOnlyList<string>> PostAsync(LocalServer server, GrowingPrices prices, int first)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        using var patience = new CancellationTokenSource(Patience);
        var ids = new List<string>();
        foreach (int number in Enumerable.Range(first, EventsPerSegment))
        {
            HttpResponseMessage posted = await client.PostAsJsonAsync(new Uri("/api/events", UriKind.Relative), new
            {
                title = $"Country raises tariff number {number}",
                published = $"{new DateOnly(2025, 1, 6).AddDays(DaysBetweenEvents * number):yyyy-MM-dd}T11:00Z",
                stance = "escalation",
                measures = new[] { $"measure_{number}" },
                actors = new[] { "US", "CN" },
            });
            posted.EnsureSuccessStatusCode();
            ids.Add((await posted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
            (await client.GetAsync(new Uri("/api/scores?symbol=FXI", UriKind.Relative))).EnsureSuccessStatusCode();
            (await client.GetAsync(new Uri("/health", UriKind.Relative))).EnsureSuccessStatusCode();
            await prices.NextPollAsync(patience.Token);
        }

        return ids;
    }

    /// <summary>Waits until the last bars are merged and both queues are empty.</summary>
    private static async Task UntilQuietAsync(LocalServer server, GrowingPrices prices)
    {
        IWorkReceiver receiver = server.Services.GetRequiredService<IWorkReceiver>();
        using var patience = new CancellationTokenSource(Patience);
        for (int i = 0; i < 2 * Symbols.Length; i++)
        {
            await prices.NextPollAsync(patience.Token);
        }

        while (await LeftAsync(receiver, patience.Token) > 0)
        {
            await prices.NextPollAsync(patience.Token);
        }
    }

    private static async Task<long> LeftAsync(IWorkReceiver receiver, CancellationToken cancellationToken) =>
        await receiver.CountAsync(QueueNames.Articles, cancellationToken) + await receiver.CountAsync(QueueNames.Scores, cancellationToken);

    /// <summary>
    /// A feed with one more bar at every tenth poll of a symbol, until it is stopped. Each new bar causes all open events to be scored
    /// again.
    /// </summary>
    private sealed class GrowingPrices : IPriceFeed
    {
        private const int FirstBars = 200;
        private const int PollsPerBar = 10;
        private readonly Channel<bool> _polled = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private int _polls;
        private volatile bool _stopped;

        public string Name => "growing";

        /// <summary>Waits for a poll.</summary>
        public async Task NextPollAsync(CancellationToken cancellationToken) => await _polled.Reader.ReadAsync(cancellationToken);

        public void Stop() => _stopped = true;

        public bool Serves(Instrument instrument) => true;

        public Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
        {
            int round = Interlocked.Increment(ref _polls) / Symbols.Length;
            _polled.Writer.TryWrite(true);
            int bars = int.TryParse(cursor?.Position, System.Globalization.CultureInfo.InvariantCulture, out int before)
                ? before
                : FirstBars;
            bars += !_stopped && round % PollsPerBar == 0 ? 1 : 0;
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            var next = new FeedCursor
            {
                FeedKind = CursorKinds.Prices,
                FeedId = CursorIds.ForSymbol(Name, instrument.Symbol),
                Position = bars.ToString(System.Globalization.CultureInfo.InvariantCulture),
                LastPollUtc = now,
                LastSuccessUtc = now,
            };
            var history = new PriceHistory { Symbol = instrument.Symbol, Bars = Bars(instrument.Symbol, bars) };
            return Task.FromResult(new PricePoll(PollOutcome.New, history, next, []));
        }

        private static List<PriceBar> Bars(string symbol, int count)
        {
            var random = new Random(symbol[0]);
            double price = 100;
            return
            [
                .. Enumerable.Range(0, 1000).Select(i => new DateOnly(2024, 5, 1).AddDays(i))
                    .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Take(count)
                    .Select(date => PriceBar.OfClose(date, price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
            ];
        }
    }
}
