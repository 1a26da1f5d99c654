using System.Text;
using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Webhooks;

/// <summary>The section <c>Alerts</c> as read: webhooks, rules, and everything that is wrong with them, each by the setting's own name. No sentence tells an address or a key.</summary>
internal sealed partial class AlertSettings
{
    private const int FewestKeyCharacters = 16;
    private const int MostPerHour = 500;

    private readonly IConfiguration _configuration;
    private readonly SettingReader _reader = new(AlertsOptions.Section);
    private readonly List<WebhookSettings> _webhooks = [];
    private readonly List<AlertRule> _rules = [];

    private AlertSettings(IConfiguration configuration) => _configuration = configuration;

    /// <summary>What holds for all webhooks.</summary>
    public AlertsOptions Options { get; private set; } = new();

    /// <summary>The webhooks.</summary>
    public IReadOnlyList<WebhookSettings> Webhooks => _webhooks;

    /// <summary>The rules.</summary>
    public AlertRules Rules => new(_rules, Options.PageUrl);

    /// <summary>What is wrong, one sentence per setting.</summary>
    public IReadOnlyList<string> Problems => _reader.Problems;

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">The settings; those that the section names hold addresses and keys.</param>
    /// <param name="feeds">Names of the feeds there are.</param>
    public static AlertSettings Read(IConfiguration configuration, IReadOnlyCollection<string> feeds)
    {
        var settings = new AlertSettings(configuration);
        IConfigurationSection section = configuration.GetSection(AlertsOptions.Section);
        settings.ReadCommon(section);
        IConfigurationSection webhooks = section.GetSection("Webhooks");
        foreach (IConfigurationSection child in webhooks.GetChildren())
        {
            settings.ReadWebhook(child);
        }

        var rules = new AlertRuleReader(settings._reader, [.. webhooks.GetChildren().Select(child => child.Key.ToLowerInvariant())], feeds);
        foreach (IConfigurationSection child in section.GetSection("Rules").GetChildren())
        {
            if (settings.HasName(child) && rules.Read(child) is { } rule)
            {
                settings._rules.Add(rule);
            }
        }

        return settings;
    }

    /// <summary>What is wrong with the rules once the watchlist is known.</summary>
    public IEnumerable<string> ProblemsWith(Func<Watchlist> watchlist)
    {
        foreach (EventRule rule in _rules.OfType<EventRule>().Where(rule => rule.Tag is not null))
        {
            string[] tags = [.. watchlist().Instruments.SelectMany(instrument => instrument.Tags).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
            if (!tags.Contains(rule.Tag, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"Setting {AlertsOptions.Section}__Rules__{rule.Name}__Tag is '{rule.Tag}'; it must be a tag of the watchlist: {string.Join(", ", tags)}.";
            }
        }

        foreach (ScoreRule rule in _rules.OfType<ScoreRule>().Where(rule => rule.Symbol is not null))
        {
            string[] symbols = [.. watchlist().Instruments.Select(instrument => instrument.Symbol)];
            if (!symbols.Contains(rule.Symbol, StringComparer.Ordinal))
            {
                yield return $"Setting {AlertsOptions.Section}__Rules__{rule.Name}__Symbol is '{rule.Symbol}'; it must be a symbol of the watchlist: {string.Join(", ", symbols)}.";
            }
        }
    }

    private void ReadCommon(IConfigurationSection section)
    {
        string[] known = [.. typeof(AlertsOptions).GetProperties().Select(property => property.Name), "Webhooks", "Rules"];
        foreach (IConfigurationSection child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            _reader.Add($"Setting {_reader.Named(child)} is unknown; in section {AlertsOptions.Section} there are {string.Join(", ", known)}.");
        }

        Options = _reader.Bind(section, new AlertsOptions(), what: null);
        _reader.Check(Options.MaxPerHour is >= 1 and <= MostPerHour, section, nameof(AlertsOptions.MaxPerHour), $"from 1 to {MostPerHour}");
        _reader.Check(
            Options.Timeout >= TimeSpan.FromMilliseconds(100) && Options.Timeout <= SendAlert.LongestAttempt, section, nameof(AlertsOptions.Timeout), $"from 00:00:00.1 to {SendAlert.LongestAttempt}");
        _reader.Check(
            Options.PageUrl is null || (Options.PageUrl.IsAbsoluteUri && (Options.PageUrl.Scheme == Uri.UriSchemeHttps || Options.PageUrl.IsLoopback)),
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

        WebhookOptions options = _reader.Bind(section, new WebhookOptions(), "a webhook", nameof(WebhookOptions.Name));
        options.Name = section.Key.ToLowerInvariant();
        bool known = Codes<AlertShape>.TryParse(options.Shape, out AlertShape shape);
        _reader.Check(known, section, nameof(options.Shape), $"one of {string.Join(", ", Codes<AlertShape>.All)}");
        string? url = Secret(section, nameof(options.UrlSetting), options.UrlSetting, isNeeded: true);
        string? key = Secret(section, nameof(options.KeySetting), options.KeySetting, isNeeded: shape == AlertShape.Json && known);
        if (key is not null && key.Length < FewestKeyCharacters)
        {
            _reader.Add($"Setting {options.KeySetting}, which {_reader.Named(section)}__{nameof(options.KeySetting)} names, holds a key that is too short; it must have {FewestKeyCharacters} characters or more.");
        }

        if (url is not null && AddressOf(url) is not { } address)
        {
            _reader.Add($"Setting {options.UrlSetting}, which {_reader.Named(section)}__{nameof(options.UrlSetting)} names, holds no https address without a user name.");
        }
        else if (url is not null)
        {
            _webhooks.Add(new WebhookSettings(options.Name, shape, AddressOf(url)!, key is null ? null : Encoding.UTF8.GetBytes(key)));
        }
    }

    /// <summary>The value of the setting that a setting names. A value that looks like an address or a key itself is not repeated.</summary>
    private string? Secret(IConfigurationSection section, string name, string? setting, bool isNeeded)
    {
        string named = $"{_reader.Named(section)}__{name}";
        if (string.IsNullOrEmpty(setting))
        {
            if (isNeeded)
            {
                _reader.Add($"Setting {named} is missing; it must name the setting that holds the {(name == nameof(WebhookOptions.UrlSetting) ? "address" : "key")}, such as ALERTS_{section.Key.ToUpperInvariant()}.");
            }

            return null;
        }

        if (!SettingPattern().IsMatch(setting))
        {
            _reader.Add($"Setting {named} is no name of a setting; it must be 1 to 100 letters, digits or _, such as ALERTS_{section.Key.ToUpperInvariant()}, and that setting holds the secret.");
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

/// <summary>A webhook as it is called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its receiver reads.</param>
/// <param name="Address">Where it is; a secret.</param>
/// <param name="Key">What its alerts are signed with; a secret. Null when they are not.</param>
internal sealed record WebhookSettings(string Name, AlertShape Shape, Uri Address, byte[]? Key);
