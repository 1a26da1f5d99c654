namespace MarketPulse.Feeds.Settings;

/// <summary>The shipped feeds. Those that need a key are polled once it is set.</summary>
internal static class DefaultFeeds
{
    /// <summary>The feeds as settings of the section <c>Feeds</c>, so that a user's setting overrides one value of a feed.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["News:ustr:Kind"] = "rss",
        ["News:ustr:Url"] = "https://ustr.gov/rss.xml",
        ["News:ustr:Zone"] = "America/New_York",
        ["News:ustr:Publisher"] = "USTR",
        ["News:wto:Kind"] = "rss",
        ["News:wto:Url"] = "https://www.wto.org/library/rss/latest_news_e.xml",
        ["News:wto:Zone"] = "Europe/Zurich",
        ["News:wto:Publisher"] = "WTO",
        ["News:eu_commission:Kind"] = "rss",
        ["News:eu_commission:Url"] = "https://ec.europa.eu/commission/presscorner/api/rss?language=en",
        ["News:eu_commission:Zone"] = "Europe/Brussels",
        ["News:eu_commission:Publisher"] = "European Commission",
        ["News:federal_register:Kind"] = "federal_register",
        ["News:federal_register:Interval"] = "00:30:00",
        ["News:gdelt:Kind"] = "gdelt",
        ["News:gdelt:Spacing"] = "00:00:10",
        ["News:inbox:Kind"] = "folder",
        ["News:inbox:Path"] = "inbox/articles",
        ["News:inbox:Interval"] = "00:01:00",
        ["Prices:inbox:Kind"] = "folder",
        ["Prices:inbox:Path"] = "inbox/prices",
        ["Prices:inbox:Interval"] = "00:05:00",
        ["Prices:tiingo:Kind"] = "tiingo",
        ["Prices:tiingo:KeySetting"] = "TIINGO_KEY",
        ["Prices:tiingo:DailyQuota"] = "1000",
        ["Prices:tiingo:Interval"] = "06:00:00",
        ["Prices:alpha_vantage:Kind"] = "alpha_vantage",
        ["Prices:alpha_vantage:KeySetting"] = "ALPHA_VANTAGE_KEY",
        ["Prices:alpha_vantage:DailyQuota"] = "25",
        ["Prices:alpha_vantage:Interval"] = "1.00:00:00",
        ["Prices:alpha_vantage:Spacing"] = "00:00:02",
        ["Prices:fred:Kind"] = "fred",
        ["Prices:fred:KeySetting"] = "FRED_KEY",
        ["Prices:fred:Interval"] = "06:00:00",
        ["Prices:ecb:Kind"] = "ecb",
        ["Prices:ecb:Interval"] = "03:00:00",
        ["Prices:yahoo:Kind"] = "yahoo",
        ["Prices:yahoo:Enabled"] = "false",
        ["Prices:yahoo:Interval"] = "06:00:00",
        ["Prices:yahoo:Spacing"] = "00:00:02",
        ["Prices:stooq:Kind"] = "stooq",
        ["Prices:stooq:Enabled"] = "false",
        ["Prices:stooq:Interval"] = "12:00:00",
        ["Prices:stooq:Spacing"] = "00:00:02",
    };

    /// <summary>The time zones of the default feeds.</summary>
    public static IReadOnlySet<string> Zones { get; } = Settings
        .Where(setting => setting.Key.EndsWith(":Zone", StringComparison.Ordinal))
        .Select(setting => setting.Value!)
        .ToHashSet(StringComparer.Ordinal);
}
