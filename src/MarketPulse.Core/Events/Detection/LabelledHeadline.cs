namespace MarketPulse.Core.Events.Detection;

/// <summary>A headline with what a reader says of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Published">Its date.</param>
/// <param name="Title">The headline.</param>
/// <param name="IsEvent">Whether it reports a development.</param>
/// <param name="Stance">Which way the development points; null when there is none.</param>
public sealed record LabelledHeadline(string Id, DateOnly Published, string Title, bool IsEvent, Stance? Stance);
