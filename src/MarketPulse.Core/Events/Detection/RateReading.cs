namespace MarketPulse.Core.Events.Detection;

/// <summary>What a sentence says of a rate: where it goes, or only where it ends.</summary>
internal enum RateChange
{
    None,

    /// <summary>"To 25%", "by 10 points": the verb alone says up or down.</summary>
    Set,
    Up,
    Down,
}

/// <summary>Reads "from 10% to 25%", "to 15%, down from 25%", "up from 10%": the numbers outrank the verb.</summary>
internal static class RateReading
{
    private const int Reach = 4;

    /// <summary>The change of the rates in a sentence.</summary>
    public static RateChange Of(ReadOnlySpan<Token> tokens, string text)
    {
        double from = double.NaN;
        double to = double.NaN;
        RateChange said = RateChange.None;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsNumber || ArticleFigures.Percent(text, tokens, i) is not { } rate)
            {
                continue;
            }

            for (int back = i - 1; back >= 0 && back >= i - Reach && !tokens[back].IsNumber; back--)
            {
                ReadOnlySpan<char> word = tokens[back].Of(text);
                if (Is(word, "from") || Is(word, "than"))
                {
                    from = rate;
                    said = back > 0 ? Direction(tokens[back - 1].Of(text)) ?? said : said;
                    break;
                }

                if (Is(word, "to") || Is(word, "by"))
                {
                    RateChange? direction = back > 0 ? Direction(tokens[back - 1].Of(text)) : null;
                    if (direction != RateChange.Up)
                    {
                        // "Up to 38%" is a size, no change.
                        to = Is(word, "to") ? rate : to;
                        said = direction ?? (said == RateChange.None ? RateChange.Set : said);
                    }

                    break;
                }
            }
        }

        return from < to ? RateChange.Up : from > to ? RateChange.Down : said;
    }

    private static RateChange? Direction(ReadOnlySpan<char> word) =>
        Is(word, "down") || Is(word, "lower") || Is(word, "reduced") || Is(word, "less") || Is(word, "cut") || Is(word, "lowered") ? RateChange.Down
        : Is(word, "up") || Is(word, "higher") || Is(word, "raised") || Is(word, "more") || Is(word, "increased") ? RateChange.Up
        : null;

    private static bool Is(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
