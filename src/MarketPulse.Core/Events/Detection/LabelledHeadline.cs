namespace MarketPulse.Core.Events.Detection;

/// <summary>A headline with a reader's judgement.</summary>
/// <param name="Id">Identifies the headline in its file; decides whether it is held out of the fit.</param>
/// <param name="Published">UTC date of publication.</param>
/// <param name="Title">The headline as plain text.</param>
/// <param name="IsEvent">Whether it reports a development.</param>
/// <param name="Stance">Direction of the development; null if it reports none.</param>
public sealed record LabelledHeadline(string Id, DateOnly Published, string Title, bool IsEvent, Stance? Stance);
