namespace MarketPulse.Core.Events.Detection;

/// <summary>The direction in which a sentence says that a rate moves.</summary>
internal enum RateChange
{
    /// <summary>No change is stated.</summary>
    None,

    /// <summary>Only the new level or the size of the change is stated, "to 25%", "by 10 points": the verb decides the direction.</summary>
    Set,

    /// <summary>The rate rises.</summary>
    Up,

    /// <summary>The rate falls.</summary>
    Down,
}

/// <summary>
/// Reads changes of rates such as "from 10% to 25%", "to 15%, down from 25%" and "up from 10%". The numbers take precedence over the verb.
/// </summary>
internal static class RateReading
{
    private const int Reach = 4;

    /// <summary>The change of the rates in a sentence.</summary>
    public static RateChange ChangeIn(ReadOnlySpan<Token> tokens, string text)
    {
        double from = double.NaN;
        double to = double.NaN;
        RateChange stated = RateChange.None;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsNumber || ArticleFigures.Percent(text, tokens, i) is not { } rate)
            {
                continue;
            }

            int link = LinkBefore(tokens, text, i);
            if (link < 0)
            {
                continue;
            }

            ReadOnlySpan<char> word = tokens[link].SpellingIn(text);
            RateChange? direction = link > 0 ? Direction(tokens[link - 1].SpellingIn(text)) : null;
            if (IsOrigin(word))
            {
                from = rate;
                stated = direction ?? stated;
            }
            else if (direction != RateChange.Up)
            {
                // "Up to 38%" is a size, not a change.
                to = Is(word, "to") ? rate : to;
                stated = direction ?? (stated == RateChange.None ? RateChange.Set : stated);
            }
        }

        return from < to ? RateChange.Up : from > to ? RateChange.Down : stated;
    }

    // The nearest "from", "than", "to" or "by" before a number; -1 if there is none.
    private static int LinkBefore(ReadOnlySpan<Token> tokens, string text, int number)
    {
        for (int i = number - 1; i >= 0 && i >= number - Reach && !tokens[i].IsNumber; i--)
        {
            ReadOnlySpan<char> word = tokens[i].SpellingIn(text);
            if (IsOrigin(word) || Is(word, "to") || Is(word, "by"))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsOrigin(ReadOnlySpan<char> word) => Is(word, "from") || Is(word, "than");

    private static RateChange? Direction(ReadOnlySpan<char> word) =>
        Is(word, "down") || Is(word, "lower") || Is(word, "reduced") || Is(word, "less") || Is(word, "cut") || Is(word, "lowered")
            ? RateChange.Down
        : Is(word, "up") || Is(word, "higher") || Is(word, "raised") || Is(word, "more") || Is(word, "increased")
            ? RateChange.Up
        : null;

    private static bool Is(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
