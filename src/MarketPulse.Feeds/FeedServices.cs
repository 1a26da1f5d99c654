using System.Net;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.News;
using MarketPulse.Feeds.Settings;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace MarketPulse.Feeds;

/// <summary>Registers the feeds and the watchlist.</summary>
public static class FeedServices
{
    private const string Client = "marketpulse.feeds";
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Registers the feeds of the section <c>Feeds</c> and the watchlist of the setting <c>Watchlist__Path</c>, or the shipped ones,
    /// together with the portfolios of the setting <c>Portfolios__Path</c>. The host refuses to start when a setting is wrong; the message
    /// names the setting.
    /// </summary>
    public static IServiceCollection AddMarketPulseFeeds(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        FeedSettings settings = FeedSettings.Read(configuration);
        AddOptions(services, configuration, settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ArticleOptions());
        services.TryAddSingleton(_ => ReadWatchlist(configuration));
        services.AddSingleton(settings.Feeds);
        services.AddSingleton(provider => new HostGates(settings.Options.RequestsPerHost, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(PolicyOf(settings));
        AddClient(services, settings.Options);
        services.AddSingleton(provider => new FeedHttp(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(Client),
            provider.GetRequiredService<HostGates>(),
            provider.GetRequiredService<AddressPolicy>(),
            provider.GetRequiredService<TimeProvider>()));
        if (settings.Problems.Count == 0)
        {
            foreach ((FeedKind<NewsFeedOptions, INewsFeed> kind, NewsFeedOptions options, string? key) in settings.News)
            {
                services.AddSingleton(provider => kind.Create(options, ContextOf(provider, kind.Place, options, key)));
            }

            foreach ((FeedKind<PriceFeedOptions, IPriceFeed> kind, PriceFeedOptions options, string? key) in settings.Prices)
            {
                services.AddSingleton(provider => kind.Create(options, ContextOf(provider, kind.Place, options, key)));
            }
        }

        return services;
    }

    /// <summary>Names of the feeds that the section <c>Feeds</c> configures, whether they are polled or not.</summary>
    public static IReadOnlyCollection<string> ReadNames(IConfiguration configuration) =>
        [.. FeedSettings.Read(configuration).Feeds.Select(feed => feed.Name).Distinct(StringComparer.Ordinal)];

    private static void AddOptions(IServiceCollection services, IConfiguration configuration, FeedSettings settings)
    {
        OptionsBuilder<FeedsOptions> options = services.AddOptions<FeedsOptions>()
            .Configure(options => FeedSettings.Bind(configuration, options))
            .ValidateOnStart();
        foreach (string problem in settings.Problems)
        {
            options.Validate(_ => false, problem);
        }
    }

    private static void AddClient(IServiceCollection services, FeedsOptions options)
    {
        IHttpClientBuilder client = services.AddHttpClient(Client, http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", options.UserAgent);
        });
        client.ConfigurePrimaryHttpMessageHandler(provider =>
        {
            AddressPolicy policy = provider.GetRequiredService<AddressPolicy>();
            return new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.All,
                MaxResponseHeadersLength = 64,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(10),
                ConnectCallback = (context, token) => AddressGuard.ConnectAsync(context.DnsEndPoint, policy.IsAllowedLoopback, token),
            };
        });
        client.AddResilienceHandler("feeds", builder => AddResilience(builder, options)).SelectPipelineByAuthority();
        client.AddHttpMessageHandler(() => new CappedBody());
    }

    private static void AddResilience(ResiliencePipelineBuilder<HttpResponseMessage> builder, FeedsOptions options)
    {
        // Sockets run in real time, whatever clock decides which feeds are due.
        builder.TimeProvider = TimeProvider.System;
        if (options.Retries > 0)
        {
            builder.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldRetryAfterHeader = true,
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome) && !AsksToWait(arguments.Outcome.Result)),
            });
        }

        // One pipeline per host, so one breaker per host.
        builder.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.9,
            MinimumThroughput = 8,
            SamplingDuration = TimeSpan.FromMinutes(10),
            BreakDuration = TimeSpan.FromMinutes(5),
            ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
        });
        builder.AddTimeout(options.Timeout);
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException e } => e.InnerException is not (FeedFaultException or RefusedAddressException),
        { Exception: { } exception } => exception is TimeoutRejectedException,
        { Result: { } response } => (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout,
        _ => false,
    };

    // A longer wait is stored in the cursor rather than spent within the poll.
    private static bool AsksToWait(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter is { } asked && !(asked.Delta <= LongestRetryAfter);

    private static AddressPolicy PolicyOf(FeedSettings settings)
    {
        IEnumerable<Uri?> urls = [.. settings.News.Select(feed => feed.Options.Url), .. settings.Prices.Select(feed => feed.Options.Url)];
        return new AddressPolicy(
            [.. urls.OfType<Uri>().Where(url => url.IsAbsoluteUri), GdeltBulk.Address], settings.Options.AllowLoopback);
    }

    private static FeedContext ContextOf(IServiceProvider provider, FeedPlace place, FeedOptions options, string? key) => new(
        provider.GetRequiredService<FeedHttp>(),
        provider.GetRequiredService<TimeProvider>(),
        key,
        provider.GetRequiredService<ArticleOptions>(),
        place switch
        {
            FeedPlace.Folder => new FolderContainer(options.Path!),
            FeedPlace.Container => provider.GetRequiredService<IFileContainers>().Open(options.Container!),
            _ => null,
        });

    private static Watchlist ReadWatchlist(IConfiguration configuration)
    {
        Watchlist list = configuration["Watchlist:Path"] is { Length: > 0 } path
            ? WatchlistFile.Read(path).ToWatchlist()
            : WatchlistFile.Shipped;
        if (configuration["Portfolios:Path"] is not { Length: > 0 } file)
        {
            return list;
        }

        PortfolioJson portfolios = PortfolioJson.Read(file).For(file, list.Instruments);
        return portfolios.Errors.Count == 0
            ? list.With(portfolios.Portfolios)
            : throw new InvalidOperationException(string.Join(Environment.NewLine, portfolios.Errors));
    }
}
