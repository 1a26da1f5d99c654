using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Impact;

/// <summary>
/// A calendar of scheduled releases, which finds those in the window of an event or in a series of returns. A release belongs to the first
/// session that closes after it, as day 0 of an event does (<see cref="DayZeroResolver.OfMoment"/>).
/// </summary>
public sealed class ReleaseCalendar
{
    private const char Separator = '|';

    private readonly ScheduledRelease[] _forAll;
    private readonly FrozenDictionary<string, ScheduledRelease[]> _bySymbol;
    private readonly string _fingerprint;

    /// <summary>Creates a calendar.</summary>
    /// <param name="releases">The releases in any order; repetitions do no harm.</param>
    public ReleaseCalendar(IEnumerable<ScheduledRelease> releases)
    {
        ArgumentNullException.ThrowIfNull(releases);
        ILookup<string, ScheduledRelease> sorted = releases.Distinct().OrderBy(release => release.Time).ThenBy(release => release.Kind)
            .ToLookup(release => release.Symbol ?? "", StringComparer.Ordinal);
        _forAll = [.. sorted[""]];
        _bySymbol = sorted.Where(group => group.Key.Length > 0)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _fingerprint = FingerprintOf(_forAll);
    }

    /// <summary>A calendar without releases.</summary>
    public static ReleaseCalendar Empty { get; } = new([]);

    /// <summary>The time of the last release of each kind among those that concern every instrument.</summary>
    public IReadOnlyDictionary<ReleaseKind, DateTimeOffset> Last =>
        _forAll.GroupBy(release => release.Kind).ToDictionary(kind => kind.Key, kind => kind.Max(release => release.Time));

    /// <summary>
    /// The codes of the releases whose session lies in an event window, each once, in the order of <see cref="ReleaseKind"/>, separated by
    /// bars; empty when there are none.
    /// </summary>
    /// <param name="symbol">The instrument.</param>
    /// <param name="dayZero">Its day 0.</param>
    /// <param name="window">The window, in sessions of the instrument; it need not be complete.</param>
    /// <param name="sessions">The sessions of the instrument.</param>
    public string CodesInside(string symbol, DateOnly dayZero, EventWindow window, SessionCalendar sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ScheduledRelease[] own = OwnOf(symbol);
        if (_forAll.Length + own.Length == 0)
        {
            return "";
        }

        DateTimeOffset from = sessions.Venue.Close(sessions.Offset(dayZero, window.Start - 1));
        DateTimeOffset to = sessions.Venue.Close(sessions.Offset(dayZero, window.End));
        return Joined([.. Between(_forAll, from, to).Concat(Between(own, from, to)).Select(release => release.Kind)]);
    }

    /// <summary>Finds the returns that can react to the releases which concern an instrument.</summary>
    /// <param name="returns">Returns of the instrument and its factors.</param>
    /// <param name="sessions">The sessions of the instrument.</param>
    /// <returns>The releases from the first return to the last, in the order of time; other symbols' are left out.</returns>
    public IReadOnlyList<LocatedRelease> Locate(JoinedReturns returns, SessionCalendar sessions)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(sessions);
        if (returns.Count == 0)
        {
            return [];
        }

        (DateOnly first, DateOnly last) = (returns.Dates[0], returns.Dates[^1]);
        DateTimeOffset from = sessions.Venue.Close(sessions.Offset(first, -1)), to = sessions.Venue.Close(last);
        var located = new List<LocatedRelease>();
        foreach (ScheduledRelease release in Between(_forAll, from, to).Concat(Between(OwnOf(returns.Symbol), from, to))
            .OrderBy(release => release.Time))
        {
            int position = returns.IndexOnOrAfter(DayZeroResolver.OfMoment(release.Time, sessions).Date);
            located.Add(new LocatedRelease(position, release.Kind));
        }

        return located;
    }

    /// <summary>A fingerprint of the releases that concern an instrument: another calendar with the same has the same ones.</summary>
    public string Fingerprint(string symbol) =>
        OwnOf(symbol) is { Length: > 0 } own ? $"{_fingerprint}{FingerprintOf(own)}" : _fingerprint;

    /// <summary>Kinds of release as codes, each once, in the order of the kinds, separated by bars.</summary>
    internal static string Joined(IReadOnlyCollection<ReleaseKind> kinds) => kinds.Count == 0
        ? ""
        : string.Join(Separator, kinds.Distinct().Order().Select(Codes<ReleaseKind>.Of));

    private static ArraySegment<ScheduledRelease> Between(ScheduledRelease[] sorted, DateTimeOffset from, DateTimeOffset to)
    {
        int first = FirstFrom(sorted, from);
        return new ArraySegment<ScheduledRelease>(sorted, first, Math.Max(0, FirstFrom(sorted, to) - first));
    }

    private static int FirstFrom(ScheduledRelease[] sorted, DateTimeOffset time)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static string FingerprintOf(ScheduledRelease[] releases) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', releases.Select(release => FormattableString.Invariant($"{release.Time.UtcTicks} {release.Kind}"))))));

    private ScheduledRelease[] OwnOf(string symbol) => _bySymbol.GetValueOrDefault(symbol) ?? [];
}
