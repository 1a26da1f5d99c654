namespace MarketPulse.Core.Events;

/// <summary>A sign for or against a development. The weights of all signals of an article add up to the score of the event model.</summary>
/// <param name="Kind">
/// <c>base</c>; <c>sign</c> for what the headline says about actors, acts and coverage; <c>words</c> for words that count as such;
/// <c>lead</c> for what the first sentences of the body add.
/// </param>
/// <param name="Code">The feature or the words.</param>
/// <param name="Weight">Contribution to the log-odds that the article reports a development.</param>
public readonly record struct EventSignal(string Kind, string Code, double Weight);
