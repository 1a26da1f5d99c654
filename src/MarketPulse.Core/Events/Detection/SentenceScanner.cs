using System.Text;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Splits text into sentences and words in one pass. Case, quotation style, accents, full-width forms, markup and entities make no
/// difference. Sentences are cut after <see cref="MaxTokens"/> words, so memory use does not depend on the length of the text.
/// </summary>
internal sealed class SentenceScanner(PhraseTrie vocabulary, bool learn = false)
{
    /// <summary>Maximum number of words in a sentence.</summary>
    public const int MaxTokens = 256;

    // Longer words are in no lexicon.
    private const int MaxWordLength = 40;
    private const int MaxTagLength = 512;
    private const int MaxEntityLength = 10;

    private static readonly char[] Folded = Fold();
    private static readonly HashSet<string> Abbreviations = new(
        [
            "mr", "mrs", "ms", "dr", "st", "no", "vs", "sen", "rep", "gov", "gen", "inc", "corp", "co", "ltd", "dept",
            "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> AbbreviationLookup =
        Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Token[] _tokens = new Token[MaxTokens];
    private readonly char[] _word = new char[MaxWordLength];
    private int _wordLength;
    private int _position;
    private int _count;

    // Up to here, no tag is closed.
    private int _unclosedUntil;

    /// <summary>The text being scanned.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Words of the current sentence; valid until the next call to <see cref="Next"/>.</summary>
    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Whether the current sentence ends with a question mark.</summary>
    public bool IsQuestion { get; private set; }

    /// <summary>Number of letters outside the English alphabet in the text scanned so far.</summary>
    public int ForeignLetters { get; private set; }

    /// <summary>Starts scanning a text.</summary>
    public void Start(string text)
    {
        Text = text;
        ForeignLetters = 0;
        (_position, _count, _unclosedUntil) = (0, 0, 0);
    }

    /// <summary>Advances to the next sentence that contains a word.</summary>
    /// <returns><see langword="false"/> at the end of the text.</returns>
    public bool Next()
    {
        _count = 0;
        IsQuestion = false;
        Marks before = Marks.None;
        string text = Text;
        while (_position < text.Length)
        {
            char c = Plain(text[_position]);
            if (char.IsLetterOrDigit(c))
            {
                ReadWord(before);
                before = Marks.None;
                if (_count == MaxTokens)
                {
                    return true;
                }

                continue;
            }

            if (c is '.' or '!' or '?' && EndsSentence(c))
            {
                IsQuestion = c == '?';
                _position++;
                if (_count > 0)
                {
                    return true;
                }

                continue;
            }

            if (c == '\n' && _count > 0 && _position + 1 < text.Length && text[_position + 1] is '\n' or '\r')
            {
                return true;
            }

            before |= Mark(c);
            _position += c switch { '<' => TagLength(), '&' => EntityLength(), _ => 1 };
        }

        return _count > 0;
    }

    /// <summary>The lower-case form in which words are matched.</summary>
    private static char Plain(char c) => c < Folded.Length ? Folded[c] : c switch
    {
        '\u2018' or '\u2019' or '\u201B' or '\u2032' => '\'',
        '\u201C' or '\u201D' or '\u201E' => '"',
        '\u2013' or '\u2014' or '\u2015' => '\u2014',
        >= '\uFF01' and <= '\uFF5E' => Folded[c - '\uFF01' + '!'],
        _ => char.ToLowerInvariant(c),
    };

    private static char[] Fold()
    {
        var folded = new char[0x2000];
        for (int i = 0; i < folded.Length; i++)
        {
            char c = (char)i;
            string plain = i < 0x80 ? c.ToString() : c.ToString().Normalize(NormalizationForm.FormKD);
            folded[i] = char.IsLetterOrDigit(c) && plain.Length > 0 ? char.ToLowerInvariant(plain[0]) : c;
        }

        folded[0xA0] = ' ';
        return folded;
    }

    private void ReadWord(Marks before)
    {
        int start = _position;
        int end = start;
        bool isNumber = char.IsAsciiDigit(PlainAt(start));
        bool isAcronym = false;
        _wordLength = 0;
        for (; end < Text.Length; end++)
        {
            char c = PlainAt(end);
            if (char.IsLetterOrDigit(c))
            {
                Append(c);
            }
            else if (isNumber && IsNumberSeparator(c, end))
            {
                AppendSeparator(c);
            }
            else if (!isNumber && IsAcronymDot(c, end, isAcronym) && IsSingleLetter(end + 1))
            {
                isAcronym = true;
            }
            else if (!IsCombiningMark(c) && !IsInnerApostrophe(c, end))
            {
                break;
            }
        }

        bool hasFinalDot = isAcronym && IsAcronymDot(PlainAt(end), end, isAcronym);
        end += hasFinalDot ? 1 : 0;
        bool isPossessive = PlainAt(end) == '\'' && PlainAt(end + 1) == 's' && (hasFinalDot || !char.IsLetterOrDigit(PlainAt(end + 2)));
        end += isPossessive ? 2 : 0;

        _position = end;
        WordTraits traits = (isNumber ? WordTraits.Number : WordTraits.None)
            | (isNumber && PlainAt(end) == '%' ? WordTraits.Percent : WordTraits.None)
            | (isPossessive ? WordTraits.Possessive : WordTraits.None);
        _tokens[_count++] = new Token(WordId(), start, end - start, before, traits);
    }

    private int WordId()
    {
        if (_wordLength > MaxWordLength)
        {
            return PhraseTrie.Unknown;
        }

        ReadOnlySpan<char> word = _word.AsSpan(0, _wordLength);
        return learn ? vocabulary.Learn(word) : vocabulary.WordId(word);
    }

    private void Append(char c)
    {
        ForeignLetters += c > 'z' ? 1 : 0;
        if (_wordLength < MaxWordLength)
        {
            _word[_wordLength] = c;
        }

        _wordLength++;
    }

    // The thousands separator of "1,000" is dropped; the decimal point of "2.5" is kept.
    private void AppendSeparator(char c)
    {
        if (c == '.' && _wordLength < MaxWordLength)
        {
            _word[_wordLength++] = '.';
        }
    }

    private bool IsNumberSeparator(char c, int i) => c is '.' or ',' && char.IsAsciiDigit(PlainAt(i + 1));

    // The dots of "U.S.", whose letters stand alone.
    private bool IsAcronymDot(char c, int i, bool isAcronym) =>
        c == '.' && (_wordLength == 1 || isAcronym) && (i < 2 || !char.IsLetterOrDigit(Text[i - 2]));

    private bool IsSingleLetter(int i) => char.IsLetter(PlainAt(i)) && !char.IsLetterOrDigit(PlainAt(i + 1));

    private static bool IsCombiningMark(char c) => c is >= '\u0300' and <= '\u036F';

    // The apostrophe of "don't", but not that of "China's".
    private bool IsInnerApostrophe(char c, int i) =>
        c == '\'' && char.IsLetter(PlainAt(i + 1)) && !(PlainAt(i + 1) == 's' && !char.IsLetterOrDigit(PlainAt(i + 2)));

    private char PlainAt(int i) => i < Text.Length ? Plain(Text[i]) : '\0';

    private bool EndsSentence(char mark)
    {
        int next = _position + 1;
        if (next < Text.Length && !char.IsWhiteSpace(Text[next]) && Plain(Text[next]) is not ('"' or '\'' or ')' or '<'))
        {
            return false;
        }

        if (mark != '.' || _count == 0)
        {
            return true;
        }

        Token last = _tokens[_count - 1];
        if (last.Start + last.Length != _position)
        {
            return true;
        }

        Span<char> word = stackalloc char[4];
        if (last.Length > word.Length || last.IsNumber)
        {
            return true;
        }

        for (int i = 0; i < last.Length; i++)
        {
            word[i] = Plain(Text[last.Start + i]);
        }

        return last.Length > 1 && !AbbreviationLookup.Contains(word[..last.Length]);
    }

    private Marks Mark(char c) => c switch
    {
        ',' or ';' => Marks.Comma,
        ':' => Marks.Colon,
        '\u2014' or '|' => Marks.Dash,
        '-' when IsSpaced() => Marks.Dash,
        '"' or '\'' => Marks.Quote,
        '$' => Marks.Dollar,
        '\u20AC' => Marks.Euro,
        '\u00A3' => Marks.Pound,
        '\u00A5' => Marks.Yen,
        _ => Marks.None,
    };

    // " - " is a dash, "US -China" a broken compound.
    private bool IsSpaced() =>
        _position > 0 && _position + 1 < Text.Length && char.IsWhiteSpace(Text[_position - 1]) && char.IsWhiteSpace(Text[_position + 1]);

    private int TagLength()
    {
        ReadOnlySpan<char> rest = Text.AsSpan(_position, Math.Min(MaxTagLength, Text.Length - _position));
        if (rest.Length < 3 || !(char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!'))
        {
            return 1;
        }

        // A text full of unclosed tags is searched once, not once per tag.
        int from = Math.Clamp(_unclosedUntil - _position, 0, rest.Length);
        int end = rest[from..].IndexOf('>');
        if (end < 0)
        {
            _unclosedUntil = _position + rest.Length;
            return 1;
        }

        return from + end + 1;
    }

    private int EntityLength()
    {
        ReadOnlySpan<char> rest = Text.AsSpan(_position, Math.Min(MaxEntityLength, Text.Length - _position));
        int end = rest.IndexOf(';');
        return end > 1 && !rest[1..end].ContainsAny(' ', '&', '<') ? end + 1 : 1;
    }
}
