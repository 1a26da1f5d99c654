using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Impact;

/// <summary>An instrument with its bars and sessions, on which the days 0 and windows of events are placed.</summary>
internal sealed class InstrumentSessions
{
    // Scored in addition to the defaults when only the date is known: the right session is one of two.
    private static readonly EventWindow TwoDays = new(0, 1);
    private static readonly IReadOnlyList<EventWindow> WindowsOfDateOnly = [.. EventWindow.Defaults, TwoDays];

    private readonly PriceHistory? _benchmark;

    public InstrumentSessions(Instrument instrument, IReadOnlyDictionary<string, PriceHistory> histories)
    {
        Instrument = instrument;
        History = histories.GetValueOrDefault(instrument.Symbol);
        _benchmark = instrument.Benchmark is null ? null : histories.GetValueOrDefault(instrument.Benchmark);
        Calendar = new SessionCalendar(
            VenueCatalog.For(instrument, History?.Source), [.. (History?.Bars ?? []).Select(bar => bar.Date)]);
    }

    public Instrument Instrument { get; }

    /// <summary>The bars; null when there are none.</summary>
    public PriceHistory? History { get; }

    public SessionCalendar Calendar { get; }

    /// <summary>The windows in which an event with that day 0 is scored.</summary>
    public static IReadOnlyList<EventWindow> WindowsOf(DayZero dayZero) =>
        dayZero.Certainty == DayZeroCertainty.DateOnly ? WindowsOfDateOnly : EventWindow.Defaults;

    /// <summary>
    /// Day 0 of an event, and whether the instrument's trading is halted on it: then it is the day that the venue's calendar names.
    /// </summary>
    public (DayZero DayZero, bool IsHalted) Place(TradeEvent tradeEvent)
    {
        DayZero scheduled = DayZeroOf(tradeEvent, new SessionCalendar(Calendar.Venue, []));
        bool isHalted = TradingHalt.On(scheduled.Date, History, _benchmark);
        return (isHalted ? scheduled : DayZeroOf(tradeEvent), isHalted);
    }

    /// <summary>Day 0 of an event by the instrument's sessions, whether or not its trading is halted.</summary>
    public DayZero DayZeroOf(TradeEvent tradeEvent) => DayZeroOf(tradeEvent, Calendar);

    private static DayZero DayZeroOf(TradeEvent tradeEvent, SessionCalendar calendar) =>
        DayZeroResolver.Resolve(tradeEvent.EventTimeUtc, tradeEvent.TimeResolution, calendar);
}
