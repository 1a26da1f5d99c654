namespace MarketPulse.Core.Events.Detection;

/// <summary>Inflects the lemmas of the lexicon, so that the file does not have to list every form.</summary>
internal static class WordForms
{
    private static readonly Dictionary<string, string[]> Irregular = new(StringComparer.Ordinal)
    {
        ["hit"] = ["hits", "hit", "hitting"],
        ["cut"] = ["cuts", "cut", "cutting"],
        ["put"] = ["puts", "put", "putting"],
        ["set"] = ["sets", "set", "setting"],
        ["hold"] = ["holds", "held", "holding"],
        ["begin"] = ["begins", "began", "begun", "beginning"],
        ["strike"] = ["strikes", "struck", "striking"],
        ["fall"] = ["falls", "fell", "fallen", "falling"],
        ["rise"] = ["rises", "rose", "risen", "rising"],
        ["sink"] = ["sinks", "sank", "sunk", "sinking"],
        ["say"] = ["says", "said", "saying"],
        ["tell"] = ["tells", "told", "telling"],
        ["see"] = ["sees", "saw", "seen", "seeing"],
        ["think"] = ["thinks", "thought", "thinking"],
        ["know"] = ["knows", "knew", "known"],
        ["feel"] = ["feels", "felt"],
        ["give"] = ["gives", "gave", "given", "giving"],
        ["get"] = ["gets", "got", "getting"],
        ["win"] = ["wins", "won", "winning"],
        ["seek"] = ["seeks", "sought", "seeking"],
        ["go"] = ["goes", "went", "gone", "going"],
        ["take"] = ["takes", "took", "taken", "taking"],
        ["come"] = ["comes", "came", "coming"],
        ["speak"] = ["speaks", "spoke", "spoken", "speaking"],
        ["meet"] = ["meets", "met", "meeting"],
        ["sell"] = ["sells", "sold", "selling"],
        ["lay"] = ["lays", "laid", "laying"],
        ["break"] = ["breaks", "broke", "broken", "breaking"],
        ["breach"] = ["breaches", "breached", "breaching"],
        ["withdraw"] = ["withdraws", "withdrew", "withdrawn", "withdrawing"],
        ["freeze"] = ["freezes", "froze", "frozen", "freezing"],
        ["quit"] = ["quits", "quit", "quitting"],
        ["leave"] = ["leaves", "left", "leaving"],
        ["overturn"] = ["overturns", "overturned", "overturning"],
        ["shake"] = ["shakes", "shook", "shaken", "shaking"],
        ["hurt"] = ["hurts", "hurt", "hurting"],
        ["bite"] = ["bites", "bit", "biting"],
        ["feed"] = ["feeds", "fed", "feeding"],
        ["cost"] = ["costs", "cost", "costing"],
        ["spell"] = ["spells", "spelled", "spelt"],
        ["make"] = ["makes", "made", "making"],
        ["send"] = ["sends", "sent", "sending"],
        ["fight"] = ["fights", "fought", "fighting"],
        ["dig"] = ["digs", "dug", "digging"],
        ["steal"] = ["steals", "stole", "stolen", "stealing"],
        ["mislead"] = ["misleads", "misled"],
        ["undercut"] = ["undercuts", "undercut"],
        ["stand"] = ["stands", "stood", "standing"],
        ["shed"] = ["sheds", "shed", "shedding"],
        ["forgo"] = ["forgoes", "forwent", "forgone"],
        ["pay"] = ["pays", "paid", "paying"],
        ["wind"] = ["winds", "wound", "winding"],
        ["forge"] = ["forges", "forged", "forging"],
        ["turn"] = ["turns", "turned", "turning"],
        ["swing"] = ["swings", "swung", "swinging"],
        ["leap"] = ["leaps", "leapt", "leaping"],
        ["expand"] = ["expands", "expanded", "expanding"],
        ["ready"] = ["readies", "readied", "readying"],
        ["mull"] = ["mulls", "mulled", "mulling"],
        ["lose"] = ["loses", "lost", "losing"],
        ["let"] = ["lets", "let", "letting"],
        ["keep"] = ["keeps", "kept", "keeping"],
        ["lead"] = ["leads", "led", "leading"],
    };

    private static readonly string[] Sibilants = ["s", "x", "ch", "sh", "z"];

    // Verbs whose last consonant doubles: "slapped".
    private static readonly string[] Doubling =
    [
        "slap", "scrap", "drop", "stop", "ban", "bar", "plan", "dip", "slip", "grab", "trim", "rip", "spar", "permit",
        "submit", "commit", "refer", "defer", "deter", "rebel", "snag", "drag", "snap", "gird", "expel", "compel", "sap",
        "skid", "sag", "jam", "tap", "top", "strip", "pop", "cap", "beg", "rig", "clamp",
    ];

    /// <summary>The term and its inflected forms: the plural of a noun's last word, or the tenses of a verb's first word.</summary>
    /// <param name="term">A word or phrase.</param>
    /// <param name="kind"><c>noun</c>, <c>verb</c>, or null for a fixed form.</param>
    /// <exception cref="FormatException"><paramref name="kind"/> is something else.</exception>
    public static IEnumerable<string> Inflect(string term, string? kind)
    {
        yield return term;
        int space = kind == "verb" ? term.IndexOf(' ', StringComparison.Ordinal) : term.LastIndexOf(' ');
        (string head, string word, string tail) = kind == "verb"
            ? ("", space < 0 ? term : term[..space], space < 0 ? "" : term[space..])
            : (space < 0 ? "" : term[..(space + 1)], term[(space + 1)..], "");
        IEnumerable<string> forms = kind switch
        {
            null => [],
            "noun" => Nouns(word),
            "verb" => Verbs(word),
            _ => throw new FormatException($"The lexicon inflects '{term}' as '{kind}'; use noun or verb."),
        };
        foreach (string form in forms)
        {
            yield return head + form + tail;
        }
    }

    private static IEnumerable<string> Nouns(string word)
    {
        bool isPlural = word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal);
        return isPlural ? [] : [Plural(word)];
    }

    private static string[] Verbs(string word)
    {
        if (Irregular.TryGetValue(word, out string[]? forms))
        {
            return forms;
        }

        string stem = word.EndsWith('e') ? word[..^1]
            : Array.IndexOf(Doubling, word) >= 0 ? word + word[^1]
            : word;
        bool endsInY = EndsInConsonantAndY(word);
        return [Plural(word), endsInY ? word[..^1] + "ied" : stem + "ed", (endsInY ? word : stem) + "ing"];
    }

    private static string Plural(string word) =>
        EndsInConsonantAndY(word) ? word[..^1] + "ies"
        : Array.Exists(Sibilants, ending => word.EndsWith(ending, StringComparison.Ordinal)) ? word + "es"
        : word + "s";

    private static bool EndsInConsonantAndY(string word) =>
        word.Length > 2 && word[^1] == 'y' && !"aeiou".Contains(word[^2], StringComparison.Ordinal);
}
