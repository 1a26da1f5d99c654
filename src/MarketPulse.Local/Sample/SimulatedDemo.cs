using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Commands;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Sample;

/// <summary><c>marketpulse demo --simulated</c>: twelve articles and a market whose true reactions are known.</summary>
internal static class SimulatedDemo
{
    /// <summary>Number of scores in the printed table; JSON and CSV have all of them.</summary>
    private const int Shown = 16;

    public static async Task RunAsync(CommandContext context, DemoStorageOptions options, CancellationToken cancellationToken)
    {
        var market = new SimulatedMarket(SampleFiles.ReadPlanted());
        var input = new IngestInput(SampleFiles.ReadArticles(context.Clock), market.Histories, SimulatedInstrument.Watchlist, "sample");
        Print(context.Output, await options.IngestAsync(input, context, cancellationToken), market);
    }

    private static void Print(Output output, IngestResult result, SimulatedMarket market)
    {
        List<PlantedScore> scores = [.. result.Scores.Select(score => WithPlanted(score, market))];
        IEnumerable<PlantedScore> shown = output.Format == OutputFormat.Table
            ? scores.OrderByDescending(row => Math.Abs(row.Score.AdjustedScore ?? 0)).Take(Shown)
            : scores;
        output.Say("The prices of this demo are SIMULATED, with reactions of known size planted in them.");
        output.WriteDocument(
        [
            EventView.Rows(result.Events),
            RowSet.Create(
                "scores", shown, PlantedScore.ViewColumns, PlantedScore.DataColumns,
                $"Impact scores: the {Shown} strongest of {scores.Count}"),
        ]);
        output.Say(Summary(scores));
    }

    private static PlantedScore WithPlanted(ImpactScore score, SimulatedMarket market)
    {
        EventWindow window = EventWindow.Parse(score.WindowKey);
        bool measured = score.Day0 is not null && score.Symbol != SimulatedInstrument.Market;
        return new PlantedScore(score, measured ? market.PlantedPct(score.Symbol, score.Day0!.Value, window.Start, window.End) : null);
    }

    private static string Summary(List<PlantedScore> scores)
    {
        List<PlantedScore> compared = [.. scores.Where(row => row.CoversPlanted is not null)];
        double error = compared.Average(row => Math.Abs(row.Score.CarPct!.Value - row.PlantedPct!.Value));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Planted against measured: {compared.Count(row => row.CoversPlanted == true)} of {compared.Count} intervals (95%) contain "
                + $"the planted value; the mean absolute error of CAR is {error:0.00} points.");
    }
}
