namespace MarketPulse.Pipeline.Alerts;

/// <summary>The rules in force.</summary>
/// <param name="All">Every rule.</param>
/// <param name="PageUrl">Where the page is, for the links of alerts; null when nobody said.</param>
public sealed record AlertRules(IReadOnlyList<AlertRule> All, Uri? PageUrl)
{
    /// <summary>No rules: nothing is read, stored or sent for alerts.</summary>
    public static AlertRules None { get; } = new([], null);

    /// <summary>The rule of that name; null when there is none.</summary>
    public AlertRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);
}
