using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <summary>
/// The returns that an instrument of a watchlist is scored, profiled, calibrated and replayed on: its own, joined with its benchmark's
/// where the model needs one.
/// </summary>
/// <param name="Returns">
/// The joined returns; null when they are missing. They are empty when instrument and benchmark share no dates.
/// </param>
/// <param name="Missing">
/// Why there are none: <see cref="ScoreReason.NoPrices"/> or <see cref="ScoreReason.NoBenchmark"/>; <see cref="ScoreReason.None"/> when
/// there are.
/// </param>
public readonly record struct InstrumentReturns(JoinedReturns? Returns, ScoreReason Missing)
{
    /// <summary>Joins the returns of an instrument for a model.</summary>
    /// <param name="instrument">The instrument, which names its benchmark.</param>
    /// <param name="options">The model decides whether the benchmark is needed: <see cref="StudyOptions.NeedsBenchmark"/>.</param>
    /// <param name="historyOf">Finds the bars of a symbol; null when there are none.</param>
    public static InstrumentReturns Join(Instrument instrument, StudyOptions options, Func<string, PriceHistory?> historyOf)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(historyOf);
        if (historyOf(instrument.Symbol) is not { } history)
        {
            return new InstrumentReturns(null, ScoreReason.NoPrices);
        }

        PriceHistory? benchmark = options.NeedsBenchmark && instrument.Benchmark is { } symbol ? historyOf(symbol) : null;
        return options.NeedsBenchmark && benchmark is null
            ? new InstrumentReturns(null, ScoreReason.NoBenchmark)
            : new InstrumentReturns(JoinedReturns.Join(history, benchmark, change: instrument.Change), ScoreReason.None);
    }
}
