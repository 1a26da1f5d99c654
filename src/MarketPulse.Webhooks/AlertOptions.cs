namespace MarketPulse.Webhooks;

/// <summary>The section <c>Alerts</c>.</summary>
public sealed record AlertsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Alerts";

    /// <summary>Most alerts that one webhook takes in any hour, 1 to 500; what comes beyond is kept in the table and not sent.</summary>
    public int MaxPerHour { get; set; } = 12;

    /// <summary>Time that a receiver has to answer, 100 ms to 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Address of the page, for the links of alerts.</summary>
    public Uri? PageUrl { get; set; }

    /// <summary>Whether webhooks on this machine may be called, by http too: for tests alone.</summary>
    public bool AllowLoopback { get; set; }
}

/// <summary>A webhook: settings <c>Alerts__Webhooks__NAME__...</c>.</summary>
public sealed record WebhookOptions
{
    /// <summary>Name of the webhook; from its section, never set itself.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>What its receiver reads: <c>json</c>, <c>slack</c> or <c>teams</c>.</summary>
    public string Shape { get; set; } = "json";

    /// <summary>Name of the setting that holds the address: it is a secret, and never stands in this section itself.</summary>
    public string UrlSetting { get; set; } = "";

    /// <summary>Name of the setting that holds the key that alerts are signed with; needed for <c>json</c>.</summary>
    public string? KeySetting { get; set; }
}

/// <summary>A rule: settings <c>Alerts__Rules__NAME__...</c>. Which of them count depends on the kind.</summary>
public sealed record AlertRuleOptions
{
    /// <summary>Name of the rule; from its section, never set itself.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>What it watches: <c>event</c>, <c>score</c>, <c>regime</c>, <c>index</c> or <c>feed_silent</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Name of the webhook that takes its alerts.</summary>
    public string Webhook { get; set; } = "";

    /// <summary>For <c>event</c>: least intensity, 0 to 100.</summary>
    public double? MinIntensity { get; set; }

    /// <summary>For <c>event</c>: tag of the watchlist that links the event directly to an instrument.</summary>
    public string? Tag { get; set; }

    /// <summary>For <c>score</c>: what <c>q_event</c> must be below.</summary>
    public double? QEventBelow { get; set; }

    /// <summary>For <c>score</c>: only this instrument.</summary>
    public string? Symbol { get; set; }

    /// <summary>For <c>score</c>: only this window.</summary>
    public string? Window { get; set; }

    /// <summary>For <c>regime</c> and <c>index</c>: <c>all</c>, <c>pair</c> or <c>topic</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>For <c>regime</c> and <c>index</c>: the pair or topic.</summary>
    public string? Value { get; set; }

    /// <summary>For <c>regime</c>: only changes to this one.</summary>
    public string? Regime { get; set; }

    /// <summary>For <c>index</c>: the percentile of the past that the index rises above, 50 to 99.9.</summary>
    public double? Percentile { get; set; }

    /// <summary>For <c>feed_silent</c>: only this feed.</summary>
    public string? Feed { get; set; }
}

/// <summary>A webhook as configured, without its secrets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its receiver reads.</param>
/// <param name="Host">The host it leads to.</param>
/// <param name="IsSigned">Whether its alerts are signed.</param>
public sealed record ConfiguredWebhook(string Name, string Shape, string Host, bool IsSigned);
