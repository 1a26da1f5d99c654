using System.Globalization;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Markets;

/// <summary>Instruments held together at constant weights, studied as one: its return carries their covariances, so the standard error is right.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Weights">Weight of each symbol; they need not add to one, and short positions are negative.</param>
/// <param name="Benchmark">Symbol of its benchmark; null takes the one that its members share.</param>
public sealed record Portfolio(string Name, IReadOnlyList<KeyValuePair<string, double>> Weights, string? Benchmark = null)
{
    /// <summary>Asset class code of every portfolio.</summary>
    public const string AssetClass = "portfolio";

    /// <summary>Source of a portfolio's prices where its members' differ.</summary>
    public const string MixedSource = "mixed";

    /// <summary>The portfolio that an instrument stands for; null for an instrument with prices of its own.</summary>
    /// <exception cref="FormatException">A member is not a weight and a symbol.</exception>
    public static Portfolio? FromInstrument(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.Members.Count == 0
            ? null
            : new Portfolio(instrument.Symbol, [.. instrument.Members.Select(ReadMember)], instrument.Benchmark);
    }

    /// <summary>The portfolio as an instrument of a watchlist: tags of all members, venue and currency of the first, and its members written out.</summary>
    /// <param name="known">The instruments that its members are among; <see cref="Problems"/> must have none.</param>
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

    /// <summary>Why the portfolio cannot stand in a watchlist: one sentence each, with the fix.</summary>
    /// <param name="known">The instruments that its members must be among.</param>
    public IEnumerable<string> Problems(IReadOnlyList<Instrument> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (!WatchlistRules.IsSymbol(Name))
        {
            yield return $"portfolio '{Name}': {WatchlistRules.SymbolRule}";
        }

        if (known.Any(instrument => instrument.Symbol.Equals(Name, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"portfolio {Name} has the symbol of an instrument; give it a name of its own.";
        }

        Instrument?[] members = [.. Weights.Select(member => known.FirstOrDefault(instrument => instrument.Symbol == member.Key))];
        string[] missing = [.. Weights.Where((_, i) => members[i] is null).Select(member => member.Key)];
        if (missing.Length > 0)
        {
            yield return $"portfolio {Name}: {string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} not in the watchlist; add {(missing.Length == 1 ? "it" : "them")} there, or take {(missing.Length == 1 ? "it" : "them")} out.";
            yield break;
        }

        foreach (Instrument member in members.OfType<Instrument>())
        {
            if (member.Change != PriceChange.Return || member.Members.Count > 0)
            {
                yield return $"portfolio {Name}: {member.Symbol} {(member.Members.Count > 0 ? "is a portfolio itself" : "has no return, only differences")}; take it out.";
            }
            else if (CloseAlignment.Apart(VenueCatalog.Get(member.Venue), VenueCatalog.Get(members[0]!.Venue)) > CloseAlignment.Limit)
            {
                yield return $"portfolio {Name}: {member.Symbol} ({member.Venue}) closes more than {CloseAlignment.Limit.TotalMinutes:0} minutes from {members[0]!.Symbol} ({members[0]!.Venue}), so one date holds different news for them; take one of the two out.";
            }
        }

        string? benchmark = Benchmark ?? members[0]!.Benchmark;
        if (Benchmark is null && members.Any(member => member!.Benchmark != benchmark))
        {
            yield return $"portfolio {Name}: its members have different benchmarks ({string.Join(", ", members.Select(member => member!.Benchmark ?? "none").Distinct(StringComparer.Ordinal))}); name one with \"benchmark\".";
        }
        else if (benchmark is not null && known.All(instrument => instrument.Symbol != benchmark))
        {
            yield return $"portfolio {Name}: its benchmark '{benchmark}' is not in the watchlist; add it there, or name one that is.";
        }
        else if (benchmark is not null && CloseAlignment.Refusal(Name, VenueCatalog.Get(members[0]!.Venue), benchmark, VenueCatalog.Get(known.First(instrument => instrument.Symbol == benchmark).Venue)) is { } refusal)
        {
            yield return refusal;
        }
    }

    /// <summary>The portfolio as a price history: 100 times growth at weights restored every session, on the dates that all its members have.</summary>
    /// <param name="histories">Prices by symbol.</param>
    /// <param name="basis">Which prices to use; null takes the best that each history has.</param>
    /// <exception cref="ArgumentException">A member has no prices or lacks the basis, members have no dates in common, or the portfolio loses everything on a day.</exception>
    public PriceHistory Combine(IReadOnlyDictionary<string, PriceHistory> histories, PriceBasis? basis = null)
    {
        ArgumentNullException.ThrowIfNull(histories);
        if (Weights.Select(member => member.Key).FirstOrDefault(symbol => !histories.ContainsKey(symbol)) is { } missing)
        {
            throw new ArgumentException($"Portfolio {Name}: there are no prices for {missing}.", nameof(histories));
        }

        List<PriceHistory> members = [.. Weights.Select(member => histories[member.Key])];
        JoinedReturns returns = JoinedReturns.JoinFactors(members[0], [.. members.Skip(1).Select(member => (member, PriceChange.Return))], basis);
        if (returns.Count == 0)
        {
            throw new ArgumentException($"Portfolio {Name}: there are no two dates on which all its members have prices.", nameof(histories));
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
                throw new ArgumentException($"Portfolio {Name} loses everything on {returns.Dates[i]:yyyy-MM-dd}: lower its weights.", nameof(histories));
            }

            // An index of members' adjusted prices is one itself.
            bars[i] = PriceBar.OfClose(returns.Dates[i], level) with { AdjustedClose = isPlain ? double.NaN : level };
        }

        string[] sources = [.. members.Select(member => member.Source).Distinct(StringComparer.Ordinal)];
        return new PriceHistory
        {
            Symbol = Name,
            Bars = bars,
            Source = sources.Length == 1 ? sources[0] : MixedSource,

            // Rises with each of theirs.
            PriceRevision = 1 + members.Sum(member => member.PriceRevision - 1),
        };
    }

    private static KeyValuePair<string, double> ReadMember(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && double.TryParse(text.AsSpan(0, space), NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            ? KeyValuePair.Create(text[(space + 1)..], weight)
            : throw new FormatException($"'{text}' is no member of a portfolio: weight, space, symbol.");
    }
}
