using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>Finds the countries, leaders, authorities and companies of the lexicon in a headline.</summary>
internal sealed class TitleNames
{
    /// <summary>First character of a name among the words of a headline.</summary>
    public const char Mark = '@';

    private static readonly string[] Roles = ["country", "leader", "ministry", "company"];

    private readonly Dictionary<string, List<(string[] Words, TitleName Name)>> _byFirstWord = new(StringComparer.Ordinal);

    /// <summary>Collects the names.</summary>
    /// <param name="groups">The terms of the lexicon.</param>
    /// <param name="exceptions">Terms that are no names in a headline.</param>
    public TitleNames(IReadOnlyList<TermGroup> groups, string[] exceptions)
    {
        HashSet<string> left = [.. exceptions];
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (TermGroup group in Roles.SelectMany(role => groups.Where(group => group.Role == role)))
        {
            foreach (string entry in group.Terms)
            {
                string[] parts = entry.Split('=');
                string[] words = [.. TitleToken.Scan(parts[0]).Select(token => token.Word)];
                if (!left.Contains(parts[0]) && words.Length > 0 && known.Add(string.Join(' ', words)))
                {
                    Add(words, NameOf(group, parts[^1].Replace(' ', '_')));
                }
            }
        }

        foreach (List<(string[] Words, TitleName Name)> names in _byFirstWord.Values)
        {
            names.Sort((one, other) => other.Words.Length.CompareTo(one.Words.Length));
        }
    }

    /// <summary>The longest name that starts at a word, and its number of words; null for none.</summary>
    public (TitleName Name, int Length)? At(string title, ReadOnlySpan<TitleToken> tokens)
    {
        foreach ((string[] words, TitleName name) in _byFirstWord.GetValueOrDefault(tokens[0].Word, []))
        {
            int i = 1;
            while (i < words.Length && i < tokens.Length && tokens[i].Word == words[i])
            {
                i++;
            }

            // "us" is a pronoun unless it is spelled as the country.
            if (i == words.Length && !title.AsSpan(tokens[0].Start, tokens[0].End - tokens[0].Start).SequenceEqual("us"))
            {
                return (name, i);
            }
        }

        return null;
    }

    private static TitleName NameOf(TermGroup group, string code) => group.Role switch
    {
        "country" => new TitleName(group.Code, null),
        "ministry" => new TitleName(group.Country, null),
        _ => new TitleName(group.Country, code),
    };

    private void Add(string[] words, TitleName name)
    {
        if (!_byFirstWord.TryGetValue(words[0], out List<(string[] Words, TitleName Name)>? names))
        {
            _byFirstWord.Add(words[0], names = []);
        }

        names.Add((words, name));
    }
}

/// <summary>A name in a headline.</summary>
/// <param name="Country">The country that it names or acts for; null for a company.</param>
/// <param name="Code">Code of the leader or company; null for countries and authorities.</param>
internal sealed record TitleName(string? Country, string? Code);
