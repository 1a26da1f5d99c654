namespace MarketPulse.Core.Impact;

/// <summary>How expected returns are modelled and over which bars the model is fitted.</summary>
public sealed record StudyOptions
{
    /// <summary>Most factors a model may have.</summary>
    public const int MaxFactors = 8;

    /// <summary>The model of expected returns.</summary>
    public ExpectedReturnModel Model { get; init; } = ExpectedReturnModel.Market;

    /// <summary>Length of the estimation window in joined returns, L: 120 unless told.</summary>
    public int EstimationDays { get; init; } = 120;

    /// <summary>Bars between the estimation window and day 0 that are in neither, g: 10 unless told. No event window may start before it.</summary>
    public int Gap { get; init; } = 10;

    /// <summary>
    /// Calendar days before an event in which its estimation window lies: three for each session, which is enough for a series that trades on every second
    /// day only.
    /// </summary>
    public int CalendarDaysBefore => 3 * (EstimationDays + Gap + 1);

    /// <summary>Fewest valid returns in the estimation window: 60 unless told.</summary>
    public int MinObservations { get; init; } = 60;

    /// <summary>What makes no sense about the options, or about scoring these windows with them: one sentence each, with the fix.</summary>
    public IEnumerable<string> Problems(params IEnumerable<EventWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        const int FewestForAnyModel = MaxFactors + 4;
        if (EstimationDays is < FewestForAnyModel or > 100_000)
        {
            yield return $"The estimation window must have from {FewestForAnyModel} to 100000 returns, not {EstimationDays}: 120 is usual.";
        }

        if (MinObservations < FewestForAnyModel || MinObservations > EstimationDays)
        {
            yield return $"The fewest observations must lie from {FewestForAnyModel} to the length of the estimation window, {EstimationDays}, not at {MinObservations}.";
        }

        if (Gap is < 0 or > 100_000)
        {
            yield return $"The gap must have from 0 to 100000 bars, not {Gap}: 10 is usual.";
        }

        foreach (EventWindow window in windows)
        {
            if (window.End < window.Start)
            {
                yield return $"The window {window.Label} ends before it starts: give the first day, then the last.";
            }
            else if (window.Start < -Gap)
            {
                yield return $"The window {window.Label} starts inside the estimation window, which ends {Gap + 1} bars before day 0: raise the gap to {-window.Start} or start the window later.";
            }
            else if (window.Length >= EstimationDays)
            {
                yield return $"The window {window.Label} is as long as the estimation window of {EstimationDays}: shorten it or lengthen the estimation.";
            }
        }
    }

    /// <summary>Checks the options and the windows to be scored.</summary>
    /// <exception cref="ArgumentException">They make no sense together; the message says what to change.</exception>
    public void Validate(params IEnumerable<EventWindow> windows)
    {
        string problems = string.Join(' ', Problems(windows));
        if (problems.Length > 0)
        {
            throw new ArgumentException(problems, nameof(windows));
        }
    }
}

/// <summary>Models of the return that was to be expected without the event.</summary>
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
