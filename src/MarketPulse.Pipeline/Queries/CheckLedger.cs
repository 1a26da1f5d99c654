using System.Globalization;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Checks that the ledger of forecasts is as it was written.</summary>
/// <param name="store">Stores the ledger.</param>
public sealed class CheckLedger(IForecastStore store)
{
    private const int MostProblems = 20;

    /// <summary>
    /// Reads the whole ledger and all outcomes, and names what is not as it was written: a link that was changed, removed or inserted, a
    /// head that is not the last link, a published head that is not in the chain, an outcome that does not agree with its forecast.
    /// </summary>
    /// <param name="publishedHead">A head that was published earlier; null for none.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<LedgerCheck> RunAsync(string? publishedHead, CancellationToken cancellationToken)
    {
        var chain = new ForecastChain();
        var problems = new List<string>();
        var series = new Dictionary<(long, string, string), ForecastSeries>();
        await foreach (Forecast forecast in store.ReadAsync(cancellationToken))
        {
            if (chain.Check(forecast) is { } problem)
            {
                problems.Add(problem);
                continue;
            }

            foreach (ForecastSeries one in forecast.Read())
            {
                series[(forecast.Sequence, one.Symbol, one.WindowKey)] = one;
            }
        }

        LedgerHead? head = await store.FindHeadAsync(cancellationToken);
        if ((head?.Hash ?? ForecastChain.Start) != chain.Head)
        {
            problems.Add("The stored head is not the hash of the last forecast: forecasts at the end were removed or added.");
        }

        if (publishedHead is not null && !chain.Contains(publishedHead))
        {
            problems.Add($"The published head {publishedHead} is not in the chain: it was written anew since then.");
        }

        int outcomes = 0;
        await foreach (ForecastOutcome outcome in store.ReadOutcomesAsync(DateTimeOffset.MinValue, cancellationToken))
        {
            outcomes++;
            if (!series.TryGetValue((outcome.Sequence, outcome.Symbol, outcome.WindowKey), out ForecastSeries? forecast)
                || !Agrees(outcome, forecast))
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The outcome of {outcome.Symbol} over {outcome.WindowKey} does not agree with forecast {outcome.Sequence}."));
            }
        }

        return new LedgerCheck(chain.Count, outcomes, chain.Head, [.. problems.Take(MostProblems)], problems.Count);
    }

    private static bool Agrees(ForecastOutcome outcome, ForecastSeries forecast) =>
        outcome.Day0 == forecast.Day0 && outcome.PredictedPct == forecast.PredictedPct && outcome.HalfWidthPct == forecast.HalfWidthPct
        && outcome.AdaptiveMultiplier == forecast.AdaptiveMultiplier;
}

/// <summary>The result of a check of the ledger.</summary>
/// <param name="Forecasts">Number of forecasts read.</param>
/// <param name="Outcomes">Number of outcomes read.</param>
/// <param name="Head">The head of the chain.</param>
/// <param name="Problems">What is wrong, as sentences; at most 20 of them.</param>
/// <param name="ProblemCount">Number of all problems.</param>
public sealed record LedgerCheck(long Forecasts, int Outcomes, string Head, IReadOnlyList<string> Problems, int ProblemCount);
