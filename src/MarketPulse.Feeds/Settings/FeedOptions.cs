namespace MarketPulse.Feeds.Settings;

/// <summary>What every feed can be told: settings <c>Feeds__News__NAME__...</c> and <c>Feeds__Prices__NAME__...</c>.</summary>
public record FeedOptions
{
    /// <summary>Name of the feed; from its section, never set itself.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Kind of the source.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Whether it is polled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address of the source; each kind but <c>rss</c> has one of its own.</summary>
    public Uri? Url { get; set; }

    /// <summary>Time between two polls, one minute to seven days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Name of the setting that holds the key: the key itself never stands in the feeds' section.</summary>
    public string? KeySetting { get; set; }

    /// <summary>Most requests in a UTC day; null for no limit.</summary>
    public int? DailyQuota { get; set; }

    /// <summary>Time to leave between two requests to the host.</summary>
    public TimeSpan Spacing { get; set; }

    /// <summary>Folder of files, for kind <c>folder</c>.</summary>
    public string? Path { get; set; }

    /// <summary>Blob container of files, for kind <c>container</c>.</summary>
    public string? Container { get; set; }
}

/// <summary>What a news feed can be told beside.</summary>
public sealed record NewsFeedOptions : FeedOptions
{
    /// <summary>The publisher's time zone (tz database), for dates that name none.</summary>
    public string? Zone { get; set; }

    /// <summary>Who publishes it, where items do not say.</summary>
    public string? Publisher { get; set; }

    /// <summary>What to search for: GDELT's query language, or the Federal Register's search term.</summary>
    public string? Query { get; set; }

    /// <summary>Slugs of Federal Register agencies.</summary>
    public IList<string> Agencies { get; } = [];

    /// <summary>How far back the first poll reaches, where the source keeps history.</summary>
    public TimeSpan Backfill { get; set; } = TimeSpan.FromDays(3);
}

/// <summary>What a price feed can be told beside.</summary>
public sealed record PriceFeedOptions : FeedOptions
{
    /// <summary>First date of the first poll.</summary>
    public DateOnly HistoryFrom { get; set; } = new(2018, 1, 1);

    /// <summary>Days read again at every poll, so that late and corrected bars are noticed.</summary>
    public int OverlapDays { get; set; } = 10;

    /// <summary>How long after the venue's close a bar is taken for complete.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromMinutes(90);
}

/// <summary>The section <c>Feeds</c>.</summary>
public sealed record FeedsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Feeds";

    /// <summary>Whether the feeds that come with MarketPulse are there beside those configured.</summary>
    public bool UseDefaults { get; set; } = true;

    /// <summary>What the app calls itself to hosts; a contact address in it is good manners.</summary>
    public string UserAgent { get; set; } = $"MarketPulse/{Core.Contract.EngineVersion.Current} (trade tension monitor)";

    /// <summary>Requests to one host at a time.</summary>
    public int RequestsPerHost { get; set; } = 2;

    /// <summary>Time for one attempt, answer included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before the first retry of a transient fault; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Retries of a transient fault, 0 to 5.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Whether configured addresses on this machine may be asked, by http too: for tests alone.</summary>
    public bool AllowLoopback { get; set; }
}
