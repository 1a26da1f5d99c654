namespace MarketPulse.Core.Impact;

/// <summary>How expected returns are modelled, and over which bars the model is fitted.</summary>
public sealed record StudyOptions
{
    /// <summary>Maximum number of factors of a model.</summary>
    public const int MaxFactors = 8;

    /// <summary>The model of expected returns.</summary>
    public ExpectedReturnModel Model { get; init; } = ExpectedReturnModel.Market;

    /// <summary>Length of the estimation window in joined returns, L; 120 by default.</summary>
    public int EstimationDays { get; init; } = 120;

    /// <summary>
    /// Number of bars between the estimation window and day 0, g; 10 by default. No event window may start before the gap.
    /// </summary>
    public int Gap { get; init; } = 10;

    /// <summary>Minimum number of valid returns in the estimation window; 60 by default.</summary>
    public int MinObservations { get; init; } = 60;

    /// <summary>Whether the model needs a benchmark: every model but the mean.</summary>
    public bool NeedsBenchmark => Model != ExpectedReturnModel.Mean;

    /// <summary>
    /// Calendar days before day 0 that hold the gap and the estimation window: three days a session, enough for a series that trades every
    /// second day.
    /// </summary>
    public int CalendarDaysBefore => 3 * (EstimationDays + Gap + 1);

    /// <summary>What is wrong with the options, or with scoring these windows with them: one sentence per problem, with the fix.</summary>
    public IEnumerable<string> Problems(params IEnumerable<EventWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        const int FewestForAnyModel = MaxFactors + 4;
        if (EstimationDays is < FewestForAnyModel or > 100_000)
        {
            yield return $"The estimation window must have from {FewestForAnyModel} to 100000 returns, not {EstimationDays}; 120 is usual.";
        }

        if (MinObservations < FewestForAnyModel || MinObservations > EstimationDays)
        {
            yield return $"The minimum number of observations must be from {FewestForAnyModel} to the length of the estimation window, "
                + $"{EstimationDays}, not {MinObservations}.";
        }

        if (Gap is < 0 or > 100_000)
        {
            yield return $"The gap must have from 0 to 100000 bars, not {Gap}; 10 is usual.";
        }

        foreach (EventWindow window in windows)
        {
            if (window.End < window.Start)
            {
                yield return $"The window {window.Label} ends before it starts: give the first day, then the last.";
            }
            else if (window.Start < -Gap)
            {
                yield return $"The window {window.Label} starts inside the estimation window, which ends {Gap + 1} bars before day 0: "
                    + $"raise the gap to {-window.Start} or start the window later.";
            }
            else if (window.Length >= EstimationDays)
            {
                yield return $"The window {window.Label} is at least as long as the estimation window of {EstimationDays}: "
                    + "shorten the window or lengthen the estimation window.";
            }
        }
    }

    /// <summary>
    /// What is wrong with scoring a watchlist over the default windows with the options: one sentence per problem, with the fix.
    /// </summary>
    public IEnumerable<string> WatchlistProblems()
    {
        string[] factors = Model == ExpectedReturnModel.Factors
            ?
            [
                "A watchlist gives each instrument one benchmark, so the model cannot be Factors: use Market. "
                + "For several factors use marketpulse study --factors.",
            ]
            : [];
        return Problems(EventWindow.Defaults).Concat(factors);
    }

    /// <summary>Checks that a watchlist can be scored over the default windows with the options.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says what to change.</exception>
    public void ValidateForWatchlist() => ThrowIfAny(WatchlistProblems(), nameof(Model));

    /// <summary>Checks the options and the windows to be scored.</summary>
    /// <exception cref="ArgumentException">They do not go together; the message says what to change.</exception>
    public void Validate(params IEnumerable<EventWindow> windows) => ThrowIfAny(Problems(windows), nameof(windows));

    private static void ThrowIfAny(IEnumerable<string> problems, string parameter)
    {
        string message = string.Join(' ', problems);
        if (message.Length > 0)
        {
            throw new ArgumentException(message, parameter);
        }
    }
}

/// <summary>Models of the return that would have been expected without the event.</summary>
public enum ExpectedReturnModel
{
    /// <summary>Intercept and slope on the benchmark, by least squares (MacKinlay 1997, eq. 3).</summary>
    Market,

    /// <summary>The benchmark's return itself: no parameters.</summary>
    MarketAdjusted,

    /// <summary>The instrument's mean return.</summary>
    Mean,

    /// <summary>Intercept and slopes on up to eight factors, by least squares.</summary>
    Factors,
}
