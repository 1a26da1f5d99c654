using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Alerts;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Webhooks;

/// <summary>Reads alert rules from their settings.</summary>
/// <param name="reader">Reads the settings and collects problems.</param>
/// <param name="webhooks">Names of the configured webhooks.</param>
/// <param name="feeds">Names of the configured feeds.</param>
internal sealed partial class AlertRuleReader(SettingReader reader, IReadOnlyCollection<string> webhooks, IReadOnlyCollection<string> feeds)
{
    private static readonly Dictionary<AlertKind, string[]> SettingsOf = new()
    {
        [AlertKind.Event] = [nameof(AlertRuleOptions.MinIntensity), nameof(AlertRuleOptions.Tag)],
        [AlertKind.Score] = [nameof(AlertRuleOptions.QEventBelow), nameof(AlertRuleOptions.Symbol), nameof(AlertRuleOptions.Window)],
        [AlertKind.Regime] = [nameof(AlertRuleOptions.Scope), nameof(AlertRuleOptions.Value), nameof(AlertRuleOptions.Regime)],
        [AlertKind.Index] = [nameof(AlertRuleOptions.Scope), nameof(AlertRuleOptions.Value), nameof(AlertRuleOptions.Percentile)],
        [AlertKind.FeedSilent] = [nameof(AlertRuleOptions.Feed)],
        [AlertKind.DaysBefore] = [nameof(AlertRuleOptions.Days), nameof(AlertRuleOptions.What)],
    };

    private static readonly string[] Regimes = ["calm", "tense", "acute"];
    private static readonly string[] Scopes = [TensionScope.All, TensionScope.Pair, TensionScope.Topic];

    /// <summary>Reads a rule. Returns null, and adds a problem, when its kind is unknown.</summary>
    public AlertRule? Read(IConfigurationSection section)
    {
        AlertRuleOptions options = reader.BindAll(section, new AlertRuleOptions(), "a rule", nameof(AlertRuleOptions.Name));
        options.Name = section.Key.ToLowerInvariant();
        options.Webhook = options.Webhook.ToLowerInvariant();
        reader.Check(webhooks.Contains(options.Webhook), section, nameof(options.Webhook), webhooks.Count == 0
            ? $"the name of a webhook, but none is configured: add {AlertsOptions.Section}__Webhooks__NAME__UrlSetting"
            : $"one of {string.Join(", ", webhooks)}");
        if (!Codes<AlertKind>.TryParse(options.Kind, out AlertKind kind))
        {
            reader.Refuse(section, nameof(options.Kind), $"one of {string.Join(", ", Codes<AlertKind>.All)}");
            return null;
        }

        foreach (IConfigurationSection child in section.GetChildren().Where(child => IsOfAnotherKind(child.Key, kind)))
        {
            reader.Add(
                $"Setting {reader.Named(child)} does not apply to a rule of kind {options.Kind}, which has "
                + $"{string.Join(", ", SettingsOf[kind])}.");
        }

        return kind switch
        {
            AlertKind.Event => Event(section, options),
            AlertKind.Score => Score(section, options),
            AlertKind.Regime => Regime(section, options),
            AlertKind.Index => Index(section, options),
            AlertKind.DaysBefore => DaysBefore(section, options),
            _ => FeedSilent(section, options),
        };
    }

    private EventRule Event(IConfigurationSection section, AlertRuleOptions options)
    {
        reader.Check(options.MinIntensity is null or (>= 0 and <= 100), section, nameof(options.MinIntensity), "from 0 to 100");
        return new EventRule(options.Name, options.Webhook) { MinIntensity = options.MinIntensity ?? 0, Tag = Given(options.Tag) };
    }

    private ScoreRule Score(IConfigurationSection section, AlertRuleOptions options)
    {
        string[] windows = [.. EventWindow.Defaults.Select(window => window.Key)];
        string? window = WindowKey(options.Window);
        reader.Check(options.QEventBelow is null or (> 0 and <= 1), section, nameof(options.QEventBelow), "above 0 and at most 1");
        reader.Check(window is null || windows.Contains(window), section, nameof(options.Window), $"one of {string.Join(", ", windows)}");
        var rule = new ScoreRule(options.Name, options.Webhook)
        {
            Symbol = Given(options.Symbol),
            WindowKey = windows.Contains(window) ? window : null,
        };
        return options.QEventBelow is { } below ? rule with { QEventBelow = below } : rule;
    }

    private RegimeRule Regime(IConfigurationSection section, AlertRuleOptions options)
    {
        (string scope, string value) = ScopeOf(section, options);
        string? regime = Given(options.Regime)?.ToLowerInvariant();
        reader.Check(regime is null || Regimes.Contains(regime), section, nameof(options.Regime), $"one of {string.Join(", ", Regimes)}");
        return new RegimeRule(options.Name, options.Webhook) { Scope = scope, Value = value, Regime = regime };
    }

    private IndexRule Index(IConfigurationSection section, AlertRuleOptions options)
    {
        (string scope, string value) = ScopeOf(section, options);
        reader.Check(options.Percentile is null or (>= 50 and <= 99.9), section, nameof(options.Percentile), "from 50 to 99.9");
        var rule = new IndexRule(options.Name, options.Webhook) { Scope = scope, Value = value };
        return options.Percentile is { } percentile ? rule with { Percentile = percentile } : rule;
    }

    private FeedSilentRule FeedSilent(IConfigurationSection section, AlertRuleOptions options)
    {
        string? feed = Given(options.Feed)?.ToLowerInvariant();
        reader.Check(feed is null || feeds.Contains(feed), section, nameof(options.Feed), $"one of {string.Join(", ", feeds)}");
        return new FeedSilentRule(options.Name, options.Webhook) { Feed = feed };
    }

    private DaysBeforeRule DaysBefore(IConfigurationSection section, AlertRuleOptions options)
    {
        string? what = Given(options.What)?.ToLowerInvariant();
        ScheduleKind kind = default;
        reader.Check(
            options.Days is null or (>= 0 and <= DaysBeforeRule.MaxDays),
            section,
            nameof(options.Days),
            $"from 0 to {DaysBeforeRule.MaxDays}");
        reader.Check(
            what is null || Codes<ScheduleKind>.TryParse(what, out kind),
            section,
            nameof(options.What),
            $"one of {string.Join(", ", Codes<ScheduleKind>.All)}");
        var rule = new DaysBeforeRule(options.Name, options.Webhook) { What = what is null ? null : kind };
        return options.Days is { } days ? rule with { Days = days } : rule;
    }

    private (string Scope, string Value) ScopeOf(IConfigurationSection section, AlertRuleOptions options)
    {
        string scope = Given(options.Scope)?.ToLowerInvariant() ?? TensionScope.All;
        string? value = Given(options.Value);
        reader.Check(Scopes.Contains(scope), section, nameof(options.Scope), $"one of {string.Join(", ", Scopes)}");
        switch (scope)
        {
            case TensionScope.Pair:
                value = value?.ToUpperInvariant() ?? "";
                reader.Check(PairPattern().IsMatch(value), section, nameof(options.Value), "a country pair such as US-CN");
                return (scope, value);
            case TensionScope.Topic:
                value = value?.ToLowerInvariant() ?? "";
                reader.Check(CodePattern().IsMatch(value), section, nameof(options.Value), "a topic such as rare_earths");
                return (scope, value);
            default:
                reader.Check(
                    value is null or TensionScope.All,
                    section,
                    nameof(options.Value),
                    $"absent unless {nameof(options.Scope)} is pair or topic");
                return (scope, TensionScope.All);
        }
    }

    private static bool IsOfAnotherKind(string setting, AlertKind kind) =>
        SettingsOf.Values.Any(names => names.Contains(setting, StringComparer.OrdinalIgnoreCase))
        && !SettingsOf[kind].Contains(setting, StringComparer.OrdinalIgnoreCase);

    private static string? WindowKey(string? window)
    {
        try
        {
            return Given(window) is { } given ? EventWindow.Parse(given).Key : null;
        }
        catch (FormatException)
        {
            return window;
        }
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[A-Z]{2}-[A-Z]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PairPattern();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,40}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodePattern();
}
