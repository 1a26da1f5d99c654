using MarketPulse.Core.Events;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The reactions of several instruments to escalation and to de-escalation over one window, as one family of tests: the numbers of
/// <c>sensitivity</c> for horizon and kind <c>all</c>, and the same for a part of the events or under the mean-adjusted model. Events of
/// which only the date is known do not count. Not thread-safe.
/// </summary>
/// <param name="members">What each instrument contributes.</param>
public sealed class ReactionFamily(IReadOnlyList<ReactionMember> members)
{
    private const int FewestQuietSessions = 100;
    private const int SessionsAway = 5;

    private readonly MeanEffects _means = new();

    /// <summary>The members, in the order given.</summary>
    public IReadOnlyList<ReactionMember> Members => members;

    /// <summary>The days 0 of the events, of any instrument, ascending.</summary>
    public IReadOnlyList<DateOnly> Days { get; } =
        [.. members.SelectMany(member => member.Days).Select(day => day.Day0).Distinct().Order()];

    /// <summary>The reactions, by instrument in the order given, escalation first.</summary>
    /// <param name="basis">Which events count, and under which model.</param>
    /// <param name="days">Which days 0 count; null for all.</param>
    public IReadOnlyList<Reaction> Measure(ReactionBasis basis = ReactionBasis.AllEvents, Func<DateOnly, bool>? days = null)
    {
        Reaction[] reactions =
        [
            .. members.SelectMany(member => new[]
            {
                Of(member, Stance.Escalation, basis, days), Of(member, Stance.Deescalation, basis, days),
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

        double[][] scars = [.. members.Select(member => OnDays(member, quiet))];
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, quiet.Length)];
        var above = new int[reactions.Count];
        var drawn = new double[Math.Max(escalations, deescalations)];
        for (int draw = 0; draw < draws; draw++)
        {
            random.Shuffle(order);
            for (int m = 0; m < members.Count; m++)
            {
                Count(2 * m, order.AsSpan(0, escalations), scars[m]);
                Count((2 * m) + 1, order.AsSpan(escalations, deescalations), scars[m]);
            }
        }

        return [.. reactions.Select((reaction, i) => reaction.T is null ? (double?)null : (1.0 + above[i]) / (draws + 1))];

        void Count(int i, ReadOnlySpan<int> days, double[] ofDays)
        {
            if (reactions[i].T is not { } t)
            {
                return;
            }

            int count = 0;
            foreach (int day in days)
            {
                if (double.IsFinite(ofDays[day]))
                {
                    drawn[count++] = ofDays[day];
                }
            }

            // The statistic of MeanTests.CrossSectional without its p, which would take most of the time.
            (double mean, double deviation) = MeanTests.MeanAndDeviation(drawn.AsSpan(0, count));
            double statistic = Math.Sqrt(count) * mean / deviation;
            above[i] += double.IsFinite(statistic) && Math.Abs(statistic) >= Math.Abs(t) ? 1 : 0;
        }
    }

    private static int Most(IReadOnlyList<Reaction> reactions, Stance stance) =>
        reactions.Where(reaction => reaction.Stance == stance).Select(reaction => reaction.Days).DefaultIfEmpty().Max();

    /// <summary>
    /// The SCARs of an instrument around days. A day that is no session of it counts as its next one, like a day 0 without a bar; NaN
    /// outside its sessions.
    /// </summary>
    private static double[] OnDays(ReactionMember member, DateOnly[] days)
    {
        DateOnly[] sessions = [.. member.Sessions];
        return Array.ConvertAll(days, day =>
        {
            int at = Array.BinarySearch(sessions, day);
            at = at < 0 ? ~at : at;
            return sessions.Length == 0 || day < sessions[0] || at >= sessions.Length ? double.NaN : member.Scars[at];
        });
    }

    /// <summary>Sessions of any instrument that are more than five sessions away from the day of every event, dated or timed.</summary>
    private DateOnly[] QuietSessions()
    {
        DateOnly[] sessions = [.. members.SelectMany(member => member.Sessions).Distinct().Order()];
        var isNear = new bool[sessions.Length];
        foreach (DateOnly day in Days.Concat(members.SelectMany(member => member.EventDates)).Distinct())
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

    private Reaction Of(ReactionMember member, Stance stance, ReactionBasis basis, Func<DateOnly, bool>? days)
    {
        int sign = stance == Stance.Escalation ? 1 : -1;
        bool isMean = basis == ReactionBasis.MeanAdjusted;
        ReactionDay[] chosen =
        [
            .. member.Days.Where(day => (basis == ReactionBasis.TimedEvents ? day.TimedSign : day.Sign) == sign
                && double.IsFinite(isMean ? day.MeanCar : day.Car)
                && (days is null || days(day.Day0))),
        ];
        double[] cars = Array.ConvertAll(chosen, day => isMean ? day.MeanCar : day.Car), weights = new double[cars.Length];
        double[] scars = [.. chosen.Select(day => isMean ? day.MeanScar : day.Scar).Where(double.IsFinite)];
        Array.Fill(weights, 1);
        var reaction = new Reaction(member.Symbol, stance, cars.Length);
        if (_means.Estimate(cars, weights) is not { } mean || MeanTests.CrossSectional(scars) is not { } test)
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
}

/// <summary>Which events of a family count, and under which model.</summary>
public enum ReactionBasis
{
    /// <summary>All events, under the model of the scores.</summary>
    AllEvents,

    /// <summary>Only events whose time is known to the minute, under the model of the scores.</summary>
    TimedEvents,

    /// <summary>All events, under the mean-adjusted model.</summary>
    MeanAdjusted,
}
