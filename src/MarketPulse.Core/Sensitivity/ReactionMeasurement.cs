using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Sensitivity;

/// <summary>Measures what instruments contribute to a family of reactions over one window.</summary>
/// <param name="options">Model and estimation window; the mean-adjusted model is measured with the same estimation window.</param>
/// <param name="window">The window.</param>
public sealed class ReactionMeasurement(StudyOptions options, EventWindow window)
{
    private static readonly HorizonWeights Always = new(Horizon.All, DateOnly.MaxValue, DateOnly.MinValue);

    private readonly StudyOptions _meanOptions = options with { Model = ExpectedReturnModel.Mean };
    private readonly EventStudy _study = new(options);
    private readonly EventStudy _meanStudy = new(options with { Model = ExpectedReturnModel.Mean });

    /// <summary>The window of the findings: the day of the news.</summary>
    public static EventWindow DayZero { get; } = new(0, 0);

    /// <summary>Measures the contribution of an instrument.</summary>
    /// <param name="instrument">The instrument, which names its benchmark.</param>
    /// <param name="historyOf">Finds the bars of a symbol; null when there are none.</param>
    /// <param name="events">The events.</param>
    /// <param name="observed">
    /// How the instrument was scored on the events over the window; null to score it here, on those with a time of day.
    /// </param>
    /// <returns>The contribution; null if the bars of the instrument, or of the benchmark that the model needs, are missing.</returns>
    public ReactionMember? Measure(
        Instrument instrument, Func<string, PriceHistory?> historyOf, EventIndex events, IReadOnlyList<ObservedEvent>? observed = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(historyOf);
        ArgumentNullException.ThrowIfNull(events);
        if (InstrumentReturns.Join(instrument, options, historyOf).Returns is not { Count: > 0 } returns)
        {
            return null;
        }

        JoinedReturns alone = InstrumentReturns.Join(instrument, _meanOptions, historyOf).Returns!;
        observed ??= Observe(instrument, historyOf(instrument.Symbol)!, returns, events);
        DateOnly[] sessions = returns.Dates.ToArray();
        return new ReactionMember(instrument.Symbol)
        {
            IsStale = LeadLag.Estimate(returns)?.IsStale,
            Days = [.. ReactionDays(alone, events, [.. observed.OrderBy(one => one.Day0).ThenBy(one => one.Event)])],
            EventDates = [.. events.Events.Select(one => DateOnly.FromDateTime(one.EventTimeUtc.UtcDateTime)).Distinct().Order()],
            Sessions = sessions,
            Scars = Array.ConvertAll(sessions, day => Evaluate(_study, returns, day)?.Scar ?? double.NaN),
        };
    }

    private List<ObservedEvent> Observe(Instrument instrument, PriceHistory history, JoinedReturns returns, EventIndex events)
    {
        var sessions = new SessionCalendar(VenueCatalog.For(instrument, history.Source), [.. history.Bars.Select(bar => bar.Date)]);
        var observed = new List<ObservedEvent>();
        for (int e = 0; e < events.Events.Count; e++)
        {
            TradeEvent found = events.Events[e];
            if (found.TimeResolution == TimeResolution.Day)
            {
                continue;
            }

            DateOnly day0 = DayZeroResolver.OfMoment(found.EventTimeUtc, sessions).Date;
            if (Evaluate(_study, returns, day0) is { } result)
            {
                observed.Add(new ObservedEvent(e, day0) { Car = result.Car, Scar = result.Scar });
            }
        }

        return observed;
    }

    private IEnumerable<ReactionDay> ReactionDays(JoinedReturns alone, EventIndex events, ObservedEvent[] observed)
    {
        ObservedDays days = Group(_ => true), timed = Group(one => one.TimeResolution == TimeResolution.Exact);
        Dictionary<DateOnly, int> timedSigns = Enumerable.Range(0, timed.Count)
            .ToDictionary(i => timed.Day0[i], i => Math.Sign(timed.Intensity[i]));
        for (int i = 0; i < days.Count; i++)
        {
            (double Car, double Scar)? mean = Evaluate(_meanStudy, alone, days.Day0[i]);
            yield return new ReactionDay(days.Day0[i], Math.Sign(days.Intensity[i]))
            {
                TimedSign = timedSigns.GetValueOrDefault(days.Day0[i]),
                Car = days.Car[i],
                Scar = days.Scar[i],
                MeanCar = mean?.Car ?? double.NaN,
                MeanScar = mean?.Scar ?? double.NaN,
            };
        }

        ObservedDays Group(Func<TradeEvent, bool> counts) => ObservedDays.GroupByDay(
            observed,
            new EventKind(EventIndex.All, EventIndex.All, [.. events.Events.Select(counts)]),
            events,
            Always,
            new int[observed.Length]);
    }

    /// <summary>The reaction over the window around a day; null when it cannot be scored, or not over the whole window.</summary>
    private (double Car, double Scar)? Evaluate(EventStudy study, JoinedReturns returns, DateOnly day0)
    {
        int session = returns.IndexOnOrAfter(day0);
        if (returns.Count == 0 || day0 < returns.Dates[0] || session + window.Start < 0 || session + window.End >= returns.Count)
        {
            return null;
        }

        ClassicalStudy result = study.EvaluateClassical(returns, session, window);
        return double.IsFinite(result.Car) && double.IsFinite(result.Scar) ? (result.Car, result.Scar) : null;
    }
}
