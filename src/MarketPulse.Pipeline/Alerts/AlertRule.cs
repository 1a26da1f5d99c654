using System.Globalization;

namespace MarketPulse.Pipeline.Alerts;

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
