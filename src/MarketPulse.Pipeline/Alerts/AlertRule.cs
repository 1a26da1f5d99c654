using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>A trade event was found.</summary>
    Event,

    /// <summary>An event moved an instrument more than chance does.</summary>
    Score,

    /// <summary>The tension index changed its regime.</summary>
    Regime,

    /// <summary>The tension index rose above what its past makes likely.</summary>
    Index,

    /// <summary>A feed has gone silent.</summary>
    FeedSilent,
}

/// <summary>A rule as configured: what is worth an alert, and where it goes. Rules decide; they read, send and keep nothing.</summary>
/// <param name="Name">Its name in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that takes its alerts.</param>
public abstract record AlertRule(string Name, string Webhook)
{
    /// <summary>What it watches.</summary>
    public abstract AlertKind Kind { get; }

    /// <summary>When it fires, as the end of a sentence that begins with "when".</summary>
    public abstract string Condition { get; }

    /// <summary>A number as it stands in sentences.</summary>
    internal static string Text(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}

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

/// <summary>A rule that fired.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">What it fired on, as a key: a rule fires once on each.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="EventId">The event that it is about; null when it is about none.</param>
public sealed record AlertMatch(AlertRule Rule, string Subject, string Reason, string? EventId = null)
{
    /// <summary>What the alert is about, as a code.</summary>
    public string KindCode => Codes<AlertKind>.Of(Rule.Kind);
}
