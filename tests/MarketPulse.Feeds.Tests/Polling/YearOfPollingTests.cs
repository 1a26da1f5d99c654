using System.Globalization;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Feeds.Tests.Polling;

/// <summary>A year of polling a source that fails in every way, by a process that crashes wherever it writes.</summary>
[Trait("Category", "Long")]
public sealed class YearOfPollingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2024, 6, 3, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Symbols = ["AAA", "BBB", "CCC"];

    private const string Report = "US imposes 25% tariffs on all imports from China";

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly Random _random = new(20240603);
    private readonly List<(string Url, DateTimeOffset Published)> _published = [];
    private readonly Dictionary<string, SortedDictionary<DateOnly, double>> _closes =
        Symbols.ToDictionary(symbol => symbol, _ => new SortedDictionary<DateOnly, double>());
    private readonly Dictionary<(string Symbol, DateOnly Date), DateTimeOffset> _late = [];
    private FakeHost _host = null!;
    private bool _isCalm;

    public async ValueTask InitializeAsync() => _host = await FakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_article_and_bar_is_stored_once_and_none_is_lost()
    {
        _host.On("/rss", context => AnswerAsync(context, Rss));
        foreach (string symbol in Symbols)
        {
            _host.On($"/tiingo/daily/{symbol}/prices", context => AnswerAsync(context, () => Tiingo(symbol)));
        }

        await using ServiceProvider services = Register();
        var queue = (CrashingQueue)services.GetRequiredService<IWorkQueue>();
        var news = services.GetRequiredService<PollNews>();
        var prices = services.GetRequiredService<PollPrices>();
        for (int hour = 0; hour < 365 * 24; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Publish();
            await RunAsync(() => news.RunAsync(TestContext.Current.CancellationToken));
            if (hour % 6 == 0)
            {
                await RunAsync(() => prices.RunAsync(TestContext.Current.CancellationToken));
            }
        }

        _isCalm = true;
        for (int day = 0; day < 15; day++)
        {
            _clock.Advance(TimeSpan.FromHours(25));
            await news.RunAsync(TestContext.Current.CancellationToken);
            await prices.RunAsync(TestContext.Current.CancellationToken);
        }

        queue.Crashes.ShouldBeGreaterThan(50, "one send in forty crashes, and a year has thousands of sends");
        HashSet<string> reports =
            [.. _published.Where(item => IsReport(item.Published)).Select(item => ArticleIdentity.Create(item.Url, "", "", default))];
        queue.Articles.ShouldBe(reports, ignoreOrder: true, "every report is sent, and nothing else");
        var articles = services.GetRequiredService<IArticleStore>();
        foreach ((string url, DateTimeOffset published) in _published)
        {
            StoredArticle? stored = await articles.FindAsync(
                ArticleIdentity.Create(url, "", "", default), TestContext.Current.CancellationToken);
            stored.ShouldNotBeNull().Article.Published.ShouldBe(published);
            (stored.Facts is null).ShouldBe(IsReport(published), "the others have their verdict");
        }

        foreach (string symbol in Symbols)
        {
            PriceHistory? history = await services.GetRequiredService<IPriceStore>()
                .ReadAsync(symbol, null, null, TestContext.Current.CancellationToken);
            Venue venue = VenueCatalog.Get("XNYS");
            DateTimeOffset complete = _clock.GetUtcNow() - TimeSpan.FromMinutes(90);
            history.ShouldNotBeNull().Bars.Select(bar => (bar.Date, bar.Close)).ShouldBe(
                _closes[symbol].Where(bar => venue.Close(bar.Key) <= complete).Select(bar => (bar.Key, bar.Value)));
        }
    }

    private static bool IsReport(DateTimeOffset published) => published.Hour % 3 != 0;

    private ServiceProvider Register()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.AddSingleton(new Watchlist([.. Symbols.Select(symbol => new Instrument { Symbol = symbol })]));
        services.AddMarketPulseFeeds(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(
            StringComparer.Ordinal)
        {
            ["Feeds:UseDefaults"] = "false",
            ["Feeds:AllowLoopback"] = "true",
            ["Feeds:Retries"] = "0",
            ["Feeds:News:rss:Kind"] = "rss",
            ["Feeds:News:rss:Url"] = _host.At("/rss").ToString(),
            ["Feeds:News:rss:Interval"] = "00:30:00",
            ["Feeds:Prices:tiingo:Kind"] = "tiingo",
            ["Feeds:Prices:tiingo:Url"] = _host.Address.ToString(),
            ["Feeds:Prices:tiingo:Interval"] = "06:00:00",
            ["Feeds:Prices:tiingo:KeySetting"] = "KEY",
            ["Feeds:Prices:tiingo:HistoryFrom"] = "2024-06-03",
            ["KEY"] = "k",
        }).Build());
        services.AddSingleton<IWorkQueue>(new CrashingQueue(_random, () => _isCalm));
        services.AddSingleton<ICursorStore>(provider => new CrashingCursors(_random, () => _isCalm));
        services.AddSingleton(new ArticleOptions());
        services.AddSingleton<TradeDetector>();
        services.AddSingleton<AcceptArticles>();
        services.AddSingleton<PollNews>();
        services.AddSingleton<RequeueEvents>();
        services.AddSingleton<PollPrices>();
        return services.BuildServiceProvider();
    }

    /// <summary>Runs a round that may crash. Only what it has stored remains of a crashed round.</summary>
    private static async Task RunAsync(Func<Task> round)
    {
        try
        {
            await round();
        }
        catch (CrashException)
        {
        }
    }

    private void Publish()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        for (int i = _random.Next(4); i > 0; i--)
        {
            _published.Add(($"https://news.example/{_published.Count}", now.AddMinutes(-_random.Next(60))));
        }

        Venue venue = VenueCatalog.Get("XNYS");
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (string symbol in Symbols.Where(symbol => venue.IsSession(today) && !_closes[symbol].ContainsKey(today)))
        {
            _closes[symbol][today] = Math.Round(50 + (10 * _random.NextDouble()), 2);
            if (_random.Next(20) == 0)
            {
                _late[(symbol, today)] = now.AddDays(1 + _random.Next(9));
            }
        }
    }

    private string Rss()
    {
        var text = new StringBuilder("<rss version=\"2.0\"><channel>");
        foreach ((string url, DateTimeOffset published) in _published.TakeLast(150).Reverse())
        {
            string title = IsReport(published) ? Report : "Tariff news";
            text.Append(
                CultureInfo.InvariantCulture, $"<item><title>{title}</title><link>{url}</link><pubDate>{published:R}</pubDate></item>");
        }

        return text.Append("</channel></rss>").ToString();
    }

    private string Tiingo(string symbol)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        IEnumerable<string> bars = _closes[symbol]
            .Where(bar => !_late.TryGetValue((symbol, bar.Key), out DateTimeOffset due) || due <= now)
            .TakeLast(60)
            .Select(bar => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"date":"{{bar.Key:yyyy-MM-dd}}T00:00:00.000Z","close":{{bar.Value}},"splitFactor":1,"divCash":0}"""));
        return $"[{string.Join(',', bars)}]";
    }

    private async Task AnswerAsync(HttpContext context, Func<string> body)
    {
        switch (_isCalm ? 100 : _random.Next(40))
        {
            case 0:
                context.Response.StatusCode = 500;
                break;
            case 1:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "7200";
                break;
            case 2:
                await context.Response.WriteAsync("<html><body><script>captcha</script></body></html>");
                break;
            case 3:
                string cut = body();
                await context.Response.WriteAsync(cut[..(cut.Length / 2)]);
                break;
            case 4:
                context.Abort();
                break;
            case 5:
                break;
            default:
                await context.Response.WriteAsync(body());
                break;
        }
    }

    private sealed class CrashException : Exception;

    private sealed class CrashingQueue(Random random, Func<bool> isCalm) : IWorkQueue
    {
        public HashSet<string> Articles { get; } = new(StringComparer.Ordinal);

        public int Crashes { get; private set; }

        public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            if (messages.Count > 0 && !isCalm() && random.Next(40) == 0)
            {
                Crashes++;
                throw new CrashException();
            }

            Articles.UnionWith(messages.Select(message => message.Body.Id));
            return Task.CompletedTask;
        }
    }

    private sealed class CrashingCursors(Random random, Func<bool> isCalm) : ICursorStore
    {
        // The step saves several cursors at once, and neither the dictionary nor the random numbers are thread-safe.
        private readonly Lock _gate = new();
        private readonly Dictionary<(string, string), FeedCursor> _cursors = [];

        public Task<FeedCursor?> FindAsync(string feedKind, string feedId, CancellationToken cancellationToken) =>
            Task.FromResult(_cursors.GetValueOrDefault((feedKind, feedId)));

        public Task SaveAsync(FeedCursor cursor, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (!isCalm() && random.Next(40) == 0)
                {
                    throw new CrashException();
                }

                _cursors[(cursor.FeedKind, cursor.FeedId)] = cursor;
                return Task.CompletedTask;
            }
        }

        public IAsyncEnumerable<FeedCursor> ReadAllAsync(CancellationToken cancellationToken) => _cursors.Values.ToAsyncEnumerable();
    }
}
