namespace MarketPulse.Core.Impact;

/// <summary>News whose time is known in advance, which can be mistaken for the effect of an event.</summary>
/// <param name="Time">When it is published.</param>
/// <param name="Kind">What is published.</param>
/// <param name="Symbol">The only instrument that it concerns; null for all.</param>
public sealed record ScheduledRelease(DateTimeOffset Time, ReleaseKind Kind, string? Symbol = null);

/// <summary>Kinds of scheduled news.</summary>
public enum ReleaseKind
{
    /// <summary>Statement of the Federal Open Market Committee.</summary>
    Fomc,

    /// <summary>Consumer prices of the United States.</summary>
    Cpi,

    /// <summary>Employment report of the United States.</summary>
    Payrolls,

    /// <summary>Decision of the European Central Bank on interest rates.</summary>
    Ecb,

    /// <summary>Earnings of the instrument's company.</summary>
    Earnings,
}

/// <summary>A release located in an instrument's returns.</summary>
/// <param name="Position">Index of the first session that can react to it.</param>
/// <param name="Kind">What was published.</param>
public readonly record struct LocatedRelease(int Position, ReleaseKind Kind);
