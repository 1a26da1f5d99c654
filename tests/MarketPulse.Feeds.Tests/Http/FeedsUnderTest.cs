using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Feeds.Tests.Http;

/// <summary>The feeds as a host registers them, pointed at a server in this process.</summary>
public sealed class FeedsUnderTest : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2025, 6, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;

    public FeedsUnderTest(params (string Name, object Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Feeds:UseDefaults"] = "false",
            ["Feeds:AllowLoopback"] = "true",
            ["Feeds:RetryDelay"] = "00:00:00.005",

            // Far longer than any response takes, however busy the machine is.
            ["Feeds:Timeout"] = "00:01:00",
            ["TEST_KEY"] = "secret",
        };
        foreach ((string name, object value) in settings)
        {
            all[name] = value.ToString();
        }

        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddMarketPulseFeeds(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(Start);

    public INewsFeed News => _services.GetServices<INewsFeed>().Single();

    public IPriceFeed Prices => _services.GetServices<IPriceFeed>().Single();

    public static FeedsUnderTest OfNews(string kind, Uri url, params (string Name, object Value)[] more) =>
        new([("Feeds:News:it:Kind", kind), ("Feeds:News:it:Url", url), .. more.Select(
            setting => ($"Feeds:News:it:{setting.Name}", setting.Value))]);

    public static FeedsUnderTest OfPrices(string kind, Uri url, params (string Name, object Value)[] more) =>
        new(
        [
            ("Feeds:Prices:it:Kind", kind),
            ("Feeds:Prices:it:Url", url),
            ("Feeds:Prices:it:KeySetting", "TEST_KEY"),
            ("Feeds:Prices:it:HistoryFrom", "2025-01-01"),
            .. more.Select(setting => ($"Feeds:Prices:it:{setting.Name}", setting.Value)),
        ]);

    public Task<NewsPoll> ReadAsync(FeedCursor? cursor = null) => News.PollAsync(cursor, TestContext.Current.CancellationToken);

    public Task<PricePoll> ReadAsync(Instrument instrument, FeedCursor? cursor = null) =>
        Prices.PollAsync(instrument, cursor, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
