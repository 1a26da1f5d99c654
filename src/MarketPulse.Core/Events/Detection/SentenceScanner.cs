using System.Text;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Punctuation and signs in front of a word.</summary>
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

/// <summary>A word of the text.</summary>
/// <param name="Word">Its id in the lexicon's vocabulary.</param>
/// <param name="Start">Offset in the text.</param>
/// <param name="Length">Length in the text.</param>
/// <param name="Before">What stands between it and the word before.</param>
/// <param name="IsNumber">Whether it starts with a digit.</param>
/// <param name="IsPercent">Whether a percent sign follows.</param>
/// <param name="IsPossessive">Whether it carries an <c>'s</c>.</param>
internal readonly record struct Token(int Word, int Start, int Length, Marks Before, bool IsNumber, bool IsPercent, bool IsPossessive)
{
    /// <summary>The word as it is written in the text it was found in.</summary>
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, Length);
}

/// <summary>
/// Splits text into sentences of words in one pass. Case, kinds of quotes, accents, full-width forms, markup and entities make no difference;
/// a sentence longer than <see cref="MaxTokens"/> words is cut there, so memory does not grow with the text.
/// </summary>
internal sealed class SentenceScanner(PhraseTrie vocabulary, bool learn = false)
{
    /// <summary>Most words in a sentence.</summary>
    public const int MaxTokens = 256;

    private const int MaxWord = 40;
    private const int MaxTag = 512;

    private static readonly char[] Folded = Fold();
    private static readonly HashSet<string> Abbreviations = new(
        ["mr", "mrs", "ms", "dr", "st", "no", "vs", "sen", "rep", "gov", "gen", "inc", "corp", "co", "ltd", "dept", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"],
        StringComparer.Ordinal);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> AbbreviationLookup = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Token[] _tokens = new Token[MaxTokens];
    private readonly char[] _word = new char[MaxWord];
    private string _text = "";
    private int _position;
    private int _count;
    private int _closedBefore;

    /// <summary>Words of the sentence.</summary>
    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Whether the sentence ends with a question mark.</summary>
    public bool IsQuestion { get; private set; }

    /// <summary>Letters that no English text holds, of all letters seen so far.</summary>
    public int ForeignLetters { get; private set; }

    /// <summary>Starts on a text.</summary>
    public void Start(string text)
    {
        (_text, _position, _count) = (text, 0, 0);
        ForeignLetters = 0;
        _closedBefore = 0;
    }

    /// <summary>Reads the next sentence that holds a word.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool Next()
    {
        _count = 0;
        IsQuestion = false;
        Marks before = Marks.None;
        string text = _text;
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

    /// <summary>The lower-case form that words are matched in.</summary>
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
        string text = _text;
        int start = _position;
        int length = 0;
        bool possessive = false;
        bool number = char.IsAsciiDigit(Plain(text[start]));
        bool dotted = false;
        int i = start;
        for (; i < text.Length; i++)
        {
            char c = Plain(text[i]);
            if (char.IsLetterOrDigit(c))
            {
                ForeignLetters += c > 'z' ? 1 : 0;
                if (length < MaxWord)
                {
                    _word[length] = c;
                }

                length++;
                continue;
            }

            char next = i + 1 < text.Length ? Plain(text[i + 1]) : '\0';
            char afterNext = i + 2 < text.Length ? Plain(text[i + 2]) : '\0';
            if (c is >= '\u0300' and <= '\u036F')
            {
                continue;
            }

            if (c == '\'' && next == 's' && !char.IsLetterOrDigit(afterNext))
            {
                possessive = true;
                i += 2;
                break;
            }

            if (c == '\'' && char.IsLetter(next))
            {
                continue;
            }

            if (c is '.' or ',' && number && char.IsAsciiDigit(next))
            {
                if (c == '.' && length < MaxWord)
                {
                    _word[length++] = '.';
                }

                continue;
            }

            // U.S. and U.K., whose letters stand alone.
            if (c == '.' && !number && (length == 1 || dotted) && (i < 2 || !char.IsLetterOrDigit(text[i - 2])))
            {
                if (char.IsLetter(next) && !char.IsLetterOrDigit(afterNext))
                {
                    dotted = true;
                    continue;
                }

                if (dotted)
                {
                    i++;
                    if (i + 1 < text.Length && Plain(text[i]) == '\'' && Plain(text[i + 1]) == 's')
                    {
                        possessive = true;
                        i += 2;
                    }

                    break;
                }
            }

            break;
        }

        _position = i;
        ReadOnlySpan<char> word = _word.AsSpan(0, Math.Min(length, MaxWord));
        int id = length > MaxWord ? PhraseTrie.Unknown : learn ? vocabulary.Learn(word) : vocabulary.WordId(word);
        bool percent = number && i < text.Length && Plain(text[i]) == '%';
        _tokens[_count++] = new Token(id, start, i - start, before, number, percent, possessive);
    }

    private bool EndsSentence(char mark)
    {
        int next = _position + 1;
        if (next < _text.Length && !char.IsWhiteSpace(_text[next]) && Plain(_text[next]) is not ('"' or '\'' or ')' or '<'))
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
            word[i] = Plain(_text[last.Start + i]);
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

    // "US -China" is a broken compound, " - " a dash.
    private bool IsSpaced() =>
        _position > 0 && _position + 1 < _text.Length && char.IsWhiteSpace(_text[_position - 1]) && char.IsWhiteSpace(_text[_position + 1]);

    private int TagLength()
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_position, Math.Min(MaxTag, _text.Length - _position));
        if (rest.Length < 3 || !(char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!'))
        {
            return 1;
        }

        // Text full of unclosed tags is searched once, not once for each.
        int from = Math.Clamp(_closedBefore - _position, 0, rest.Length);
        int end = rest[from..].IndexOf('>');
        if (end < 0)
        {
            _closedBefore = _position + rest.Length;
            return 1;
        }

        return from + end + 1;
    }

    private int EntityLength()
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_position, Math.Min(10, _text.Length - _position));
        int end = rest.IndexOf(';');
        return end > 1 && !rest[1..end].ContainsAny(' ', '&', '<') ? end + 1 : 1;
    }
}
