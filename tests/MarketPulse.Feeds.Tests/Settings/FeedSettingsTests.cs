using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Feeds.Tests.Settings;

public class FeedSettingsTests
{
    [Fact]
    public void Without_settings_the_shipped_feeds_that_need_no_key_are_polled()
    {
        FeedSettings settings = Read();

        settings.Problems.ShouldBeEmpty();
        settings.News.Select(feed => feed.Options.Name)
            .ShouldBe(
                [
                    "cbp_trade", "eu_commission", "federal_register", "gdelt", "inbox", "presidential_documents", "treasury", "ustr",
                    "white_house_actions", "white_house_news", "wto",
                ],
                ignoreOrder: true);
        settings.News.Single(feed => feed.Options.Name == "presidential_documents").Options.Types.ShouldBe(["PRESDOCU"]);
        settings.Prices.Select(feed => feed.Options.Name).ShouldBe(["inbox", "ecb", "fed_h10", "cboe"]);
        settings.Feeds.Single(feed => feed.Name == "presidential_posts").OffBecause.ShouldBe("not enabled");
        settings.Feeds.Single(feed => feed.Name == "french").OffBecause.ShouldBe("not enabled");
        settings.Feeds.Single(feed => feed.Name == "tiingo").OffBecause.ShouldBe("needs a key: set TIINGO_KEY");
        settings.Feeds.Single(feed => feed.Name == "stooq").OffBecause.ShouldBe("not enabled");
    }

    [Fact]
    public void The_zones_of_the_shipped_feeds_are_in_the_time_zone_database()
    {
        DefaultFeeds.Zones.ShouldBe(["America/New_York", "Europe/Brussels", "Europe/Zurich"], ignoreOrder: true);
        DefaultFeeds.Zones.ShouldAllBe(zone => NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) != null);
    }

    [Fact]
    public void Setting_a_key_turns_a_feed_on_and_the_preferred_source_comes_first()
    {
        FeedSettings settings = Read(("TIINGO_KEY", "abc"), ("ALPHA_VANTAGE_KEY", "def"));
        settings.Prices.Select(feed => feed.Options.Name).ShouldBe(["inbox", "tiingo", "alpha_vantage", "ecb", "fed_h10", "cboe"]);
        settings.Prices[1].Key.ShouldBe("abc");
    }

    [Fact]
    public void One_setting_changes_one_thing_about_a_feed()
    {
        FeedSettings settings = Read(
            ("Feeds:News:ustr:Enabled", "false"),
            ("Feeds:News:wto:Interval", "01:00:00"),
            ("Feeds:News:mine:Kind", "rss"),
            ("Feeds:News:mine:Url", "https://example.org/rss"));
        settings.News.ShouldNotContain(feed => feed.Options.Name == "ustr");
        settings.News.Single(feed => feed.Options.Name == "wto").Options.Interval.ShouldBe(TimeSpan.FromHours(1));
        settings.News.ShouldContain(feed => feed.Options.Name == "mine");
    }

    [Theory]
    [InlineData("Feeds:News:x:Kind", "carrier_pigeon", "Feeds__News__x__Kind", "one of rss, gdelt")]
    [InlineData("Feeds:News:ustr:Url", "http://ustr.gov/rss.xml", "Feeds__News__ustr__Url", "https address")]
    [InlineData("Feeds:News:ustr:Url", "rss.xml", "Feeds__News__ustr__Url", "https address")]
    [InlineData("Feeds:News:ustr:Url", "https://me:pw@ustr.gov/", "Feeds__News__ustr__Url", "https address")]
    [InlineData("Feeds:News:ustr:Interval", "00:00:01", "Feeds__News__ustr__Interval", "from 00:01:00")]
    [InlineData("Feeds:News:ustr:Interval", "soon", "Feeds__News__ustr__Interval", "cannot be read")]
    [InlineData("Feeds:News:ustr:Zone", "Mars/Olympus", "Feeds__News__ustr__Zone", "time zone")]
    [InlineData("Feeds:News:ustr:Colour", "red", "Feeds__News__ustr__Colour", "unknown")]
    [InlineData("Feeds:News:Bad-Name:Kind", "rss", "Feeds__News__Bad-Name", "lower-case letters")]
    [InlineData("Feeds:Prices:tiingo:OverlapDays", "0", "Feeds__Prices__tiingo__OverlapDays", "from 2 to 60")]
    [InlineData("Feeds:Prices:ecb:HistoryFrom", "long ago", "Feeds__Prices__ecb__HistoryFrom", "cannot be read")]
    [InlineData("Feeds:Retries", "99", "Feeds__Retries", "from 0 to 5")]
    [InlineData("Feeds:Retries", "twice", "Feeds__Retries", "cannot be read")]
    [InlineData("Feeds:Retry", "1", "Feeds__Retry", "unknown")]
    public void A_wrong_setting_is_named_with_what_is_allowed_and_the_host_refuses_to_start(
        string key, string value, string setting, string allowed)
    {
        Read((key, value)).Problems.ShouldHaveSingleItem().ShouldContain(setting);
        Read((key, value)).Problems[0].ShouldContain(allowed);

        var services = new ServiceCollection();
        services.AddMarketPulseFeeds(Configuration((key, value)));
        using ServiceProvider provider = services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate)
            .Failures.ShouldHaveSingleItem().ShouldContain(setting);
    }

    [Fact]
    public void Every_shipped_feed_can_be_created_once_it_is_enabled_and_has_its_key()
    {
        IConfigurationRoot configuration = Configuration(
            ("TIINGO_KEY", "a"),
            ("ALPHA_VANTAGE_KEY", "b"),
            ("FRED_KEY", "c"),
            ("Feeds:News:presidential_posts:Enabled", "true"),
            ("Feeds:Prices:french:Enabled", "true"),
            ("Feeds:Prices:yahoo:Enabled", "true"),
            ("Feeds:Prices:stooq:Enabled", "true"));
        IReadOnlyList<ConfiguredFeed> configured = FeedSettings.Read(configuration).Feeds;
        var services = new ServiceCollection();
        services.AddMarketPulseFeeds(configuration);
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        configured.ShouldAllBe(feed => feed.OffBecause == null);
        IEnumerable<string> created =
        [
            .. provider.GetServices<INewsFeed>().Select(feed => feed.Name), .. provider.GetServices<IPriceFeed>().Select(feed => feed.Name),
        ];
        created.ShouldBe(configured.Select(feed => feed.Name), ignoreOrder: true);
    }

    [Fact]
    public void The_options_hold_what_was_configured()
    {
        var services = new ServiceCollection();
        services.AddMarketPulseFeeds(Configuration(("Feeds:Retries", "4")));
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<FeedsOptions>>().Value.Retries.ShouldBe(4);
    }

    private static FeedSettings Read(params (string, string)[] settings) => FeedSettings.Read(Configuration(settings));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build();
}
