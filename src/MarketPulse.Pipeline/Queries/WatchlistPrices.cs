using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Reads the bars of instruments, and computes those of portfolios from their members.</summary>
internal static class WatchlistPrices
{
    /// <summary>
    /// Reads the bars of each instrument with a date in [from, to], in the direction in which it is quoted; both bounds are optional.
    /// Instruments without stored bars are absent, and so are portfolios with such a member and portfolios that lose everything.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, PriceHistory>> ReadAsync(
        this IPriceStore prices, IEnumerable<Instrument> instruments, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        List<Instrument> wanted = [.. instruments];
        List<Portfolio> portfolios = [.. wanted.Select(Portfolio.FromInstrument).OfType<Portfolio>()];
        List<string> symbols =
        [
            .. wanted.Where(instrument => instrument.Members.Count == 0).Select(instrument => instrument.Symbol)
                .Concat(portfolios.SelectMany(portfolio => portfolio.Weights).Select(member => member.Key))
                .Distinct(StringComparer.Ordinal),
        ];
        PriceHistory?[] read = await Concurrently.ReadAsync(
            symbols, async (symbol, token) => await prices.ReadAsync(symbol, from, to, token), cancellationToken);
        Dictionary<string, PriceHistory> histories = symbols.Zip(read)
            .Where(pair => pair.Second is not null)
            .ToDictionary(pair => pair.First, pair => pair.Second!, StringComparer.Ordinal);
        foreach (Instrument instrument in wanted.Where(instrument => instrument.Quote != PriceQuote.Direct))
        {
            if (histories.TryGetValue(instrument.Symbol, out PriceHistory? published))
            {
                histories[instrument.Symbol] = published.As(instrument.Quote);
            }
        }

        foreach (Portfolio portfolio in portfolios.Where(portfolio => portfolio.Weights.All(member => histories.ContainsKey(member.Key))))
        {
            try
            {
                histories[portfolio.Name] = portfolio.Combine(histories);
            }
            catch (ArgumentException)
            {
                // A portfolio that lost everything has no prices; the others are not affected.
            }
        }

        return histories;
    }
}
