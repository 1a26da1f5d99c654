namespace MarketPulse.Core.Events.Detection;

/// <summary>A word of the text.</summary>
/// <param name="Word">Its id in the lexicon's vocabulary, or <see cref="PhraseTrie.Unknown"/>.</param>
/// <param name="Start">Offset in the text, in UTF-16 units.</param>
/// <param name="Length">Length in the text, in UTF-16 units; includes a possessive ending.</param>
/// <param name="Before">Punctuation between it and the previous word.</param>
/// <param name="Traits">Properties of its spelling.</param>
internal readonly record struct Token(int Word, int Start, int Length, Marks Before, WordTraits Traits)
{
    /// <summary>Whether it starts with a digit.</summary>
    public bool IsNumber => (Traits & WordTraits.Number) != WordTraits.None;

    /// <summary>Whether a percent sign follows.</summary>
    public bool IsPercent => (Traits & WordTraits.Percent) != WordTraits.None;

    /// <summary>Whether it ends in <c>'s</c>.</summary>
    public bool IsPossessive => (Traits & WordTraits.Possessive) != WordTraits.None;

    /// <summary>Whether a comma, colon or dash separates it from the previous word.</summary>
    public bool IsSetOff => (Before & Marks.Breaks) != Marks.None;

    /// <summary>The word as written in the text that it was found in.</summary>
    public ReadOnlySpan<char> SpellingIn(string text) => text.AsSpan(Start, Length);
}

/// <summary>Properties of a word's spelling.</summary>
[Flags]
internal enum WordTraits
{
    None = 0,
    Number = 1,
    Percent = 2,
    Possessive = 4,
}

/// <summary>Punctuation and currency signs in front of a word.</summary>
[Flags]
internal enum Marks
{
    None = 0,
    Comma = 1,
    Colon = 2,
    Dash = 4,
    Quote = 8,
    Dollar = 16,
    Euro = 32,
    Pound = 64,
    Yen = 128,
    Breaks = Comma | Colon | Dash,
}
