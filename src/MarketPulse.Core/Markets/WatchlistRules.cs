using System.Text.RegularExpressions;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Markets;

/// <summary>The rules that a watchlist must follow.</summary>
public static partial class WatchlistRules
{
    /// <summary>Codes of the asset classes.</summary>
    public static IReadOnlyList<string> AssetClasses { get; } =
        ["equity_index", "equity", "fx", "rate", "bond", "commodity", "volatility", "crypto"];

    /// <summary>The rule for symbols, as a sentence.</summary>
    public const string SymbolRule = "a symbol has 1 to 32 letters, digits or . - _ ^ =, the first a letter, a digit or ^.";

    /// <summary>Whether a text is a valid symbol.</summary>
    public static bool IsSymbol(string text) => SymbolPattern().IsMatch(text);

    /// <summary>Every rule that the instruments break, in the order of the instruments: one sentence each, with the fix.</summary>
    public static IEnumerable<WatchlistProblem> Check(IReadOnlyList<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < instruments.Count; i++)
        {
            first.TryAdd(instruments[i].Symbol, i);
        }

        Instrument? Find(string symbol) => first.TryGetValue(symbol, out int at) ? instruments[at] : null;
        for (int i = 0; i < instruments.Count; i++)
        {
            Instrument instrument = instruments[i];
            bool isRepeat = first[instrument.Symbol] < i;
            IEnumerable<string> messages = isRepeat
                ? [$"'{instrument.Symbol}' appears twice in the list; remove one of the two."]
                : CheckOwn(instrument).Concat(CheckBenchmark(instrument, Find));
            foreach (string message in messages)
            {
                yield return new WatchlistProblem(i, isRepeat ? first[instrument.Symbol] : null, message);
            }
        }
    }

    private static IEnumerable<string> CheckOwn(Instrument instrument)
    {
        if (!IsSymbol(instrument.Symbol))
        {
            yield return $"symbol '{instrument.Symbol}': {SymbolRule}";
        }

        if (!AssetClasses.Contains(instrument.AssetClass, StringComparer.Ordinal))
        {
            yield return $"{instrument.Symbol}: asset_class '{instrument.AssetClass}' is not one of {string.Join(", ", AssetClasses)}.";
        }

        if (!VenueCatalog.TryGet(instrument.Venue, out _))
        {
            string known = string.Join(", ", VenueCatalog.All);
            yield return $"{instrument.Symbol}: venue '{instrument.Venue}' is unknown; the known venues are {known}.";
        }

        if (!CurrencyPattern().IsMatch(instrument.Currency))
        {
            yield return $"{instrument.Symbol}: currency '{instrument.Currency}' must be three capital letters (ISO 4217), such as USD.";
        }

        if (instrument.Quote == PriceQuote.Inverse && instrument.Change == PriceChange.DifferenceBps)
        {
            yield return $"{instrument.Symbol}: quote inverse needs prices, but change difference_bps says that these are levels; "
                + "remove one of the two.";
        }

        foreach (string tag in instrument.Tags.Where(tag => !TagPattern().IsMatch(tag)))
        {
            yield return $"{instrument.Symbol}: tag '{tag}' must be a lower-case code, such as rare_earths, or a country such as cn.";
        }
    }

    private static IEnumerable<string> CheckBenchmark(Instrument instrument, Func<string, Instrument?> find)
    {
        if (instrument.Benchmark is not { } symbol)
        {
            yield break;
        }

        if (string.Equals(symbol, instrument.Symbol, StringComparison.Ordinal))
        {
            yield return $"{instrument.Symbol} is its own benchmark; name another, or null for none.";
        }
        else if (find(symbol) is not { } benchmark || benchmark.Symbol != symbol)
        {
            yield return $"{instrument.Symbol}: its benchmark '{symbol}' is not in the list; add it as an instrument, or name one that is.";
        }
        else if (VenueCatalog.TryGet(instrument.Venue, out Venue? venue) && VenueCatalog.TryGet(benchmark.Venue, out Venue? other)
            && CloseAlignment.Refusal(instrument.Symbol, venue, symbol, other) is { } refusal)
        {
            yield return refusal;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9^][A-Za-z0-9.\-_^=]{0,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SymbolPattern();

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurrencyPattern();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{1,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagPattern();
}

/// <summary>A rule that an instrument breaks.</summary>
/// <param name="Index">Position of the instrument in the list, from 0.</param>
/// <param name="FirstIndex">Position of the first instrument with the same symbol; null when the symbol is not a repeat.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
public readonly record struct WatchlistProblem(int Index, int? FirstIndex, string Message);
