using System.Collections.Frozen;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Reads from headline and lead the dates on which a measure takes effect, something is due, or something temporary ends. docs/upcoming.md
/// lists the wordings. What the text says of the past, denies or leaves open gives no date.
/// </summary>
internal sealed class ScheduleReading
{
    /// <summary>Most dates of an article.</summary>
    public const int MaxDates = 8;

    // How many words before a cue can turn its meaning.
    private const int GuardReach = 4;

    // How many words before "for 90 days" can name what is temporary, and before "by August 1" what is demanded.
    private const int SubjectReach = 14;
    private const int MaxFillers = 7;

    // Words in "the Wednesday the 9th of July 2025".
    private const int LongestDate = 7;

    private static readonly FrozenSet<string> Fillers = Words(
        "on", "from", "as", "of", "at", "by", "starting", "beginning", "start", "midnight", "noon", "just", "after", "a.m.", "p.m.", "am",
        "pm", "et", "est", "edt", "eastern", "gmt", "utc", "time", "local", "12", "01", "00", "12:01");

    private static readonly FrozenSet<string> PastOrDenied = Words(
        "was", "were", "had", "been", "not", "never", "no", "won't", "didn't", "doesn't", "don't", "isn't", "wasn't", "weren't", "cannot",
        "can't", "without", "wouldn't", "did", "since");

    private static readonly FrozenSet<string> Moved = Words(
        "delay", "delays", "delayed", "delaying", "postpone", "postpones", "postponed", "postponing", "move", "moves", "moved", "push",
        "pushes", "pushed", "extend", "extends", "extended", "extending");

    private static readonly FrozenSet<string> Missed = Words(
        "missed", "miss", "misses", "passed", "after", "since", "previous", "original", "old", "earlier", "past", "expired");

    private static readonly FrozenSet<string> Giving = Words("give", "gives", "gave", "given", "giving");

    private static readonly FrozenSet<string> Demands = Words(
        "must", "deadline", "ultimatum", "demand", "demands", "demanded", "demanding", "give", "gives", "gave", "given", "giving",
        "require", "requires", "required", "requiring", "comply", "due", "need", "needs", "unless", "respond", "answer");

    private static readonly FrozenSet<string> Temporary = Words(
        "cut", "cuts", "lower", "lowers", "lowered", "reduce", "reduces", "reduced", "suspend", "suspends", "suspended", "suspending",
        "pause", "pauses", "paused", "pausing", "delay", "delays", "delayed", "delaying", "postpone", "postpones", "postponed", "defer",
        "defers", "deferred", "waive", "waives", "waived", "exempt", "exempts", "exempted", "exemption", "lift", "lifts", "lifted", "halt",
        "halts", "halted", "freeze", "freezes", "froze", "frozen", "hold", "holds", "impose", "imposes", "imposed", "levy", "levies",
        "apply", "grant", "grants", "granted", "allow", "allows", "allowed", "truce", "reprieve", "keep", "keeps", "roll", "rolls",
        "rolled", "ease", "eases", "eased", "drop", "drops", "dropped");

    private static readonly FrozenSet<string> Pausing = Words(
        "pause", "pauses", "suspend", "suspends", "delay", "delays", "postpone", "postpones", "freeze", "freezes", "halt", "halts");

    private static readonly FrozenSet<string> Ending = Words(
        "truce", "pause", "suspension", "reprieve", "exemption", "exemptions", "waiver", "waivers", "exclusion", "exclusions", "licence",
        "license", "moratorium", "window", "agreement", "deal", "delay", "freeze", "period", "ceasefire");

    private static readonly FrozenSet<string> Agreeing = Words(
        "agree", "agrees", "agreed", "announce", "announces", "announced", "declare", "declares", "declared", "grant", "grants", "granted",
        "order", "orders", "ordered", "impose", "imposes", "imposed", "sign", "signs", "signed", "approve", "approves", "approved", "win",
        "wins", "get", "gets", "give", "gives", "offer", "offers", "set", "sets", "allow", "allows", "unveil", "unveils", "accept",
        "accepts", "reach", "reaches", "reached", "strike", "strikes", "struck", "call", "calls");

    // "for another 90 days" begins where something else ends.
    private static readonly FrozenSet<string> Further = Words("another", "further", "additional", "extra", "more", "extend", "extends",
        "extended", "extending", "extension", "renew", "renews", "renewed", "prolong", "prolongs", "prolonged");

    private static readonly FrozenSet<string> Lasting = Words(
        "been", "lasted", "talks", "met", "meet", "meets", "negotiate", "negotiates", "negotiated", "negotiating", "spoke", "time",
        "waited");

    private static readonly FrozenSet<string> Elsewhen = Words("ago", "after", "before", "later", "earlier", "of", "old", "since", "from");

    // The words with which what is read starts, besides numbers. All others are passed over, which most words of most articles are.
    private static readonly FrozenSet<string> Cues = Words(
    [
        "take", "takes", "taking", "go", "goes", "come", "comes", "enter", "enters", "be", "start", "starts", "starting", "begin", "begins",
        "beginning", "apply", "applies", "kick", "kicks", "effective", "from",
        "until", "till", "through", "expire", "expires", "expiring", "lapse", "lapses", "end", "ends", "ending", "run", "runs",
        "deadline", "ultimatum", "cutoff", "by", "due", "within",
        "for", .. DateReader.NumberWords,
    ]);

    private readonly List<ScheduledDate> _dates = [];
    private SentenceReading _sentence = null!;
    private DateOnly _published;

    // Whether what has been read so far names a tariff, a truce or the like, without which "from May 1" may be about anything.
    private bool _hasObject;

    /// <summary>Starts a new article.</summary>
    /// <param name="published">Its time of publication, whose UTC day dates are relative to.</param>
    public void Clear(DateTimeOffset published)
    {
        _dates.Clear();
        _hasObject = false;
        _published = DateOnly.FromDateTime(published.UtcDateTime);
    }

    /// <summary>The dates, by date and kind.</summary>
    public IReadOnlyList<ScheduledDate> Dates() =>
        [.. _dates.OrderBy(found => found.Date).ThenBy(found => found.Kind).Take(MaxDates)];

    /// <summary>Adds a sentence. Questions announce nothing.</summary>
    public void Add(SentenceReading sentence)
    {
        // Dates of sources without a real time of publication can be at the limits of the calendar.
        if (sentence.IsQuestion || _published.Year is < 1900 or > 9000)
        {
            return;
        }

        _sentence = sentence;
        _hasObject |= HasObject(sentence);
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> cues = Cues.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int i = 0; i < sentence.Tokens.Length; i++)
        {
            if (sentence.Tokens[i].IsNumber || cues.Contains(sentence.Spelling(i)))
            {
                ReadEffect(i);
                ReadExpiry(i);
                ReadDeadline(i);
                ReadDuration(i);
            }
        }
    }

    private static bool HasObject(SentenceReading sentence)
    {
        foreach (TermMatch match in sentence.Matches)
        {
            if (match.Phrase.Is(Role.Barrier) || match.Phrase.Is(Role.Cooperation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"takes effect on April 9", "effective August 1", "will be imposed on June 1", "tariffs from November 1".</summary>
    private void ReadEffect(int i)
    {
        int end = EffectCue(i);
        if (end > 0)
        {
            Add(ScheduleKind.Effective, IsWithin(PastOrDenied, i, GuardReach) ? null : DateBehind(end));
            return;
        }

        bool isFrom = _hasObject && Is(i, "from") && !IsWithin(Moved, i, GuardReach) && !IsWithin(PastOrDenied, i, GuardReach);
        if (isFrom && Reader.DateAt(i + 1) is { } start && !Is(start.End, "to"))
        {
            Add(ScheduleKind.Effective, start);
        }
    }

    /// <summary>Index of the word after a cue that something takes effect; 0 if none starts here.</summary>
    private int EffectCue(int i)
    {
        bool isTaking = Is(i, "take") || Is(i, "takes") || Is(i, "taking");
        bool isGoing = Is(i, "go") || Is(i, "goes") || Is(i, "come") || Is(i, "comes") || Is(i, "enter") || Is(i, "enters");
        bool isDone = Is(i, "be") && (Is(i + 1, "imposed") || Is(i + 1, "implemented") || Is(i + 1, "levied") || Is(i + 1, "lifted")
            || Is(i + 1, "raised") || Is(i + 1, "introduced") || Is(i + 1, "suspended"));
        bool isStarting = _hasObject && (Is(i, "start") || Is(i, "starts") || Is(i, "starting") || Is(i, "begin") || Is(i, "begins")
            || Is(i, "beginning") || Is(i, "apply") || Is(i, "applies"));
        return isTaking && Is(i + 1, "effect") ? i + 2
            : isGoing && Is(i + 1, "into") && (Is(i + 2, "effect") || Is(i + 2, "force")) ? i + 3
            : (Is(i, "kick") || Is(i, "kicks")) && Is(i + 1, "in") ? i + 2
            : isDone ? i + 2
            : isStarting || Is(i, "effective") ? i + 1
            : 0;
    }

    /// <summary>"until November 10", "through August 12", "expires on August 12", "the truce ends in 90 days".</summary>
    private void ReadExpiry(int i)
    {
        if (Is(i, "until") || Is(i, "till") || Is(i, "through"))
        {
            ReadUntil(i);
            return;
        }

        bool isExpiring = Is(i, "expire") || Is(i, "expires") || Is(i, "expiring") || Is(i, "lapse") || Is(i, "lapses");
        bool isEnding = (Is(i, "end") || Is(i, "ends") || Is(i, "ending")) && (Is(i + 1, "on") || Is(i + 1, "in"))
            && IsWithin(Ending, i, SubjectReach);
        bool isOut = (Is(i, "run") || Is(i, "runs")) && Is(i + 1, "out");
        if ((isExpiring || isEnding || isOut) && !IsWithin(PastOrDenied, i, GuardReach))
        {
            int next = isOut ? i + 2 : i + 1;
            Add(ScheduleKind.Expiry, Is(next, "in") ? Reader.DurationAt(next + 1) : DateBehind(next));
        }
    }

    private void ReadUntil(int i)
    {
        if (DateBehind(i + 1) is not { } date || Is(i - 1, "had"))
        {
            return;
        }

        bool hasTime = Is(i - 1, "has") || Is(i - 1, "have") || IsWithin(Giving, i, GuardReach);
        Add(
            IsNotInEffect(i) ? ScheduleKind.Effective : hasTime ? ScheduleKind.Deadline : ScheduleKind.Expiry,
            Is(i, "through") && (hasTime || !_hasObject) ? null : date);
    }

    // "will not take effect until August 1".
    private bool IsNotInEffect(int until)
    {
        for (int i = Math.Max(0, until - GuardReach); i < until; i++)
        {
            if (EffectCue(i) is > 0 and var end && end <= until)
            {
                return IsWithin(PastOrDenied, i, GuardReach);
            }
        }

        return false;
    }

    /// <summary>"a deadline of August 1", "the July 9 deadline", "must comply by August 1", "has to answer within 30 days".</summary>
    private void ReadDeadline(int i)
    {
        if (Is(i, "deadline") || Is(i, "ultimatum"))
        {
            int next = Is(i + 1, "is") ? i + 2 : i + 1;
            Add(ScheduleKind.Deadline, IsWithin(Missed, i, GuardReach) ? null : DateBehind(next));
        }
        else if (Is(i, "by") || (Is(i, "due") && Is(i + 1, "on")))
        {
            bool isDue = Is(i, "due") || IsWithin(Demands, i, SubjectReach);
            Add(ScheduleKind.Deadline, isDue && !IsWithin(PastOrDenied, i, 2) ? Reader.DateAt(Is(i, "by") ? i + 1 : i + 2) : null);
        }
        else if (Is(i, "within") && IsWithin(Demands, i, SubjectReach) && !IsWithin(PastOrDenied, i, GuardReach))
        {
            Add(ScheduleKind.Deadline, Reader.DurationAt(i + 1));
        }

        if (Is(i, "deadline") || Is(i, "cutoff"))
        {
            ReadDatedDeadline(i);
        }
    }

    // "the July 9 deadline".
    private void ReadDatedDeadline(int deadline)
    {
        if (Missed.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Word(deadline + 1)))
        {
            return;
        }

        for (int i = Math.Max(0, deadline - LongestDate); i < deadline; i++)
        {
            if (Reader.DateAt(i) is { IsStated: true } date && date.End == deadline && !IsWithin(Missed, i, GuardReach))
            {
                Add(ScheduleKind.Deadline, date);
            }
        }
    }

    /// <summary>"cuts tariffs for 90 days", "agree 90-day truce", "pauses tariffs 90 days": an expiry that must be computed.</summary>
    private void ReadDuration(int i)
    {
        bool isFor = Is(i, "for");
        int number = isFor ? i + 1 : i;
        if (Reader.DurationAt(number) is not { } duration || IsFurther(number))
        {
            return;
        }

        bool isTemporary = isFor ? IsWithin(Temporary, i, SubjectReach) && !IsWithin(Lasting, i, GuardReach)
            : IsNounOf(number) ? IsWithin(Agreeing, number, GuardReach)
            : _sentence.Tokens[number].IsNumber && IsWithin(Pausing, number, GuardReach + 2)
                && !Elsewhen.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Word(duration.End));
        if (isTemporary)
        {
            Add(ScheduleKind.Expiry, Begun(number, duration));
        }
    }

    // "for 90 days from May 14" begins on May 14; a start that cannot be read leaves the end open.
    private DateMention? Begun(int number, DateMention duration)
    {
        bool isBegun = Is(duration.End, "from") || Is(duration.End, "starting") || Is(duration.End, "beginning")
            || Is(duration.End, "effective") || Is(duration.End, "next")
            || (Is(duration.End, "in") && ArticleFigures.Month(Word(duration.End + 1)) > 0);
        return !isBegun ? duration
            : DateBehind(duration.End + 1) is { } start ? Reader.DurationAt(number, start.Date)
            : null;
    }

    private bool IsFurther(int number)
    {
        for (int i = Math.Max(0, number - SubjectReach); i < Math.Min(number + 4, _sentence.Tokens.Length); i++)
        {
            if (Further.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Word(i)))
            {
                return true;
            }
        }

        return false;
    }

    // "90-day truce", "six-month waiver": the noun is at most one word away.
    private bool IsNounOf(int number) =>
        (Is(number + 1, "day") || Is(number + 1, "week") || Is(number + 1, "month") || Is(number + 1, "year"))
        && (IsEnding(number + 2) || IsEnding(number + 3));

    private bool IsEnding(int i) => Ending.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Word(i));

    private DateReader Reader => new(_sentence, _published);

    /// <summary>The date at a word, or behind words such as "on" and "12:01 a.m. on".</summary>
    private DateMention? DateBehind(int i)
    {
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> fillers = Fillers.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int last = i + MaxFillers; i <= last && i < _sentence.Tokens.Length; i++)
        {
            if (Reader.DateAt(i) is { } date)
            {
                return date;
            }

            if (!fillers.Contains(Word(i)))
            {
                return null;
            }
        }

        return null;
    }

    private void Add(ScheduleKind kind, DateMention? mention)
    {
        if (mention is not { } found)
        {
            return;
        }

        // A date that the text names is worth more than the same date computed.
        int known = _dates.FindIndex(other => other.Kind == kind && other.Date == found.Date);
        if (known < 0)
        {
            _dates.Add(new ScheduledDate(kind, found.Date, found.IsStated));
        }
        else if (found.IsStated)
        {
            _dates[known] = _dates[known] with { IsStated = true };
        }
    }

    // Whether one of the words is among the last ones before a word, in the same sentence.
    private bool IsWithin(FrozenSet<string> words, int before, int reach)
    {
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int i = Math.Max(0, before - reach); i < before; i++)
        {
            if (lookup.Contains(Word(i)))
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<char> Word(int i) => i >= 0 && i < _sentence.Tokens.Length ? _sentence.Spelling(i) : [];

    private bool Is(int i, string word) => Word(i).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
