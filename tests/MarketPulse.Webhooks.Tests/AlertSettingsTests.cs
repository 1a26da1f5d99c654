using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Webhooks.Tests;

public class AlertSettingsTests
{
    private const string Address = "https://hooks.example/services/T0001/B0002/verysecretpath";
    private const string Key = "0123456789abcdef-key";

    [Fact]
    public void Without_settings_there_are_no_rules() => Rules().All.ShouldBeEmpty();

    [Fact]
    public void Each_kind_of_rule_is_read_with_its_settings()
    {
        AlertRules rules = Rules(
            ("Alerts:Rules:a:Kind", "event"), ("Alerts:Rules:a:MinIntensity", "60"), ("Alerts:Rules:a:Tag", "rare_earths"),
            ("Alerts:Rules:b:Kind", "score"), ("Alerts:Rules:b:QEventBelow", "0.01"), ("Alerts:Rules:b:Symbol", "FXI"),
            ("Alerts:Rules:b:Window", "-1,1"),
            ("Alerts:Rules:c:Kind", "regime"), ("Alerts:Rules:c:Scope", "pair"), ("Alerts:Rules:c:Value", "us-cn"),
            ("Alerts:Rules:c:Regime", "acute"),
            ("Alerts:Rules:d:Kind", "index"), ("Alerts:Rules:d:Percentile", "99"),
            ("Alerts:Rules:e:Kind", "feed_silent"), ("Alerts:Rules:e:Feed", "ustr"),
            ("Alerts:Rules:f:Kind", "days_before"), ("Alerts:Rules:f:Days", "7"), ("Alerts:Rules:f:What", "expiry"),
            ("Alerts:PageUrl", "https://pulse.example/"));

        rules.All.ShouldBe(
        [
            new EventRule("a", "desk") { MinIntensity = 60, Tag = "rare_earths" },
            new ScoreRule("b", "desk") { QEventBelow = 0.01, Symbol = "FXI", WindowKey = "m1_p1" },
            new RegimeRule("c", "desk") { Scope = "pair", Value = "US-CN", Regime = "acute" },
            new IndexRule("d", "desk") { Percentile = 99 },
            new FeedSilentRule("e", "desk") { Feed = "ustr" },
            new DaysBeforeRule("f", "desk") { Days = 7, What = ScheduleKind.Expiry },
        ]);
        rules.PageUrl.ShouldBe(new Uri("https://pulse.example/"));
    }

    [Theory]
    [InlineData(
        "Alerts:Rules:a:Kind",
        "earthquake",
        "Alerts__Rules__a__Kind is 'earthquake'; it must be one of event, score, regime, index, feed_silent")]
    [InlineData("Alerts:Rules:a:Kind", "", "Alerts__Rules__a__Kind is ''; it must be one of event,")]
    [InlineData("Alerts:Rules:a:Webhook", "nobody", "Alerts__Rules__a__Webhook is 'nobody'; it must be one of desk")]
    [InlineData("Alerts:Rules:a:MinIntensity", "101", "Alerts__Rules__a__MinIntensity is '101'; it must be from 0 to 100")]
    [InlineData("Alerts:Rules:a:MinIntensity", "high", "Alerts__Rules__a__MinIntensity is 'high', which cannot be read")]
    [InlineData("Alerts:Rules:a:Tag", "no_such_tag", "Alerts__Rules__a__Tag is 'no_such_tag'; it must be a tag of the watchlist:")]
    [InlineData(
        "Alerts:Rules:a:Percentile",
        "95",
        "Alerts__Rules__a__Percentile does not apply to a rule of kind event, which has MinIntensity, Tag")]
    [InlineData("Alerts:Rules:a:Colour", "red", "Alerts__Rules__a__Colour is unknown; a rule has Kind, Webhook,")]
    [InlineData(
        "Alerts:Rules:Bad-Name:Kind",
        "event",
        "Alerts__Rules__Bad-Name: the name 'Bad-Name' must be 1 to 32 lower-case letters, digits or _")]
    [InlineData("Alerts:Webhooks:desk:Shape", "fax", "Alerts__Webhooks__desk__Shape is 'fax'; it must be one of json, slack, teams")]
    [InlineData("Alerts:Webhooks:desk:Url", Address, "Alerts__Webhooks__desk__Url is unknown; a webhook has Shape, UrlSetting, KeySetting")]
    [InlineData(
        "Alerts:Webhooks:desk:UrlSetting",
        "",
        "Alerts__Webhooks__desk__UrlSetting is missing; it must name the setting that holds the address, such as ALERTS_DESK")]
    [InlineData("Alerts:Webhooks:desk:UrlSetting", Address, "Alerts__Webhooks__desk__UrlSetting is not the name of a setting")]
    [InlineData(
        "Alerts:Webhooks:desk:UrlSetting", "NOT_THERE", "Setting NOT_THERE, which Alerts__Webhooks__desk__UrlSetting names, is not set")]
    [InlineData(
        "Alerts:Webhooks:desk:KeySetting",
        "",
        "Alerts__Webhooks__desk__KeySetting is missing; it must name the setting that holds the key")]
    [InlineData(
        "DESK_URL",
        "http://hooks.example/verysecretpath",
        "Setting DESK_URL, which Alerts__Webhooks__desk__UrlSetting names, must hold an https address")]
    [InlineData("DESK_URL", "http://127.0.0.1/verysecretpath", "must hold an https address")]
    [InlineData(
        "DESK_KEY",
        "short-key",
        "Setting DESK_KEY, which Alerts__Webhooks__desk__KeySetting names, holds a key that is too short; it must have at least 16 "
        + "characters")]
    [InlineData("Alerts:MaxPerHour", "0", "Alerts__MaxPerHour is '0'; it must be from 1 to 500")]
    [InlineData("Alerts:MaxPerHour", "many", "Alerts__MaxPerHour is 'many', which cannot be read")]
    [InlineData("Alerts:Timeout", "00:01:00", "Alerts__Timeout is '00:01:00'; it must be from 00:00:00.1 to 00:00:30")]
    [InlineData(
        "Alerts:PageUrl", "http://pulse.example/", "Alerts__PageUrl is 'http://pulse.example/'; it must be the https address of the page")]
    [InlineData("Alerts:Loud", "1", "Alerts__Loud is unknown; section Alerts has MaxPerHour,")]
    public void A_wrong_setting_stops_the_start_with_its_name_and_what_is_allowed_and_no_secret(string key, string value, string problem)
    {
        using ServiceProvider provider = Provider([("Alerts:Rules:a:Kind", "event"), (key, value)]);

        string[] problems = [.. Should.Throw<OptionsValidationException>(
            provider.GetRequiredService<IStartupValidator>().Validate).Failures];

        problems.ShouldContain(said => said.Contains(problem, StringComparison.Ordinal), string.Join(Environment.NewLine, problems));
        problems.ShouldAllBe(said => !said.Contains("verysecretpath") && !said.Contains(Key) && !said.Contains("short-key"));
    }

    [Theory]
    [InlineData("score", "QEventBelow", "0", "above 0 and at most 1")]
    [InlineData("score", "Window", "p0_p9", "one of p0_p0, m1_p1, p0_p5")]
    [InlineData("score", "Window", "always", "one of p0_p0, m1_p1, p0_p5")]
    [InlineData("score", "Symbol", "NOPE", "a symbol of the watchlist:")]
    [InlineData("regime", "Regime", "furious", "one of calm, tense, acute")]
    [InlineData("regime", "Scope", "planet", "one of all, pair, topic")]
    [InlineData("index", "Percentile", "100", "from 50 to 99.9")]
    [InlineData("index", "Value", "US-CN", "absent unless Scope is pair or topic")]
    [InlineData("feed_silent", "Feed", "nope", "one of")]
    [InlineData("days_before", "Days", "61", "from 0 to 60")]
    [InlineData("days_before", "What", "party", "one of effective, deadline, expiry")]
    public void A_wrong_setting_of_any_kind_of_rule_stops_the_start(string kind, string setting, string value, string allowed)
    {
        using ServiceProvider provider = Provider([("Alerts:Rules:a:Kind", kind), ($"Alerts:Rules:a:{setting}", value)]);

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Failures
            .ShouldHaveSingleItem().ShouldContain($"Alerts__Rules__a__{setting} is '{value}'; it must be {allowed}");
    }

    [Fact]
    public void The_problem_of_a_rule_without_a_webhook_says_how_to_add_one()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new Watchlist([]));
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Alerts:Rules:a:Kind", (string?)"event")]).Build();
        services.AddMarketPulseAlerts(configuration, feeds: []);
        using ServiceProvider provider = services.BuildServiceProvider();

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Message.ShouldContain(
            "Alerts__Rules__a__Webhook is ''; it must be the name of a webhook, but none is configured: add "
            + "Alerts__Webhooks__NAME__UrlSetting");
    }

    [Fact]
    public void A_configured_webhook_shows_its_host_only()
    {
        using ServiceProvider provider = Provider([]);

        provider.GetRequiredService<IReadOnlyList<ConfiguredWebhook>>()
            .ShouldBe([new ConfiguredWebhook("desk", "json", "hooks.example", IsSigned: true)]);
        provider.GetServices<IWebhook>().ShouldHaveSingleItem().PerHour.ShouldBe(new AlertsOptions().MaxPerHour);
    }

    [Fact]
    public void The_options_hold_what_was_configured()
    {
        using ServiceProvider provider = Provider([("Alerts:MaxPerHour", "3")]);

        provider.GetRequiredService<IOptions<AlertsOptions>>().Value.MaxPerHour.ShouldBe(3);
    }

    private static AlertRules Rules(params (string Key, string Value)[] settings)
    {
        using ServiceProvider provider = Provider(settings);
        provider.GetRequiredService<IStartupValidator>().Validate();
        return provider.GetRequiredService<AlertRules>();
    }

    private static ServiceProvider Provider((string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["DESK_URL"] = Address,
            ["DESK_KEY"] = Key,
            ["Alerts:Webhooks:desk:UrlSetting"] = "DESK_URL",
            ["Alerts:Webhooks:desk:KeySetting"] = "DESK_KEY",
        };
        foreach ((string key, string value) in settings)
        {
            string[] parts = key.Split(':');
            if (parts is ["Alerts", "Rules", _, _])
            {
                all.TryAdd($"Alerts:Rules:{parts[2]}:Webhook", "desk");
            }

            all[key] = value;
        }

        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        var services = new ServiceCollection();
        services.AddSingleton(new Watchlist([new Instrument { Symbol = "FXI", Name = "China large caps", Tags = ["rare_earths"] }]));
        services.AddMarketPulseAlerts(configuration, feeds: ["ustr"]);
        return services.BuildServiceProvider();
    }
}
