using System.Collections.Concurrent;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>The bars of instruments as stored, and those of portfolios as their members' make them.</summary>
internal static class WatchlistPrices
{
    /// <summary>
    /// Reads the bars of each instrument with date in [from, to], both optional. Nothing stored, a portfolio with a member of which nothing is stored, or one
    /// that loses everything, is absent.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, PriceHistory>> ReadAsync(
        this IPriceStore prices, IEnumerable<Instrument> instruments, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        List<Instrument> wanted = [.. instruments];
        List<Portfolio> portfolios = [.. wanted.Select(Portfolio.Of).OfType<Portfolio>()];
        IEnumerable<string> symbols = wanted.Where(instrument => instrument.Members.Count == 0).Select(instrument => instrument.Symbol)
            .Concat(portfolios.SelectMany(portfolio => portfolio.Weights).Select(member => member.Key))
            .Distinct(StringComparer.Ordinal);
        var histories = new ConcurrentDictionary<string, PriceHistory>(StringComparer.Ordinal);
        await Concurrently.ForEachAsync(
            symbols,
            async (symbol, token) =>
            {
                if (await prices.ReadAsync(symbol, from, to, token) is { } history)
                {
                    histories[symbol] = history;
                }
            },
            cancellationToken);
        foreach (Portfolio portfolio in portfolios.Where(portfolio => portfolio.Weights.All(member => histories.ContainsKey(member.Key))))
        {
            try
            {
                histories[portfolio.Name] = portfolio.Combine(histories);
            }
            catch (ArgumentException)
            {
                // One that lost everything has no prices; the others go on.
            }
        }

        return histories;
    }
}
