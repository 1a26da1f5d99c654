using System.Text;
using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Webhooks;

/// <summary>
/// The settings read from the section <c>Alerts</c>: webhooks, rules, and a problem for every setting that is wrong, under its own name. No
/// problem contains an address or a key.
/// </summary>
internal sealed partial class AlertSettings
{
    private const string WebhooksSection = "Webhooks";
    private const string RulesSection = "Rules";
    private const int FewestKeyCharacters = 16;
    private const int MostPerHour = 500;

    private readonly IConfiguration _configuration;
    private readonly SettingReader _reader = new(AlertsOptions.Section);
    private readonly List<WebhookSettings> _webhooks = [];
    private readonly List<AlertRule> _rules = [];

    private AlertSettings(IConfiguration configuration) => _configuration = configuration;

    /// <summary>Settings that apply to all webhooks.</summary>
    public AlertsOptions Options { get; } = new();

    /// <summary>The configured webhooks.</summary>
    public IReadOnlyList<WebhookSettings> Webhooks => _webhooks;

    /// <summary>The configured rules.</summary>
    public AlertRules Rules => new(_rules, Options.PageUrl);

    /// <summary>The problems found, one sentence per setting.</summary>
    public IReadOnlyList<string> Problems => _reader.Problems;

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">All settings: the addresses and keys are outside the section, which only names them.</param>
    /// <param name="feeds">Names of the configured feeds.</param>
    public static AlertSettings Read(IConfiguration configuration, IReadOnlyCollection<string> feeds)
    {
        var settings = new AlertSettings(configuration);
        IConfigurationSection section = configuration.GetSection(AlertsOptions.Section);
        settings.ReadCommon(section);
        IConfigurationSection webhooks = section.GetSection(WebhooksSection);
        foreach (IConfigurationSection child in webhooks.GetChildren())
        {
            settings.ReadWebhook(child);
        }

        var rules = new AlertRuleReader(settings._reader, [.. webhooks.GetChildren().Select(child => child.Key.ToLowerInvariant())], feeds);
        foreach (IConfigurationSection child in section.GetSection(RulesSection).GetChildren())
        {
            if (settings.HasName(child) && rules.Read(child) is { } rule)
            {
                settings._rules.Add(rule);
            }
        }

        return settings;
    }

    /// <summary>Sets the options that apply to all webhooks, skipping settings that cannot be read.</summary>
    public static void Bind(IConfiguration configuration, AlertsOptions options) =>
        new SettingReader(AlertsOptions.Section).BindRoot(configuration.GetSection(AlertsOptions.Section), options);

    /// <summary>The problems that can only be found with the watchlist: rules for tags and symbols that it does not contain.</summary>
    public IEnumerable<string> ProblemsWith(Func<Watchlist> watchlist)
    {
        foreach (EventRule rule in _rules.OfType<EventRule>().Where(rule => rule.Tag is not null))
        {
            IEnumerable<string> all = watchlist().Instruments.SelectMany(instrument => instrument.Tags);
            string[] tags = [.. all.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
            if (!tags.Contains(rule.Tag, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"Setting {RuleSetting(rule, "Tag")} is '{rule.Tag}'; it must be a tag of the watchlist: "
                    + $"{string.Join(", ", tags)}.";
            }
        }

        foreach (ScoreRule rule in _rules.OfType<ScoreRule>().Where(rule => rule.Symbol is not null))
        {
            string[] symbols = [.. watchlist().Instruments.Select(instrument => instrument.Symbol)];
            if (!symbols.Contains(rule.Symbol, StringComparer.Ordinal))
            {
                yield return
                    $"Setting {RuleSetting(rule, "Symbol")} is '{rule.Symbol}'; it must be a symbol of the watchlist: "
                    + $"{string.Join(", ", symbols)}.";
            }
        }
    }

    private static string RuleSetting(AlertRule rule, string name) => $"{AlertsOptions.Section}__{RulesSection}__{rule.Name}__{name}";

    private void ReadCommon(IConfigurationSection section)
    {
        _reader.BindRoot(section, Options, WebhooksSection, RulesSection);
        _reader.Check(Options.MaxPerHour is >= 1 and <= MostPerHour, section, nameof(AlertsOptions.MaxPerHour), $"from 1 to {MostPerHour}");
        _reader.Check(
            Options.Timeout >= TimeSpan.FromMilliseconds(100) && Options.Timeout <= SendAlert.LongestAttempt,
            section,
            nameof(AlertsOptions.Timeout),
            $"from 00:00:00.1 to {SendAlert.LongestAttempt}");
        _reader.Check(
            Options.PageUrl is not { } page || (page.IsAbsoluteUri && (page.Scheme == Uri.UriSchemeHttps || page.IsLoopback)),
            section,
            nameof(AlertsOptions.PageUrl),
            "the https address of the page, such as https://example.org/");
    }

    private void ReadWebhook(IConfigurationSection section)
    {
        if (!HasName(section))
        {
            return;
        }

        WebhookOptions options = _reader.BindAll(section, new WebhookOptions(), "a webhook", nameof(WebhookOptions.Name));
        options.Name = section.Key.ToLowerInvariant();
        bool known = Codes<AlertShape>.TryParse(options.Shape, out AlertShape shape);
        _reader.Check(known, section, nameof(options.Shape), $"one of {string.Join(", ", Codes<AlertShape>.All)}");
        string urlNamed = $"{_reader.Named(section)}__{nameof(options.UrlSetting)}";
        string keyNamed = $"{_reader.Named(section)}__{nameof(options.KeySetting)}";
        string? url = ReadRequiredSecret(section, urlNamed, options.UrlSetting, "address");
        string? key = known && shape == AlertShape.Json
            ? ReadRequiredSecret(section, keyNamed, options.KeySetting, "key")
            : ReadSecret(section, keyNamed, options.KeySetting);
        if (key is not null && key.Length < FewestKeyCharacters)
        {
            _reader.Add(
                $"Setting {options.KeySetting}, which {keyNamed} names, holds a key that is too short; it must have at least "
                + $"{FewestKeyCharacters} characters.");
        }

        if (url is not null && AddressOf(url) is not { } address)
        {
            _reader.Add($"Setting {options.UrlSetting}, which {urlNamed} names, must hold an https address without a user name.");
        }
        else if (url is not null)
        {
            _webhooks.Add(new WebhookSettings(options.Name, shape, AddressOf(url)!, key is null ? null : Encoding.UTF8.GetBytes(key)));
        }
    }

    /// <summary>Like <see cref="ReadSecret"/>, but a secret that is not named is a problem.</summary>
    private string? ReadRequiredSecret(IConfigurationSection section, string named, string? setting, string what)
    {
        if (string.IsNullOrEmpty(setting))
        {
            _reader.Add($"Setting {named} is missing; it must name the setting that holds the {what}, such as {ExampleFor(section)}.");
            return null;
        }

        return ReadSecret(section, named, setting);
    }

    /// <summary>The value of the setting that another setting names. The name is not repeated when it could be the secret itself.</summary>
    private string? ReadSecret(IConfigurationSection section, string named, string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return null;
        }

        if (!SettingPattern().IsMatch(setting))
        {
            _reader.Add(
                $"Setting {named} is not the name of a setting; it must be 1 to 100 letters, digits or _, such as {ExampleFor(section)}, "
                + "and that setting must hold the secret.");
            return null;
        }

        string? value = _configuration[setting.Replace("__", ":", StringComparison.Ordinal)]?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            _reader.Add($"Setting {setting}, which {named} names, is not set.");
            return null;
        }

        return value;
    }

    private static string ExampleFor(IConfigurationSection section) => $"ALERTS_{section.Key.ToUpperInvariant()}";

    private Uri? AddressOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (Options.AllowLoopback && address.IsLoopback && address.Scheme == Uri.UriSchemeHttp))
            ? address
            : null;

    private bool HasName(IConfigurationSection section)
    {
        bool good = NamePattern().IsMatch(section.Key.ToLowerInvariant());
        if (!good)
        {
            _reader.Add($"Setting {_reader.Named(section)}: the name '{section.Key}' must be 1 to 32 lower-case letters, digits or _.");
        }

        return good;
    }

    [GeneratedRegex(@"^[a-z0-9_]{1,32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingPattern();
}

/// <summary>A webhook with its secrets.</summary>
/// <param name="Name">Name of its section, in lower case.</param>
/// <param name="Shape">The format its receiver expects.</param>
/// <param name="Address">Its address, which is a secret.</param>
/// <param name="Key">The signing key, which is a secret; null when alerts are not signed.</param>
internal sealed record WebhookSettings(string Name, AlertShape Shape, Uri Address, byte[]? Key)
{
    /// <summary>The webhook without its secrets.</summary>
    public ConfiguredWebhook WithoutSecrets() => new(Name, Codes<AlertShape>.Of(Shape), Address.Host, IsSigned: Key is not null);
}
