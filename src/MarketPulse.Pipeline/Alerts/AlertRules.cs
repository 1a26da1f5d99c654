namespace MarketPulse.Pipeline.Alerts;

/// <summary>The configured alert rules.</summary>
/// <param name="All">The rules, in the order of the settings.</param>
/// <param name="PageUrl">Address of the web page, for links in alerts; null when not configured.</param>
public sealed record AlertRules(IReadOnlyList<AlertRule> All, Uri? PageUrl)
{
    /// <summary>No rules: alerts are off.</summary>
    public static AlertRules None { get; } = new([], null);

    /// <summary>Finds a rule by name; null when there is none.</summary>
    public AlertRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);
}
