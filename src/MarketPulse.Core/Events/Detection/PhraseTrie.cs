using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// All terms of a lexicon as one trie over words. Matching a sentence takes one pass, however many terms there are; the longest term wins.
/// </summary>
internal sealed class PhraseTrie
{
    /// <summary>The id of a word that is part of no term.</summary>
    public const int Unknown = -1;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<long, int> _edges = [];
    private readonly List<string> _spellings = [];
    private readonly List<Phrase?> _nodes = [null];

    public PhraseTrie(IReadOnlyList<TermGroup> groups)
    {
        _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        var scanner = new SentenceScanner(this, learn: true);
        foreach (TermGroup group in groups)
        {
            Role role = Codes<Role>.Parse(group.Role);
            foreach (string written in group.Terms)
            {
                (string term, string? code) = Split(written, role, group.Code);
                foreach (string form in WordForms.Inflect(term, group.Inflect))
                {
                    Add(scanner, form, new PhraseRole(role, code, group));
                }
            }
        }
    }

    /// <summary>The id of a lower-case word, or <see cref="Unknown"/>.</summary>
    public int WordId(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out int id) ? id : Unknown;

    /// <summary>The id of a lower-case word; assigns one to a new word.</summary>
    public int Learn(ReadOnlySpan<char> word)
    {
        if (!_lookup.TryGetValue(word, out int id))
        {
            id = _words.Count;
            _words.Add(word.ToString(), id);
            _spellings.Add(word.ToString());
        }

        return id;
    }

    /// <summary>The lower-case word with an id.</summary>
    public string WordOf(int id) => _spellings[id];

    /// <summary>The longest term at the start of a sequence of words; null if there is none.</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="length">Number of words that the term spans; 0 if there is none.</param>
    public Phrase? Match(ReadOnlySpan<Token> tokens, out int length)
    {
        Phrase? found = null;
        length = 0;
        int node = 0;
        for (int i = 0; i < tokens.Length && tokens[i].Word != Unknown; i++)
        {
            // A term does not extend across a comma, colon or dash.
            if ((i > 0 && tokens[i].IsSetOff) || !_edges.TryGetValue(Edge(node, tokens[i].Word), out node))
            {
                break;
            }

            if (_nodes[node] is { } phrase)
            {
                (found, length) = (phrase, i + 1);
            }
        }

        return found;
    }

    /// <summary>
    /// A term of a group and its code. "term=code" gives a term a code of its own; leaders and companies go by their last word.
    /// </summary>
    public static (string Term, string? Code) Split(string written, Role role, string? groupCode)
    {
        int equals = written.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 ? (written[..equals], written[(equals + 1)..])
            : role is Role.Leader or Role.Company ? (written, written[(written.LastIndexOf(' ') + 1)..])
            : (written, groupCode);
    }

    private static long Edge(int node, int word) => ((long)node << 32) | (uint)word;

    private void Add(SentenceScanner scanner, string term, PhraseRole role)
    {
        scanner.Start(term);
        if (!scanner.Next() || scanner.Tokens.Length == 0)
        {
            throw new FormatException($"The lexicon's term '{term}' contains no word.");
        }

        int node = 0;
        foreach (Token token in scanner.Tokens)
        {
            if (!_edges.TryGetValue(Edge(node, token.Word), out int next))
            {
                next = _nodes.Count;
                _nodes.Add(null);
                _edges.Add(Edge(node, token.Word), next);
            }

            node = next;
        }

        Phrase phrase = _nodes[node] ??= new Phrase();
        phrase.Add(role);
    }
}
