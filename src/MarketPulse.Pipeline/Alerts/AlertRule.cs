using System.Globalization;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>A configured rule: what raises an alert, and where it is sent. Rules only decide; they have no state and do no I/O.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public abstract record AlertRule(string Name, string Webhook)
{
    /// <summary>What its alerts are about.</summary>
    public abstract AlertKind Kind { get; }

    /// <summary>When it fires, as the end of a sentence that begins with "when".</summary>
    public abstract string Condition { get; }

    /// <summary>Formats a number for a sentence, with up to four decimals.</summary>
    internal static string Text(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>A trade event was detected.</summary>
    Event,

    /// <summary>An instrument's reaction to an event is significant.</summary>
    Score,

    /// <summary>The regime of the tension index changed.</summary>
    Regime,

    /// <summary>The tension index rose above a percentile of its history.</summary>
    Index,

    /// <summary>A feed has gone silent.</summary>
    FeedSilent,

    /// <summary>A date that an event announces is near.</summary>
    DaysBefore,
}
