using System.Buffers;
using System.Globalization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>How firm the act is, its rates and amounts, and when it takes effect, as headline and lead say.</summary>
internal sealed class ArticleFigures
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private const int EffectReach = 5;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.,");

    private readonly List<Quantity> _quantities = [];
    private Certainty? _certainty;
    private DateTimeOffset _published;

    public DateOnly? EffectiveDate { get; private set; }

    /// <summary>Announced, unless the text says less or more.</summary>
    public Certainty Certainty => _certainty ?? Certainty.Announced;

    /// <summary>Factor on the intensity: 0.85 at 0%, 1.4 from 100%.</summary>
    public double RateFactor
    {
        get
        {
            double rate = -1;
            foreach (Quantity quantity in _quantities)
            {
                rate = quantity.Unit == "percent" ? Math.Max(rate, quantity.Value) : rate;
            }

            return rate < 0 ? 1 : 0.85 + (0.55 * Math.Min(rate, 100) / 100);
        }
    }

    public void Clear(DateTimeOffset published)
    {
        _quantities.Clear();
        _certainty = null;
        _published = published;
        EffectiveDate = null;
    }

    public IReadOnlyList<Quantity> Quantities() => [.. _quantities];

    public void Add(SentenceReading sentence, ReadOnlySpan<Token> tokens, string text)
    {
        bool isFirst = _certainty is null;
        Certainty? own = null;
        bool hasObject = false;
        foreach (TermMatch item in sentence.Matches)
        {
            hasObject |= item.Phrase.Is(Role.Barrier) || item.Phrase.Is(Role.Cooperation);
            if (item.Phrase.Is(Role.Certainty) && sentence.KindOf(item.Clause) == ClauseKind.Main)
            {
                Certainty level = Contract.Codes<Certainty>.Parse(item.Phrase.As(Role.Certainty).Code!);
                // Doubt outranks assertion: "may sign" is considered, not ordered.
                own = own is not { } known || (level < Certainty.Announced ? level < known : known > Certainty.Announced && level > known) ? level : known;
            }

            if (item.Phrase.Is(Role.Effective) && EffectiveDate is null)
            {
                EffectiveDate = DateAfter(tokens, text, item.Token + item.Length);
            }
        }

        if (isFirst && own is not null)
        {
            _certainty = own;
        }

        if (hasObject)
        {
            AddQuantities(tokens, text);
        }
    }

    private DateOnly? DateAfter(ReadOnlySpan<Token> tokens, string text, int from)
    {
        for (int i = from; i < tokens.Length - 1 && i < from + EffectReach; i++)
        {
            int month = Month(tokens[i].Of(text));
            if (month == 0)
            {
                continue;
            }

            int day = Number(text, tokens[i + 1]) is { } after and >= 1 and <= 31 ? (int)after
                : i > 0 && Number(text, tokens[i - 1]) is { } before and >= 1 and <= 31 ? (int)before : 0;
            int year = i + 2 < tokens.Length && Number(text, tokens[i + 2]) is { } given and >= 1990 and <= 2100 ? (int)given : YearOf(month);
            if (day > 0 && year is > 1 and < 9999 && day <= DateTime.DaysInMonth(year, month))
            {
                return new DateOnly(year, month, day);
            }
        }

        return null;
    }

    private static int Month(ReadOnlySpan<char> word)
    {
        for (int i = 0; i < Months.Length; i++)
        {
            if (Is(word, Months[i]) || (word.Length is 3 or 4 && word.Length < Months[i].Length && Months[i].AsSpan().StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            {
                return i + 1;
            }
        }

        return 0;
    }

    // A date without a year lies within the eleven months after publication, or in the month before.
    private int YearOf(int month) => _published.Year + (month < _published.Month - 1 ? 1 : month > _published.Month + 10 ? -1 : 0);

    private void AddQuantities(ReadOnlySpan<Token> tokens, string text)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            Token token = tokens[i];
            if (!token.IsNumber || Number(text, token) is not { } value)
            {
                continue;
            }

            bool hasNext = i + 1 < tokens.Length;
            string? unit = null;
            int last = i;
            if (token.IsPercent)
            {
                unit = "percent";
            }
            else if (hasNext && (Is(text, tokens[i + 1], "percent") || Is(text, tokens[i + 1], "pct")))
            {
                (unit, last) = ("percent", i + 1);
            }
            else if (i + 2 < tokens.Length && Is(text, tokens[i + 1], "per") && Is(text, tokens[i + 2], "cent"))
            {
                (unit, last) = ("percent", i + 2);
            }
            else
            {
                double scale = Scale(token.Of(text));
                if (scale == 1 && hasNext && Scale(tokens[i + 1].Of(text)) is > 1 and var worded)
                {
                    (scale, last) = (worded, i + 1);
                }

                unit = Currency(token.Before)
                    ?? (i > 0 ? CurrencyCode(text, tokens[i - 1]) : null)
                    ?? (last + 1 < tokens.Length ? CurrencyCode(text, tokens[last + 1]) : null);
                value *= scale;
            }

            if (unit is not null && _quantities.Count < 12)
            {
                int end = tokens[last].Start + tokens[last].Length + (token.IsPercent ? 1 : 0);
                var quantity = new Quantity(value, unit, text[token.Start..end]);
                if (!_quantities.Exists(known => known.Unit == quantity.Unit && known.Value == quantity.Value))
                {
                    _quantities.Add(quantity);
                }
            }
        }
    }

    /// <summary>The percentage that the number at a place states; null when it is none.</summary>
    internal static double? Percent(string text, ReadOnlySpan<Token> tokens, int i)
    {
        bool isPercent = tokens[i].IsPercent
            || (i + 1 < tokens.Length && (Is(text, tokens[i + 1], "percent") || Is(text, tokens[i + 1], "pct")))
            || (i + 2 < tokens.Length && Is(text, tokens[i + 1], "per") && Is(text, tokens[i + 2], "cent"));
        return isPercent ? Number(text, tokens[i]) : null;
    }

    private static string? Currency(Marks before) =>
        before.HasFlag(Marks.Dollar) ? "USD" : before.HasFlag(Marks.Euro) ? "EUR" : before.HasFlag(Marks.Pound) ? "GBP" : before.HasFlag(Marks.Yen) ? "JPY" : null;

    private static string? CurrencyCode(string text, Token token)
    {
        ReadOnlySpan<char> word = token.Of(text);
        return Is(word, "usd") || Is(word, "dollars") || Is(word, "dollar") ? "USD"
            : Is(word, "eur") || Is(word, "euros") || Is(word, "euro") ? "EUR"
            : Is(word, "gbp") || Is(word, "pounds") ? "GBP"
            : Is(word, "yuan") || Is(word, "cny") ? "CNY"
            : Is(word, "yen") || Is(word, "jpy") ? "JPY"
            : null;
    }

    private static double Scale(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> letters = word.TrimStart("0123456789.,");
        return Is(letters, "billion") || Is(letters, "bn") || Is(letters, "b") ? 1e9
            : Is(letters, "trillion") || Is(letters, "tn") ? 1e12
            : Is(letters, "million") || Is(letters, "mn") || Is(letters, "m") || Is(letters, "mln") ? 1e6
            : 1;
    }

    private static double? Number(string text, Token token)
    {
        if (!token.IsNumber)
        {
            return null;
        }

        ReadOnlySpan<char> word = token.Of(text);
        int end = word.IndexOfAnyExcept(Digits);
        return double.TryParse(end < 0 ? word : word[..end], NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    private static bool Is(string text, Token token, string word) => Is(token.Of(text), word);

    private static bool Is(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
