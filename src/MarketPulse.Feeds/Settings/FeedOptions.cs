namespace MarketPulse.Feeds.Settings;

/// <summary>Options of every feed: settings <c>Feeds__News__NAME__...</c> and <c>Feeds__Prices__NAME__...</c>.</summary>
public record FeedOptions
{
    /// <summary>Name of the feed, taken from its section.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Code of the kind of source.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Whether the feed is polled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address of the source; every kind but <c>rss</c> has a default.</summary>
    public Uri? Url { get; set; }

    /// <summary>Time between two polls, one minute to seven days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Name of the setting that holds the key. The key itself is never in the section of the feeds.</summary>
    public string? KeySetting { get; set; }

    /// <summary>Most requests per UTC day; null for no limit.</summary>
    public int? DailyQuota { get; set; }

    /// <summary>Minimum time between two requests to the host.</summary>
    public TimeSpan Spacing { get; set; }

    /// <summary>Folder with the files, for the kind <c>folder</c>.</summary>
    public string? Path { get; set; }

    /// <summary>Blob container with the files, for the kind <c>container</c>.</summary>
    public string? Container { get; set; }
}

/// <summary>Additional options of news feeds.</summary>
public sealed record NewsFeedOptions : FeedOptions
{
    /// <summary>The publisher's time zone (tz database), for dates without one.</summary>
    public string? Zone { get; set; }

    /// <summary>The publisher, for items that do not name one.</summary>
    public string? Publisher { get; set; }

    /// <summary>The search query, in GDELT's query language, or the Federal Register's search term.</summary>
    public string? Query { get; set; }

    /// <summary>Slugs of Federal Register agencies.</summary>
    public IList<string> Agencies { get; } = [];

    /// <summary>
    /// Codes of Federal Register document types, such as <c>PRESDOCU</c>, the presidential documents. With types and without agencies, the
    /// documents of all agencies count.
    /// </summary>
    public IList<string> Types { get; } = [];

    /// <summary>
    /// How far back the first poll reaches. Items published before are refused, then and later. Null for the default of the kind: 90 days
    /// for <c>rss</c>, which lists what its source thinks recent, and 3 days for sources that keep their history.
    /// </summary>
    public TimeSpan? Backfill { get; set; }
}

/// <summary>Additional options of price feeds.</summary>
public sealed record PriceFeedOptions : FeedOptions
{
    /// <summary>First date of the first poll.</summary>
    public DateOnly HistoryFrom { get; set; } = new(2018, 1, 1);

    /// <summary>Number of days that every poll reads again, so that late and corrected bars are noticed.</summary>
    public int OverlapDays { get; set; } = 10;

    /// <summary>How long after the venue's close a bar counts as complete.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromMinutes(90);
}

/// <summary>Options that apply to all feeds: settings of the section <c>Feeds</c>.</summary>
public sealed record FeedsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Feeds";

    /// <summary>Whether the shipped feeds are polled in addition to configured ones.</summary>
    public bool UseDefaults { get; set; } = true;

    /// <summary>The User-Agent header; consider adding a contact address.</summary>
    public string UserAgent { get; set; } = $"MarketPulse/{Core.Contract.EngineVersion.Current} (trade tension monitor)";

    /// <summary>Concurrent requests per host, 1 to 16.</summary>
    public int RequestsPerHost { get; set; } = 2;

    /// <summary>Timeout of one attempt, including the response body, 100 ms to 5 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before the first retry of a transient fault, at most a minute. It doubles with every retry, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Retries of a transient fault, 0 to 5.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Whether configured addresses on this machine may be requested, over http as well. Meant for tests.</summary>
    public bool AllowLoopback { get; set; }
}
