namespace MarketPulse.Core.Events.Detection;

/// <summary>A date or duration in a sentence.</summary>
/// <param name="Date">The date, on or after the day of publication.</param>
/// <param name="End">Index of the word after it.</param>
/// <param name="IsStated">Whether the words name day and month; otherwise it was computed from a weekday or a duration.</param>
internal readonly record struct DateMention(DateOnly Date, int End, bool IsStated);
