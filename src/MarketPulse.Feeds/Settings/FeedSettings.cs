using System.Text.RegularExpressions;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace MarketPulse.Feeds.Settings;

/// <summary>
/// The settings read from the section <c>Feeds</c>: the feeds, and a problem for every setting that is wrong, under its own name.
/// </summary>
internal sealed partial class FeedSettings
{
    private const string NewsSection = "News";
    private const string PricesSection = "Prices";

    private readonly SettingReader _reader = new(FeedsOptions.Section);
    private readonly List<ConfiguredFeed> _feeds = [];
    private readonly IConfiguration _configuration;

    private FeedSettings(IConfiguration configuration) => _configuration = configuration;

    /// <summary>Settings that apply to all feeds.</summary>
    public FeedsOptions Options { get; } = new();

    /// <summary>Every configured feed, whether it is polled or not.</summary>
    public IReadOnlyList<ConfiguredFeed> Feeds => _feeds;

    /// <summary>The problems found, one sentence per setting.</summary>
    public IReadOnlyList<string> Problems => _reader.Problems;

    /// <summary>The news feeds to poll, each with its kind and key.</summary>
    public List<(FeedKind<NewsFeedOptions, INewsFeed> Kind, NewsFeedOptions Options, string? Key)> News { get; } = [];

    /// <summary>The price feeds to poll, in order of preference.</summary>
    public List<(FeedKind<PriceFeedOptions, IPriceFeed> Kind, PriceFeedOptions Options, string? Key)> Prices { get; } = [];

    /// <summary>Sets the options that apply to all feeds, skipping settings that cannot be read.</summary>
    public static void Bind(IConfiguration configuration, FeedsOptions options) =>
        new SettingReader(FeedsOptions.Section).BindRoot(configuration.GetSection(FeedsOptions.Section), options);

    /// <summary>Reads the section. Its settings override those of the shipped feeds.</summary>
    public static FeedSettings Read(IConfiguration configuration)
    {
        var settings = new FeedSettings(configuration);
        settings.ReadCommon(configuration.GetSection(FeedsOptions.Section));
        var merged = new ConfigurationBuilder();
        if (settings.Options.UseDefaults)
        {
            merged.AddInMemoryCollection(DefaultFeeds.Settings);
        }

        IConfigurationRoot feeds = merged.AddConfiguration(configuration.GetSection(FeedsOptions.Section)).Build();
        settings.ReadFeeds(feeds.GetSection(NewsSection), CursorKinds.News, FeedKinds.News, settings.News, settings.CheckNews);
        settings.ReadFeeds(feeds.GetSection(PricesSection), CursorKinds.Prices, FeedKinds.Prices, settings.Prices, settings.CheckPrices);
        string[] order = [.. FeedKinds.Prices.Select(kind => kind.Code)];
        settings.Prices.Sort((a, b) => Array.IndexOf(order, a.Kind.Code).CompareTo(Array.IndexOf(order, b.Kind.Code)));
        return settings;
    }

    private void ReadCommon(IConfigurationSection section)
    {
        _reader.BindRoot(section, Options, NewsSection, PricesSection);
        _reader.Check(Options.RequestsPerHost is >= 1 and <= 16, section, nameof(FeedsOptions.RequestsPerHost), "from 1 to 16");
        _reader.Check(Options.Retries is >= 0 and <= 5, section, nameof(FeedsOptions.Retries), "from 0 to 5");
        _reader.Check(
            Options.Timeout >= TimeSpan.FromMilliseconds(100) && Options.Timeout <= TimeSpan.FromMinutes(5),
            section,
            nameof(FeedsOptions.Timeout),
            "from 00:00:00.1 to 00:05:00");
        _reader.Check(
            Options.RetryDelay >= TimeSpan.Zero && Options.RetryDelay <= TimeSpan.FromMinutes(1),
            section,
            nameof(FeedsOptions.RetryDelay),
            "from 00:00:00 to 00:01:00");
        _reader.Check(
            Options.UserAgent.Length is > 0 and <= 200 && !Options.UserAgent.Any(char.IsControl),
            section,
            nameof(FeedsOptions.UserAgent),
            "one line of at most 200 characters");
    }

    private void ReadFeeds<TOptions, TFeed>(
        IConfigurationSection section,
        string feedKind,
        IReadOnlyList<FeedKind<TOptions, TFeed>> kinds,
        List<(FeedKind<TOptions, TFeed>, TOptions, string?)> polled,
        Action<TOptions, IConfigurationSection> check)
        where TOptions : FeedOptions, new()
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            TOptions options = _reader.BindAll(child, new TOptions(), "a feed", nameof(FeedOptions.Name));
            options.Name = child.Key.ToLowerInvariant();
            if (!NamePattern().IsMatch(options.Name))
            {
                _reader.Add($"Setting {_reader.Named(child)}: the name '{child.Key}' must be 1 to 32 lower-case letters, digits or _.");
            }
            else if (kinds.FirstOrDefault(kind => kind.Code == options.Kind) is not { } kind)
            {
                _reader.Refuse(child, nameof(FeedOptions.Kind), $"one of {string.Join(", ", kinds.Select(known => known.Code))}");
            }
            else
            {
                string? off = ReasonOff(kind, options, child, out string? key);
                CheckFeed(kind, options, child);
                check(options, child);
                _feeds.Add(new ConfiguredFeed(feedKind, options.Name)
                {
                    Source = kind.Code,
                    Place = PlaceOf(options),
                    Interval = options.Interval,
                    DailyQuota = options.DailyQuota,
                    OffBecause = off,
                });
                if (off is null)
                {
                    polled.Add((kind, options, key));
                }
            }
        }
    }

    /// <summary>Why a feed is not polled: it is disabled, or needs a key that is not set. Null when it is polled.</summary>
    private string? ReasonOff<TOptions, TFeed>(
        FeedKind<TOptions, TFeed> kind, TOptions options, IConfigurationSection section, out string? key)
        where TOptions : FeedOptions
    {
        key = options.KeySetting is { Length: > 0 } name ? _configuration[name]?.Trim() : null;
        key = string.IsNullOrEmpty(key) ? null : key;
        if (kind.NeedsKey && string.IsNullOrEmpty(options.KeySetting))
        {
            _reader.Add(
                $"Setting {_reader.Named(section)}__KeySetting is missing; it must name the setting that holds the key, "
                + $"such as {kind.Code.ToUpperInvariant()}_KEY.");
        }

        return !options.Enabled ? "not enabled"
            : kind.NeedsKey && key is null ? $"needs a key: set {options.KeySetting}"
            : null;
    }

    private void CheckFeed<TOptions, TFeed>(FeedKind<TOptions, TFeed> kind, TOptions options, IConfigurationSection section)
        where TOptions : FeedOptions
    {
        options.Url ??= kind.Url is null ? null : new Uri(kind.Url);
        _reader.Check(
            options.Interval >= TimeSpan.FromMinutes(1) && options.Interval <= TimeSpan.FromDays(7),
            section,
            nameof(options.Interval),
            "from 00:01:00 to 7.00:00:00");
        _reader.Check(
            options.Spacing >= TimeSpan.Zero && options.Spacing <= TimeSpan.FromMinutes(5),
            section,
            nameof(options.Spacing),
            "from 00:00:00 to 00:05:00");
        _reader.Check(options.DailyQuota is null or > 0, section, nameof(options.DailyQuota), "1 or more");
        switch (kind.Place)
        {
            case FeedPlace.Folder:
                _reader.Check(!string.IsNullOrWhiteSpace(options.Path), section, nameof(options.Path), "a folder");
                break;
            case FeedPlace.Container:
                _reader.Check(
                    ContainerPattern().IsMatch(options.Container ?? ""),
                    section,
                    nameof(options.Container),
                    "3 to 63 lower-case letters, digits or -, the name of a blob container");
                break;
            default:
                _reader.Check(
                    IsAllowed(options.Url), section, nameof(options.Url), "an https address, such as https://example.org/rss.xml");
                break;
        }
    }

    private bool IsAllowed(Uri? url) => url is { IsAbsoluteUri: true, UserInfo.Length: 0 }
        && (url.Scheme == Uri.UriSchemeHttps || (Options.AllowLoopback && url.IsLoopback && url.Scheme == Uri.UriSchemeHttp));

    private void CheckNews(NewsFeedOptions options, IConfigurationSection section)
    {
        // Reading the time zone database only for the zones of the shipped feeds, which are known, would lengthen every start.
        bool isZone = options.Zone is null
            || DefaultFeeds.Zones.Contains(options.Zone)
            || DateTimeZoneProviders.Tzdb.GetZoneOrNull(options.Zone) is not null;
        _reader.Check(isZone, section, nameof(options.Zone), "a time zone such as America/New_York");
        _reader.Check(
            options.Backfill is null || (options.Backfill >= TimeSpan.Zero && options.Backfill <= TimeSpan.FromDays(3660)),
            section,
            nameof(options.Backfill),
            "from 00:00:00 to 3660 days");
    }

    private void CheckPrices(PriceFeedOptions options, IConfigurationSection section)
    {
        _reader.Check(options.OverlapDays is >= 2 and <= 60, section, nameof(options.OverlapDays), "from 2 to 60");
        _reader.Check(
            options.Settle >= TimeSpan.Zero && options.Settle <= TimeSpan.FromDays(2),
            section,
            nameof(options.Settle),
            "from 00:00:00 to 2.00:00:00");
        _reader.Check(options.HistoryFrom >= new DateOnly(1950, 1, 1), section, nameof(options.HistoryFrom), "a date from 1950-01-01 on");
    }

    private static string PlaceOf(FeedOptions options) =>
        options.Path ?? options.Container ?? (options.Url is { IsAbsoluteUri: true } url ? url.Host : "");

    [GeneratedRegex(@"^[a-z0-9_]{1,32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContainerPattern();
}
