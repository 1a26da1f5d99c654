using System.Net;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.News;
using MarketPulse.Feeds.Settings;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace MarketPulse.Feeds;

/// <summary>Registers feeds and watchlist.</summary>
public static class FeedServices
{
    private const string Client = "marketpulse.feeds";
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Registers the feeds of section <c>Feeds</c> and the watchlist of setting <c>Watchlist__Path</c>, or those that come with MarketPulse, with the
    /// portfolios of setting <c>Portfolios__Path</c>. The host refuses to start when a setting is wrong, and names it.
    /// </summary>
    public static IServiceCollection AddMarketPulseFeeds(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        FeedSettings settings = FeedSettings.Read(configuration);
        services.AddOptions<FeedsOptions>().Bind(configuration.GetSection(FeedsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FeedsOptions>>(new Validator(settings));
        services.TryAddSingleton(TimeProvider.System);
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

    /// <summary>Names of the feeds that section <c>Feeds</c> configures, polled or not.</summary>
    public static IReadOnlyCollection<string> ReadNames(IConfiguration configuration) =>
        [.. FeedSettings.Read(configuration).Feeds.Select(feed => feed.Name).Distinct(StringComparer.Ordinal)];

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
        // Sockets keep real time, whatever clock decides which feeds are due.
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

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is { } exception
            ? exception is HttpRequestException { InnerException: not (FeedFaultException or RefusedAddressException) } or Polly.Timeout.TimeoutRejectedException
            : outcome.Result is { } response && ((int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout);

    // A longer wait belongs into the cursor, not into a running poll.
    private static bool AsksToWait(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter is { } asked && !(asked.Delta <= LongestRetryAfter);

    private static AddressPolicy PolicyOf(FeedSettings settings) => new(
        settings.News.Select(feed => feed.Options.Url).Concat(settings.Prices.Select(feed => feed.Options.Url)).OfType<Uri>().Where(url => url.IsAbsoluteUri)
            .Append(GdeltBulk.Address),
        settings.Options.AllowLoopback);

    private static FeedContext ContextOf(IServiceProvider provider, FeedPlace place, FeedOptions options, string? key) => new(
        provider.GetRequiredService<FeedHttp>(),
        provider.GetRequiredService<TimeProvider>(),
        key,
        place switch
        {
            FeedPlace.Folder => new FolderContainer(options.Path!),
            FeedPlace.Container => provider.GetRequiredService<IFileContainers>().Open(options.Container!),
            _ => null,
        });

    private static Watchlist ReadWatchlist(IConfiguration configuration)
    {
        Watchlist list = configuration["Watchlist:Path"] is { Length: > 0 } path ? WatchlistFile.Read(path).ToWatchlist() : WatchlistFile.Shipped;
        if (configuration["Portfolios:Path"] is not { Length: > 0 } file)
        {
            return list;
        }

        PortfolioJson portfolios = PortfolioJson.Read(file).For(file, list.Instruments);
        return portfolios.Errors.Count == 0
            ? list.With(portfolios.Portfolios)
            : throw new InvalidOperationException(string.Join(Environment.NewLine, portfolios.Errors));
    }

    private sealed class Validator(FeedSettings settings) : IValidateOptions<FeedsOptions>
    {
        public ValidateOptionsResult Validate(string? name, FeedsOptions options) =>
            settings.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(settings.Problems);
    }
}
