using System.Globalization;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Markets;

/// <summary>
/// Instruments held at constant weights and studied as one. Because its return reflects their covariances, its standard error is correct.
/// </summary>
/// <param name="Name">Symbol of the portfolio.</param>
/// <param name="Weights">Weight of each symbol; weights need not add up to one, and short positions are negative.</param>
/// <param name="Benchmark">Symbol of the benchmark; null uses the one that the members share.</param>
public sealed record Portfolio(string Name, IReadOnlyList<KeyValuePair<string, double>> Weights, string? Benchmark = null)
{
    /// <summary>Asset class code of every portfolio.</summary>
    public const string AssetClass = "portfolio";

    /// <summary>Price source of a portfolio whose members have different sources.</summary>
    public const string MixedSource = "mixed";

    /// <summary>The portfolio that an instrument represents; null for an instrument with prices of its own.</summary>
    /// <exception cref="FormatException">A member is not a weight followed by a symbol.</exception>
    public static Portfolio? FromInstrument(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.Members.Count == 0
            ? null
            : new Portfolio(instrument.Symbol, [.. instrument.Members.Select(ReadMember)], instrument.Benchmark);
    }

    /// <summary>
    /// The portfolio as an instrument of a watchlist: with the tags of all members, and the venue and currency of the first.
    /// </summary>
    /// <param name="known">The instruments that include its members; <see cref="Problems"/> must find nothing.</param>
    public Instrument ToInstrument(IReadOnlyList<Instrument> known)
    {
        List<Instrument> members = [.. Weights.Select(member => known.First(instrument => instrument.Symbol == member.Key))];
        return new Instrument
        {
            Symbol = Name,
            Name = string.Join(", ", members.Select(member => member.Name.Length > 0 ? member.Name : member.Symbol)),
            AssetClass = AssetClass,
            Venue = members[0].Venue,
            Currency = members[0].Currency,
            Benchmark = Benchmark ?? members[0].Benchmark,
            Tags = [.. members.SelectMany(member => member.Tags).Distinct(StringComparer.Ordinal)],
            Members = [.. Weights.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Value:R} {member.Key}"))],
        };
    }

    /// <summary>Why the portfolio cannot be part of a watchlist: one sentence per problem, with the fix.</summary>
    /// <param name="known">The instruments that must include its members.</param>
    public IEnumerable<string> Problems(IReadOnlyList<Instrument> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (!WatchlistRules.IsSymbol(Name))
        {
            yield return $"portfolio '{Name}': {WatchlistRules.SymbolRule}";
        }

        if (known.Any(instrument => instrument.Symbol.Equals(Name, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"portfolio {Name} has the symbol of an instrument; give it a different name.";
        }

        Instrument?[] members = [.. Weights.Select(member => known.FirstOrDefault(instrument => instrument.Symbol == member.Key))];
        string[] missing = [.. Weights.Where((_, i) => members[i] is null).Select(member => member.Key)];
        if (missing.Length > 0)
        {
            (string are, string them) = missing.Length == 1 ? ("is", "it") : ("are", "them");
            string symbols = string.Join(", ", missing);
            yield return $"portfolio {Name}: {symbols} {are} not in the watchlist; add {them} there, or take {them} out.";
            yield break;
        }

        Instrument[] present = [.. members.OfType<Instrument>()];
        foreach (string problem in present.Select(member => MemberProblem(member, present[0])).OfType<string>())
        {
            yield return problem;
        }

        if (BenchmarkProblem(present, known) is { } wrong)
        {
            yield return wrong;
        }
    }

    /// <summary>
    /// The portfolio as a price history: the growth of 100, rebalanced to its weights every session, on the dates that all members have.
    /// </summary>
    /// <param name="histories">Prices by symbol.</param>
    /// <param name="basis">Which prices to use; null uses the best that each history has.</param>
    /// <exception cref="ArgumentException">
    /// A member has no prices or not the requested ones, the members have no two dates in common, or the portfolio loses everything in one
    /// session.
    /// </exception>
    public PriceHistory Combine(IReadOnlyDictionary<string, PriceHistory> histories, PriceBasis? basis = null)
    {
        ArgumentNullException.ThrowIfNull(histories);
        if (Weights.Select(member => member.Key).FirstOrDefault(symbol => !histories.ContainsKey(symbol)) is { } missing)
        {
            throw new ArgumentException($"Portfolio {Name} has no prices for {missing}.", nameof(histories));
        }

        List<PriceHistory> members = [.. Weights.Select(member => histories[member.Key])];
        var returns = JoinedReturns.JoinFactors(members[0], [.. members.Skip(1).Select(member => (member, PriceChange.Return))], basis);
        if (returns.Count == 0)
        {
            throw new ArgumentException($"Portfolio {Name}: there are no two dates on which all members have prices.", nameof(histories));
        }

        bool isPlain = members.TrueForAll(member => (basis ?? PriceLevels.BestBasis(member)) == PriceBasis.Close);
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
            if (!(level > 0))
            {
                throw new ArgumentException(
                    $"Portfolio {Name} loses everything on {returns.Dates[i]:yyyy-MM-dd}: lower its weights.", nameof(histories));
            }

            // An index of adjusted prices is itself adjusted.
            bars[i] = PriceBar.OfClose(returns.Dates[i], level) with { AdjustedClose = isPlain ? double.NaN : level };
        }

        string[] sources = [.. members.Select(member => member.Source).Distinct(StringComparer.Ordinal)];
        return new PriceHistory
        {
            Symbol = Name,
            Bars = bars,
            Source = sources.Length == 1 ? sources[0] : MixedSource,

            // Rises whenever the revision of a member's prices does.
            PriceRevision = 1 + members.Sum(member => member.PriceRevision - 1),
        };
    }

    private string? MemberProblem(Instrument member, Instrument first)
    {
        if (member.Members.Count > 0)
        {
            return $"portfolio {Name}: {member.Symbol} is a portfolio itself; take it out.";
        }

        if (member.Change != PriceChange.Return)
        {
            return $"portfolio {Name}: {member.Symbol} has no return, only differences; take it out.";
        }

        if (member.Quote == PriceQuote.Inverse)
        {
            return $"portfolio {Name}: {member.Symbol} is quoted inverse, but a portfolio holds prices as published; take it out.";
        }

        return CloseAlignment.Apart(VenueCatalog.Get(member.Venue), VenueCatalog.Get(first.Venue)) > CloseAlignment.Limit
            ? $"portfolio {Name}: {member.Symbol} ({member.Venue}) closes more than {CloseAlignment.Limit.TotalMinutes:0} minutes from "
                + $"{first.Symbol} ({first.Venue}), so the same date reflects different news for them; take one of the two out."
            : null;
    }

    private string? BenchmarkProblem(Instrument[] members, IReadOnlyList<Instrument> known)
    {
        if (Benchmark is null && members.Select(member => member.Benchmark).Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            string different = string.Join(", ", members.Select(member => member.Benchmark ?? "none").Distinct(StringComparer.Ordinal));
            return $"portfolio {Name}: its members have different benchmarks ({different}); name one with \"benchmark\".";
        }

        if ((Benchmark ?? members[0].Benchmark) is not { } symbol)
        {
            return null;
        }

        return known.FirstOrDefault(instrument => instrument.Symbol == symbol) is { } benchmark
            ? CloseAlignment.Refusal(Name, VenueCatalog.Get(members[0].Venue), symbol, VenueCatalog.Get(benchmark.Venue))
            : $"portfolio {Name}: its benchmark '{symbol}' is not in the watchlist; add it there, or name one that is.";
    }

    private static KeyValuePair<string, double> ReadMember(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && double.TryParse(text.AsSpan(0, space), NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            ? KeyValuePair.Create(text[(space + 1)..], weight)
            : throw new FormatException($"'{text}' is not a member of a portfolio: write a weight, a space and a symbol, such as 0.5 FXI.");
    }
}
