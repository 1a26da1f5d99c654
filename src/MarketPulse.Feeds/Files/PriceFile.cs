using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>What a price file held.</summary>
/// <param name="History">The bars that could be read, ascending; empty when none could.</param>
/// <param name="Errors">What was left out and why, in the order of the file.</param>
public sealed record PriceFile(PriceHistory History, IReadOnlyList<InputError> Errors);
