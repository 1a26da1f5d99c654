using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The reactions of several instruments to escalation and to de-escalation over one window, as one family of tests: the numbers of
/// <c>sensitivity</c> for horizon and kind <c>all</c>, and the same for a part of the events. Events of which only the date is known do not
/// count. Instruments are added one at a time. Not thread-safe.
/// </summary>
public sealed class ReactionFamily
{
    private readonly EventStudy _study;
    private readonly EventIndex _events;
    private readonly EventWindow _window;
    private readonly MeanEffects _means = new();
    private readonly HorizonWeights _always = new(Horizon.All, DateOnly.MaxValue, DateOnly.MinValue);
    private readonly List<Member> _members = [];

    /// <summary>Starts a family.</summary>
    /// <param name="study">The engine that computes abnormal returns.</param>
    /// <param name="events">The events.</param>
    /// <param name="window">The window.</param>
    public ReactionFamily(EventStudy study, EventIndex events, EventWindow window)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(events);
        (_study, _events, _window) = (study, events, window);
    }

    /// <summary>The days 0 of the events, of any instrument, ascending.</summary>
    public IReadOnlyList<DateOnly> Days =>
        [.. _members.SelectMany(member => member.Observed).Select(one => one.Day0).Distinct().Order()];

    /// <summary>Adds an instrument.</summary>
    /// <param name="instrument">The instrument, whose venue and price source decide on day 0.</param>
    /// <param name="history">Its bars, which are its sessions.</param>
    /// <param name="returns">Its returns with its benchmark's.</param>
    public void Add(Instrument instrument, PriceHistory history, JoinedReturns returns)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(returns);
        var sessions = new SessionCalendar(VenueCatalog.For(instrument, history.Source), [.. history.Bars.Select(bar => bar.Date)]);
        var observed = new List<ObservedEvent>();
        for (int e = 0; e < _events.Events.Count; e++)
        {
            TradeEvent found = _events.Events[e];
            if (found.TimeResolution == TimeResolution.Exact
                && Observe(returns, DayZeroResolver.OfMoment(found.EventTimeUtc, sessions).Date) is { } result)
            {
                observed.Add(new ObservedEvent(e, result.Day0) { Car = result.Car, Scar = result.Scar });
            }
        }

        _members.Add(new Member(instrument.Symbol, returns, [.. observed.OrderBy(one => one.Day0).ThenBy(one => one.Event)]));
    }

    /// <summary>The reactions, by symbol in the order added, escalation first.</summary>
    /// <param name="events">Which events count; null for all.</param>
    /// <param name="days">Which days 0 count; null for all.</param>
    public IReadOnlyList<Reaction> Measure(Func<TradeEvent, bool>? events = null, Func<DateOnly, bool>? days = null)
    {
        var kind = new EventKind(EventIndex.All, EventIndex.All, [.. _events.Events.Select(one => events is null || events(one))]);
        Reaction[] reactions =
        [
            .. _members.SelectMany(member =>
            {
                ObservedEvent[] observed = [.. member.Observed.Where(one => days is null || days(one.Day0))];
                var grouped = ObservedDays.GroupByDay(observed, kind, _events, _always, new int[observed.Length]);
                return new[] { Of(member, Stance.Escalation, grouped), Of(member, Stance.Deescalation, grouped) };
            }),
        ];
        double?[] q = BenjaminiHochberg.Adjust([.. reactions.Select(reaction => reaction.P)]);
        return [.. reactions.Select((reaction, i) => reaction with { Q = q[i] })];
    }

    /// <summary>
    /// How often days drawn at random give a reaction at least as strong: for each draw as many sessions as the family has event days,
    /// without repetition, from those more than five sessions away from every event; the same for all instruments.
    /// </summary>
    /// <param name="reactions">What <see cref="Measure"/> found over all events.</param>
    /// <param name="draws">Number of draws.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>
    /// p of each reaction, (1 + draws at or above) / (draws + 1); null for a reaction without test, and for all when fewer than 100
    /// sessions are quiet.
    /// </returns>
    public IReadOnlyList<double?> Placebo(IReadOnlyList<Reaction> reactions, int draws = 1000, int seed = 20180322)
    {
        ArgumentNullException.ThrowIfNull(reactions);
        DateOnly[] quiet = QuietSessions();
        int escalations = Most(reactions, Stance.Escalation), deescalations = Most(reactions, Stance.Deescalation);
        if (quiet.Length < Math.Max(FewestQuietSessions, escalations + deescalations))
        {
            return [.. reactions.Select(_ => (double?)null)];
        }

        double[][] scars = [.. _members.Select(member => Array.ConvertAll(quiet, day => Observe(member.Returns, day)?.Scar ?? double.NaN))];
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, quiet.Length)];
        var above = new int[reactions.Count];
        for (int draw = 0; draw < draws; draw++)
        {
            random.Shuffle(order);
            for (int m = 0; m < _members.Count; m++)
            {
                Count(2 * m, order.AsSpan(0, escalations), scars[m]);
                Count((2 * m) + 1, order.AsSpan(escalations, deescalations), scars[m]);
            }
        }

        return [.. reactions.Select((reaction, i) => reaction.T is null ? (double?)null : (1.0 + above[i]) / (draws + 1))];

        void Count(int i, ReadOnlySpan<int> days, double[] ofDays)
        {
            var drawn = new List<double>(days.Length);
            foreach (int day in days)
            {
                if (double.IsFinite(ofDays[day]))
                {
                    drawn.Add(ofDays[day]);
                }
            }

            above[i] += reactions[i].T is { } t && MeanTests.CrossSectional([.. drawn]) is { } test
                && Math.Abs(test.Statistic) >= Math.Abs(t) ? 1 : 0;
        }
    }

    private const int FewestQuietSessions = 100;
    private const int SessionsAway = 5;

    private static int Most(IReadOnlyList<Reaction> reactions, Stance stance) =>
        reactions.Where(reaction => reaction.Stance == stance).Select(reaction => reaction.Days).DefaultIfEmpty().Max();

    /// <summary>Sessions of any instrument that are more than five sessions away from the day of every event, dated or timed.</summary>
    private DateOnly[] QuietSessions()
    {
        DateOnly[] sessions = [.. _members.SelectMany(member => member.Returns.Dates.ToArray()).Distinct().Order()];
        var isNear = new bool[sessions.Length];
        IEnumerable<DateOnly> dated = _events.Events.Select(one => DateOnly.FromDateTime(one.EventTimeUtc.UtcDateTime));
        foreach (DateOnly day in Days.Concat(dated))
        {
            int at = Array.BinarySearch(sessions, day);
            at = at < 0 ? ~at : at;
            for (int i = Math.Max(0, at - SessionsAway); i <= Math.Min(sessions.Length - 1, at + SessionsAway); i++)
            {
                isNear[i] = true;
            }
        }

        return [.. sessions.Where((_, i) => !isNear[i])];
    }

    private (DateOnly Day0, double Car, double Scar)? Observe(JoinedReturns returns, DateOnly day0)
    {
        if (returns.Count == 0 || day0 < returns.Dates[0] || day0 > returns.Dates[^1])
        {
            return null;
        }

        StudyResult result = _study.Evaluate(returns, returns.IndexOnOrAfter(day0), _window);
        return result is { Status: ScoreStatus.Final, Car: { } car, Scar: { } scar } ? (day0, car, scar) : null;
    }

    private Reaction Of(Member member, Stance stance, ObservedDays grouped)
    {
        int sign = stance == Stance.Escalation ? 1 : -1;
        (double[] cars, double[] weights) = grouped.Where(sign, grouped.Car);
        var reaction = new Reaction(member.Symbol, stance, cars.Length);
        if (_means.Estimate(cars, weights) is not { } mean
            || MeanTests.CrossSectional(grouped.Where(sign, grouped.Scar).Values) is not { } test)
        {
            return reaction;
        }

        return reaction with
        {
            MeanPct = 100 * mean.Mean,
            LoPct = 100 * mean.Lo,
            HiPct = 100 * mean.Hi,
            T = test.Statistic,
            P = test.PValue,
        };
    }

    private sealed record Member(string Symbol, JoinedReturns Returns, ObservedEvent[] Observed);
}
