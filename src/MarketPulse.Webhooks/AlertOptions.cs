namespace MarketPulse.Webhooks;

/// <summary>The section <c>Alerts</c>.</summary>
public sealed record AlertsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Alerts";

    /// <summary>Most alerts sent to one webhook in any hour, 1 to 500. Further alerts are stored in the table but not sent.</summary>
    public int MaxPerHour { get; set; } = 12;

    /// <summary>How long to wait for a receiver's response, 100 ms to 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Address of the page that alerts link to.</summary>
    public Uri? PageUrl { get; set; }

    /// <summary>Whether webhooks on this machine may be called, over http as well. Meant for tests.</summary>
    public bool AllowLoopback { get; set; }
}

/// <summary>A webhook: settings <c>Alerts__Webhooks__NAME__...</c>.</summary>
public sealed record WebhookOptions
{
    /// <summary>Name of the webhook, taken from its section.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The format its receiver expects: <c>json</c>, <c>slack</c> or <c>teams</c>.</summary>
    public string Shape { get; set; } = "json";

    /// <summary>Name of the setting that holds the address. The address is a secret, so it is never in this section itself.</summary>
    public string UrlSetting { get; set; } = "";

    /// <summary>Name of the setting that holds the signing key; required for <c>json</c>.</summary>
    public string? KeySetting { get; set; }
}

/// <summary>A rule: settings <c>Alerts__Rules__NAME__...</c>. Which of them apply depends on the kind.</summary>
public sealed record AlertRuleOptions
{
    /// <summary>Name of the rule, taken from its section.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>
    /// What the rule watches: <c>event</c>, <c>score</c>, <c>regime</c>, <c>index</c>, <c>days_before</c> or <c>feed_silent</c>.
    /// </summary>
    public string Kind { get; set; } = "";

    /// <summary>Name of the webhook that the alerts are sent to.</summary>
    public string Webhook { get; set; } = "";

    /// <summary>For <c>event</c>: minimum intensity, 0 to 100.</summary>
    public double? MinIntensity { get; set; }

    /// <summary>For <c>event</c>: a watchlist tag that links the event directly to an instrument.</summary>
    public string? Tag { get; set; }

    /// <summary>For <c>score</c>: upper bound, exclusive, of <c>q_event</c>.</summary>
    public double? QEventBelow { get; set; }

    /// <summary>For <c>score</c>: only this instrument.</summary>
    public string? Symbol { get; set; }

    /// <summary>For <c>score</c>: only this window.</summary>
    public string? Window { get; set; }

    /// <summary>For <c>regime</c> and <c>index</c>: <c>all</c>, <c>pair</c> or <c>topic</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>For <c>regime</c> and <c>index</c>: the pair or topic.</summary>
    public string? Value { get; set; }

    /// <summary>For <c>regime</c>: only changes to this regime.</summary>
    public string? Regime { get; set; }

    /// <summary>For <c>index</c>: the historical percentile that the index must exceed, 50 to 99.9.</summary>
    public double? Percentile { get; set; }

    /// <summary>For <c>feed_silent</c>: only this feed.</summary>
    public string? Feed { get; set; }

    /// <summary>For <c>days_before</c>: days before the date, 0 to 60.</summary>
    public int? Days { get; set; }

    /// <summary>For <c>days_before</c>: the only kind of date: <c>effective</c>, <c>deadline</c> or <c>expiry</c>.</summary>
    public string? What { get; set; }
}

/// <summary>A configured webhook, without its secrets.</summary>
/// <param name="Name">Name of its section, in lower case.</param>
/// <param name="Shape">The format its receiver expects: <c>json</c>, <c>slack</c> or <c>teams</c>.</param>
/// <param name="Host">Host of its address.</param>
/// <param name="IsSigned">Whether alerts sent to it are signed.</param>
public sealed record ConfiguredWebhook(string Name, string Shape, string Host, bool IsSigned);
