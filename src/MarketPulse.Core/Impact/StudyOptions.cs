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

    /// <summary>
    /// First date of an estimation window that is the same for all events; null for one that ends <see cref="Gap"/> bars before each. With
    /// fixed dates <see cref="EstimationDays"/> and <see cref="Gap"/> have no effect, and only daily returns can be studied.
    /// </summary>
    public DateOnly? EstimationFrom { get; init; }

    /// <summary>Last date of the fixed estimation window, inclusive; given if and only if <see cref="EstimationFrom"/> is.</summary>
    public DateOnly? EstimationTo { get; init; }

    /// <summary>Minimum number of valid returns in the estimation window; 60 by default.</summary>
    public int MinObservations { get; init; } = 60;

    /// <summary>Whether the estimation window has fixed dates instead of moving with the event.</summary>
    public bool HasFixedEstimation => EstimationFrom is not null && EstimationTo is not null;

    /// <summary>Maximum number of returns in the estimation window: of fixed dates, the days from the first to the last.</summary>
    public int LongestEstimation => EstimationFrom is { } from && EstimationTo is { } to
        ? Math.Max(0, to.DayNumber - from.DayNumber + 1)
        : EstimationDays;

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
        if (EstimationFrom is null != EstimationTo is null)
        {
            yield return "A fixed estimation window needs both its first and its last date.";
        }
        else if (LongestEstimation is < FewestForAnyModel or > 100_000)
        {
            yield return HasFixedEstimation
                ? $"The estimation window from {EstimationFrom:yyyy-MM-dd} to {EstimationTo:yyyy-MM-dd} must have from "
                    + $"{FewestForAnyModel} to 100000 days: change its first or last date."
                : $"The estimation window must have from {FewestForAnyModel} to 100000 returns, not {EstimationDays}; 120 is usual.";
        }

        if (MinObservations < FewestForAnyModel || MinObservations > LongestEstimation)
        {
            yield return $"The minimum number of observations must be from {FewestForAnyModel} to the length of the estimation window, "
                + $"{LongestEstimation}, not {MinObservations}.";
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
            else if (window.Start < -Gap && !HasFixedEstimation)
            {
                yield return $"The window {window.Label} starts inside the estimation window, which ends {Gap + 1} bars before day 0: "
                    + $"raise the gap to {-window.Start} or start the window later.";
            }
            else if (window.Length >= LongestEstimation)
            {
                yield return $"The window {window.Label} is at least as long as the estimation window of {LongestEstimation}: "
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
        string[] dates = EstimationFrom is not null || EstimationTo is not null
            ? ["A watchlist is scored with an estimation window before each event: leave EstimationFrom and EstimationTo out."]
            : [];
        return [.. Problems(EventWindow.Defaults), .. factors, .. dates];
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
