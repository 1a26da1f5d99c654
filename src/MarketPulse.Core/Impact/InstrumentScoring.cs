using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Linking;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Impact;

/// <summary>Scores one event on one instrument: finds day 0, joins the returns and scores every window.</summary>
internal sealed class InstrumentScoring
{
    private static readonly EventWindow DayZeroOnly = new(0, 0);

    private readonly EventStudy _study;
    private readonly TradeEvent _event;
    private readonly InstrumentSessions _sessions;
    private readonly EventOverlaps _overlaps;
    private readonly DateTimeOffset _now;
    private readonly DayZero _dayZero;
    private readonly JoinedReturns? _returns;
    private readonly ScoreReason _missing;
    private readonly EventLink _link;

    public InstrumentScoring(
        EventStudy study,
        TradeEvent tradeEvent,
        InstrumentSessions sessions,
        EventOverlaps overlaps,
        IReadOnlyDictionary<string, PriceHistory> histories,
        DateTimeOffset now)
    {
        _study = study;
        _event = tradeEvent;
        _sessions = sessions;
        _overlaps = overlaps;
        _now = now;
        _link = EventLinks.Between(tradeEvent, sessions.Instrument.Tags);
        (_dayZero, bool isHalted) = sessions.Place(tradeEvent);
        (_returns, _missing) = isHalted ? new InstrumentReturns(null, ScoreReason.Halted) : Join(histories);
    }

    /// <summary>The scheduled releases that rows name.</summary>
    public required ReleaseCalendar Releases { get; init; }

    /// <summary>Date of the last bar of the longest window; until then the event is open for this instrument.</summary>
    public DateOnly LastBarNeeded => Windows.MaxBy(window => window.End).LastBar(_dayZero.Date, _sessions.Calendar);

    private Instrument Instrument => _sessions.Instrument;

    private PriceHistory? History => _sessions.History;

    private IReadOnlyList<EventWindow> Windows => InstrumentSessions.WindowsOf(_dayZero);

    public IEnumerable<ImpactScore> Scores() => Windows.Select(Score);

    public IEnumerable<AbnormalReturn> Path()
    {
        if (_returns is null || _missing != ScoreReason.None)
        {
            return [];
        }

        JoinedReturns returns = _returns;
        return _study.Path(returns, returns.IndexOnOrAfter(_dayZero.Date)).Select(day => new AbnormalReturn
        {
            EventId = _event.EventId,
            EventTimeUtc = _event.EventTimeUtc,
            Symbol = Instrument.Symbol,
            Day = day.Day,
            Date = returns.Dates[day.Index],
            ReturnPct = 100 * day.Return,
            BenchmarkReturnPct = 100 * day.BenchmarkReturn,
            ArPct = 100 * day.AbnormalReturn,
            CarPct = 100 * day.Car,
            BandLoPct = 100 * day.BandLo,
            BandHiPct = 100 * day.BandHi,
            Revision = _event.Revision,
            BarsThrough = History?.BarsThrough,
            PriceRevision = History?.PriceRevision ?? 0,
            ModifiedUtc = _now,
        });
    }

    private InstrumentReturns Join(IReadOnlyDictionary<string, PriceHistory> histories)
    {
        var joined = InstrumentReturns.Join(Instrument, _study.Options, histories.GetValueOrDefault);
        return joined.Returns is { } returns && !CoversDayZero(returns) ? joined with { Missing = ScoreReason.NoPrices } : joined;
    }

    private bool CoversDayZero(JoinedReturns returns) =>
        returns.Count > 0 && _dayZero.Date >= returns.Dates[0] && _dayZero.Date <= returns.Dates[^1];

    private ImpactScore Score(EventWindow window)
    {
        ImpactScore row = Facts(window);
        if (_missing != ScoreReason.None || _returns is null)
        {
            return row with { Status = ScoreStatus.NotScored, Reason = _missing.Code() };
        }

        if (_dayZero.Certainty == DayZeroCertainty.DateOnly && window == DayZeroOnly)
        {
            return row with { Status = ScoreStatus.NotScored, Reason = ScoreReason.DayUncertain.Code() };
        }

        int day0 = _returns.IndexOnOrAfter(_dayZero.Date);
        StudyResult? market = _study.EvaluateMarket(_returns, day0, window);
        return WithNumbers(row, _study.Evaluate(_returns, day0, window)) with
        {
            PriceBasis = Codes<PriceBasis>.Of(_returns.Basis),
            MarketEffectPct = 100 * market?.Car,
            MarketScore = market?.AdjustedScore,
        };
    }

    private ImpactScore Facts(EventWindow window) => new()
    {
        EventId = _event.EventId,
        EventTimeUtc = _event.EventTimeUtc,
        Symbol = Instrument.Symbol,
        WindowKey = window.Key,
        Day0 = _dayZero.Date,
        DayZeroReason = _dayZero.ReasonCode,
        DayZeroCertainty = _dayZero.CertaintyCode,
        Stance = _event.Stance,
        Intensity = _event.Intensity,
        Link = _link.Code,
        LinkReason = _link.Reason,
        Model = Codes<ExpectedReturnModel>.Of(_study.Options.Model),
        Benchmark = Instrument.Benchmark ?? "",
        PriceSource = History?.Source ?? "",
        Overlaps = _overlaps.Count(Instrument.Symbol, window.Key),
        Confounders = Releases.CodesInside(Instrument.Symbol, _dayZero.Date, window, _sessions.Calendar),
        EstimationDays = _study.Options.EstimationDays,
        BarsExpected = window.Length,
        LexiconVersion = _event.LexiconVersion,
        Revision = _event.Revision,
        BarsThrough = History?.BarsThrough,
        PriceRevision = History?.PriceRevision ?? 0,
        ModifiedUtc = _now,
    };

    private static ImpactScore WithNumbers(ImpactScore row, in StudyResult result) => row with
    {
        Status = result.Status,
        Reason = result.Reason.Code(),
        Quality = result.Quality.Code(),
        BarsObserved = result.BarsObserved,
        Observations = result.Observations,
        Alpha = result.Alpha,
        Beta = result.Beta,
        ResidualVariance = result.ResidualVariance,
        CarPct = 100 * result.Car,
        CarLoPct = 100 * result.CarLo,
        CarHiPct = 100 * result.CarHi,
        BharPct = 100 * result.Bhar,
        Mde80Pct = 100 * result.Mde80,
        RawReturnPct = 100 * result.RawReturn,
        BenchmarkReturnPct = 100 * result.BenchmarkReturn,
        Scar = result.Scar,
        PValue = result.PValue,
        ReturnScore = result.ReturnScore,
        ReferenceWindows = result.ReferenceWindows,
        ZAdjusted = result.ZAdjusted,
        PAdjusted = result.PAdjusted,
        AdjustedScore = result.AdjustedScore,
        PVolume = result.PVolume,
        VolumeScore = result.VolumeScore,
        PVolatility = result.PVolatility,
        VolatilityScore = result.VolatilityScore,
        OverallScore = result.OverallScore,
        OverallDriver = result.OverallDriver.Code(),
    };
}
