using System.Buffers;
using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>The certainty of the act, its rates and amounts, and the date on which it takes effect, read from headline and lead.</summary>
internal sealed class ArticleFigures
{
    private const int EffectReach = 5;
    private const int MaxQuantities = 12;

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.,");

    private readonly List<Quantity> _quantities = [];
    private Certainty? _certainty;
    private DateTimeOffset _published;

    /// <summary>Date on which the measure takes effect; null if the text does not say.</summary>
    public DateOnly? EffectiveDate { get; private set; }

    /// <summary>Certainty of the act: announced, unless the text says otherwise.</summary>
    public Certainty Certainty => _certainty ?? Certainty.Announced;

    /// <summary>Largest rate, percent; null if there is none.</summary>
    public double? LargestRate
    {
        get
        {
            double? largest = null;
            foreach (Quantity quantity in _quantities)
            {
                largest = quantity.Unit == "percent" && !(largest >= quantity.Value) ? quantity.Value : largest;
            }

            return largest;
        }
    }

    /// <summary>Starts a new article.</summary>
    /// <param name="published">Its date, from which the year of dates without one follows.</param>
    public void Clear(DateTimeOffset published)
    {
        _quantities.Clear();
        _certainty = null;
        _published = published;
        EffectiveDate = null;
    }

    /// <summary>Rates and amounts, in the order of the text.</summary>
    public IReadOnlyList<Quantity> Quantities() => [.. _quantities];

    /// <summary>Adds a sentence.</summary>
    public void Add(SentenceReading sentence)
    {
        Certainty? stated = null;
        bool hasObject = false;
        foreach (TermMatch match in sentence.Matches)
        {
            hasObject |= match.Phrase.Is(Role.Barrier) || match.Phrase.Is(Role.Cooperation);
            if (match.Phrase.Is(Role.Certainty) && sentence.KindOf(match.Clause) == ClauseKind.Main)
            {
                Certainty level = Codes<Certainty>.Parse(match.Phrase.As(Role.Certainty).Code!);
                stated = stated is { } known ? Prevailing(known, level) : level;
            }

            if (match.Phrase.Is(Role.Effective))
            {
                EffectiveDate ??= DateAfter(sentence.Tokens, sentence.Text, match.End);
            }
        }

        _certainty ??= stated;
        if (hasObject)
        {
            AddQuantities(sentence.Tokens, sentence.Text);
        }
    }

    // Doubt outranks assertion: "may sign" is considered, not ordered.
    private static Certainty Prevailing(Certainty known, Certainty next)
    {
        bool prevails = next < Certainty.Announced ? next < known : known > Certainty.Announced && next > known;
        return prevails ? next : known;
    }

    // "July 9", "9 July", with or without a year.
    private DateOnly? DateAfter(ReadOnlySpan<Token> tokens, string text, int from)
    {
        for (int i = from; i < tokens.Length - 1 && i < from + EffectReach; i++)
        {
            int month = Month(tokens[i].SpellingIn(text));
            if (month == 0)
            {
                continue;
            }

            int day = DayAt(tokens, text, i + 1) ?? DayAt(tokens, text, i - 1) ?? 0;
            int year = YearAt(tokens, text, i + 2) ?? YearOf(month);
            if (day > 0 && year is > 1 and < 9999 && day <= DateTime.DaysInMonth(year, month))
            {
                return new DateOnly(year, month, day);
            }
        }

        return null;
    }

    private static int? DayAt(ReadOnlySpan<Token> tokens, string text, int i) =>
        i >= 0 && Number(text, tokens[i]) is { } day and >= 1 and <= 31 ? (int)day : null;

    private static int? YearAt(ReadOnlySpan<Token> tokens, string text, int i) =>
        i < tokens.Length && Number(text, tokens[i]) is { } year and >= 1990 and <= 2100 ? (int)year : null;

    /// <summary>The month that a word names, in full or abbreviated, 1 to 12; 0 if none.</summary>
    internal static int Month(ReadOnlySpan<char> word)
    {
        for (int i = 0; i < Months.Length; i++)
        {
            bool isAbbreviation = word.Length is 3 or 4 && word.Length < Months[i].Length
                && Months[i].AsSpan().StartsWith(word, StringComparison.OrdinalIgnoreCase);
            if (isAbbreviation || Is(word, Months[i]))
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
            if (_quantities.Count < MaxQuantities && QuantityAt(tokens, text, i) is { } quantity)
            {
                AddNew(quantity);
            }
        }
    }

    private void AddNew(Quantity quantity)
    {
        if (!_quantities.Exists(known => known.Unit == quantity.Unit && known.Value == quantity.Value))
        {
            _quantities.Add(quantity);
        }
    }

    private static Quantity? QuantityAt(ReadOnlySpan<Token> tokens, string text, int i)
    {
        Token token = tokens[i];
        if (Number(text, token) is not { } value)
        {
            return null;
        }

        int percentWords = PercentWords(tokens, text, i);
        if (token.IsPercent || percentWords > 0)
        {
            int end = token.IsPercent ? End(token) + 1 : End(tokens[i + percentWords]);
            return new Quantity(value, "percent", text[token.Start..end]);
        }

        double scale = Scale(token.SpellingIn(text));
        int last = i;
        if (scale == 1 && i + 1 < tokens.Length && Scale(tokens[i + 1].SpellingIn(text)) is > 1 and var worded)
        {
            (scale, last) = (worded, i + 1);
        }

        string? currency = CurrencySign(token.Before)
            ?? (i > 0 ? CurrencyCode(text, tokens[i - 1]) : null)
            ?? (last + 1 < tokens.Length ? CurrencyCode(text, tokens[last + 1]) : null);
        return currency is null ? null : new Quantity(value * scale, currency, text[token.Start..End(tokens[last])]);
    }

    /// <summary>The percentage that a number states; null if it states none.</summary>
    internal static double? Percent(string text, ReadOnlySpan<Token> tokens, int number) =>
        tokens[number].IsPercent || PercentWords(tokens, text, number) > 0 ? Number(text, tokens[number]) : null;

    /// <summary>Number of words of the percentage at a word; 0 if there is none.</summary>
    internal static int PercentLength(string text, ReadOnlySpan<Token> tokens, int number) =>
        tokens[number].IsPercent ? 1 : PercentWords(tokens, text, number) is > 0 and var words ? words + 1 : 0;

    /// <summary>Number of words of the amount of money at a word; 0 if there is none.</summary>
    internal static int AmountLength(string text, ReadOnlySpan<Token> tokens, int number)
    {
        int scaled = number + 1 < tokens.Length && Scale(text, tokens[number + 1]) > 1 ? 2 : 1;
        int next = number + scaled;
        return next < tokens.Length && CurrencyCode(text, tokens[next]) is not null ? scaled + 1
            : CurrencySign(tokens[number].Before) is not null || Scale(text, tokens[number]) > 1 ? scaled
            : scaled == 2 ? 2
            : 0;
    }

    private static double Scale(string text, Token token) => Scale(token.SpellingIn(text));

    // Number of words after a number that say "percent".
    private static int PercentWords(ReadOnlySpan<Token> tokens, string text, int number)
    {
        if (number + 1 < tokens.Length && (Is(text, tokens[number + 1], "percent") || Is(text, tokens[number + 1], "pct")))
        {
            return 1;
        }

        return number + 2 < tokens.Length && Is(text, tokens[number + 1], "per") && Is(text, tokens[number + 2], "cent") ? 2 : 0;
    }

    private static int End(Token token) => token.Start + token.Length;

    private static string? CurrencySign(Marks before) =>
        before.HasFlag(Marks.Dollar) ? "USD"
        : before.HasFlag(Marks.Euro) ? "EUR"
        : before.HasFlag(Marks.Pound) ? "GBP"
        : before.HasFlag(Marks.Yen) ? "JPY"
        : null;

    private static string? CurrencyCode(string text, Token token)
    {
        ReadOnlySpan<char> word = token.SpellingIn(text);
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

        ReadOnlySpan<char> word = token.SpellingIn(text);
        int end = word.IndexOfAnyExcept(Digits);
        ReadOnlySpan<char> digits = end < 0 ? word : word[..end];
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands;
        return double.TryParse(digits, Styles, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    private static bool Is(string text, Token token, string word) => Is(token.SpellingIn(text), word);

    private static bool Is(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
