using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>All terms of a lexicon as one trie over words: a sentence is matched in one pass, the longest term first, however many terms there are.</summary>
internal sealed class PhraseTrie
{
    /// <summary>The id of a word that no term holds.</summary>
    public const int Unknown = -1;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<long, int> _edges = [];
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
                int equals = written.IndexOf('=', StringComparison.Ordinal);
                string term = equals < 0 ? written : written[..equals];
                string? code = equals >= 0 ? written[(equals + 1)..] : role == Role.Leader || role == Role.Company ? term[(term.LastIndexOf(' ') + 1)..] : group.Code;
                foreach (string form in WordForms.Of(term, group.Inflect))
                {
                    Add(scanner, form, new PhraseRole(role, code, group));
                }
            }
        }
    }

    /// <summary>The id of a lower-case word, or <see cref="Unknown"/>.</summary>
    public int WordId(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out int id) ? id : Unknown;

    /// <summary>The id of a lower-case word, given one when it is new.</summary>
    public int Learn(ReadOnlySpan<char> word)
    {
        if (!_lookup.TryGetValue(word, out int id))
        {
            id = _words.Count;
            _words.Add(word.ToString(), id);
        }

        return id;
    }

    /// <summary>The longest term that starts at the first of the tokens, and how many it takes; null when there is none.</summary>
    public Phrase? Match(ReadOnlySpan<Token> tokens, out int length)
    {
        Phrase? found = null;
        length = 0;
        int node = 0;
        for (int i = 0; i < tokens.Length && tokens[i].Word != Unknown; i++)
        {
            // A term does not reach over a comma or a full stop.
            if ((i > 0 && (tokens[i].Before & Marks.Breaks) != Marks.None) || !_edges.TryGetValue(Edge(node, tokens[i].Word), out node))
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

    private static long Edge(int node, int word) => ((long)node << 32) | (uint)word;

    private void Add(SentenceScanner scanner, string term, PhraseRole role)
    {
        scanner.Start(term);
        if (!scanner.Next() || scanner.Tokens.Length == 0)
        {
            throw new FormatException($"The lexicon's term '{term}' holds no word.");
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

/// <summary>A term of the lexicon with every role it plays.</summary>
internal sealed class Phrase
{
    private static readonly ulong Actors = Mask(Role.Country, Role.Group, Role.Leader, Role.Ministry, Role.Official);

    private ulong _mask;

    public List<PhraseRole> Roles { get; } = [];

    public bool Is(Role role) => (_mask & (1UL << (int)role)) != 0;

    /// <summary>Whether it names a state or who acts for one.</summary>
    public bool IsActor => IsAny(Actors);

    /// <summary>The country that it names or acts for; null when it names none.</summary>
    public string? Country =>
        Is(Role.Country) ? As(Role.Country).Code
        : Is(Role.Leader) ? As(Role.Leader).Group.Country
        : Is(Role.Ministry) ? As(Role.Ministry).Group.Country
        : null;

    public static ulong Mask(params ReadOnlySpan<Role> roles)
    {
        ulong mask = 0;
        foreach (Role role in roles)
        {
            mask |= 1UL << (int)role;
        }

        return mask;
    }

    public bool IsAny(ulong roles) => (_mask & roles) != 0;

    public void Add(PhraseRole role)
    {
        // A term that two groups of one role hold counts as the first says, but for topics, of which a word may have two.
        if (!Is(role.Role) || (role.Role == Role.Topic && !Roles.Exists(known => known.Role == Role.Topic && known.Code == role.Code)))
        {
            Roles.Add(role);
            _mask |= 1UL << (int)role.Role;
        }
    }

    public PhraseRole As(Role role)
    {
        foreach (PhraseRole known in Roles)
        {
            if (known.Role == role)
            {
                return known;
            }
        }

        return default;
    }
}

/// <summary>One role of a term.</summary>
internal readonly record struct PhraseRole(Role Role, string? Code, TermGroup Group);
