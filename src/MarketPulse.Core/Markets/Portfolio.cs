namespace MarketPulse.Core.Markets;

/// <summary>Instruments held together at constant weights, studied as one: its return carries their covariances, so the standard error is right.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Weights">Weight of each symbol; they need not add to one, and short positions are negative.</param>
public sealed record Portfolio(string Name, IReadOnlyList<KeyValuePair<string, double>> Weights)
{
    /// <summary>The portfolio as a price history: 100 times growth at weights restored every session, on the dates that all its members have.</summary>
    /// <param name="histories">Prices by symbol.</param>
    /// <param name="basis">Which prices to use; null takes the best that each history has.</param>
    /// <exception cref="ArgumentException">A member has no prices or lacks the basis, or the portfolio loses everything on a day.</exception>
    public PriceHistory Combine(IReadOnlyDictionary<string, PriceHistory> histories, PriceBasis? basis = null)
    {
        ArgumentNullException.ThrowIfNull(histories);
        if (Weights.Select(member => member.Key).FirstOrDefault(symbol => !histories.ContainsKey(symbol)) is { } missing)
        {
            throw new ArgumentException($"Portfolio {Name}: there are no prices for {missing}.", nameof(histories));
        }

        List<PriceHistory> members = [.. Weights.Select(member => histories[member.Key])];
        JoinedReturns returns = JoinedReturns.JoinFactors(members[0], [.. members.Skip(1).Select(member => (member, PriceChange.Return))], basis);
        var bars = new PriceBar[returns.Count];
        double level = 100;
        for (int i = 0; i < bars.Length; i++)
        {
            double change = Weights[0].Value * returns.Returns[i];
            for (int k = 1; k < members.Count; k++)
            {
                change += Weights[k].Value * returns.Factor(k - 1)[i];
            }

            level *= 1 + change;
            if (level <= 0)
            {
                throw new ArgumentException($"Portfolio {Name} loses everything on {returns.Dates[i]:yyyy-MM-dd}: lower its weights.", nameof(histories));
            }

            bars[i] = PriceBar.OfClose(returns.Dates[i], level);
        }

        return new PriceHistory { Symbol = Name, Bars = bars, Source = members[0].Source };
    }
}
