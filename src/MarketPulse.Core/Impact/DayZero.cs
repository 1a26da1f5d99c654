using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact;

/// <summary>Day 0: the first session whose bar can reflect an event.</summary>
/// <param name="Date">The session's date on the venue's calendar.</param>
/// <param name="Reason">How the session follows from the event's time.</param>
/// <param name="Certainty">Whether the moment of the event was known.</param>
public readonly record struct DayZero(DateOnly Date, DayZeroReason Reason, DayZeroCertainty Certainty)
{
    /// <summary>The reason as stored and printed, e.g. <c>post</c>.</summary>
    public string ReasonCode => Codes<DayZeroReason>.Of(Reason);

    /// <summary>The certainty as stored and printed, e.g. <c>date_only</c>.</summary>
    public string CertaintyCode => Codes<DayZeroCertainty>.Of(Certainty);
}

/// <summary>Where an event fell on the venue's clock.</summary>
public enum DayZeroReason
{
    /// <summary>Before the open of a session: that session.</summary>
    Pre,

    /// <summary>During a session, or a date that is one: that session.</summary>
    Regular,

    /// <summary>At or after a session's close: the next session.</summary>
    Post,

    /// <summary>On a weekend: the next session.</summary>
    Weekend,

    /// <summary>On another day without a session: the next session.</summary>
    Holiday,
}

/// <summary>How well day 0 is known.</summary>
public enum DayZeroCertainty
{
    /// <summary>The moment of the event is known, or day 0 was given.</summary>
    Exact,

    /// <summary>Only the date is known: the window [0,0] is not scored.</summary>
    DateOnly,
}
