using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>The bars read from a price file.</summary>
/// <param name="History">The bars that could be read, ascending by date; empty when none could be.</param>
/// <param name="Errors">What was skipped and why, in the order of the file.</param>
public sealed record PriceFile(PriceHistory History, IReadOnlyList<InputError> Errors);
