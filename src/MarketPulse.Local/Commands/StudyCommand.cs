using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Local.Printing;
using MarketPulse.Local.Study;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse study</c>: an event study from files alone, without storage.</summary>
internal static class StudyCommand
{
    /// <summary>A plotted path reaches at least this many bars to either side of day 0, where the gap allows it.</summary>
    private const int PlotReach = 10;

    public static Command Create()
    {
        var arguments = new StudyArguments();
        var command = new MarketPulseSubcommand(
            "study",
            "Runs an event study from files alone, without storage: abnormal returns, tests and scores of a list of dates. "
            + "JSON and CSV have returns as fractions, not percent; windows of intraday bars are in minutes.",
            "marketpulse study --prices prices --events events.csv --benchmark SPY",
            "marketpulse study --prices prices --events events.csv --model mean --tests",
            "marketpulse study --prices etf --events days.csv --model mean --plot path.svg");
        arguments.AddTo(command);
        command.OnRun((context, cancellationToken) => RunAsync(arguments.Read(context), context, cancellationToken));
        return command;
    }

    private static async Task RunAsync(StudyRequest request, CommandContext context, CancellationToken cancellationToken)
    {
        // On another thread, because this one has to react to Ctrl+C.
        StudyOutcome outcome = await context.Progress.RunAsync(
            "Reading files", report => Task.Run(() => Compute(request, context, report, cancellationToken), cancellationToken));
        Print(outcome, request, context);
    }

    private static StudyOutcome Compute(
        StudyRequest request, CommandContext context, Action<string> report, CancellationToken cancellationToken)
    {
        StudyFiles files = StudyFiles.Read(request, context, cancellationToken);
        var batch = new StudyBatch(request.Options, files.Windows, request.ExcludeOverlaps);
        var progress = new StudyProgress(report);
        IReadOnlyList<StudyRow> rows = request.Summary is null
            ? batch.Run(files.Subjects, progress: progress, cancellationToken: cancellationToken)
            : [];
        IReadOnlyList<TestSummary> summaries = request.Summary switch
        {
            null => [],
            SummaryKind.BySymbol => batch.SummariesBySymbol(
                files.Subjects, request.BootstrapDraws, request.Seed, progress, cancellationToken),
            _ => batch.SummariesByEvent(files.Subjects, request.BootstrapDraws, request.Seed, progress, cancellationToken),
        };
        IReadOnlyList<AveragePathDay> path = [];
        if (request.Plot is not null)
        {
            report("Averaging paths");
            path = AveragePath(batch, files, request.Options.Gap, cancellationToken);
        }

        return new StudyOutcome(
            [.. rows.Select(row => row with { Window = files.WindowKeys[row.Window] })],
            [.. summaries.Select(row => row with { Window = files.WindowKeys[row.Window] })],
            path);
    }

    private static IReadOnlyList<AveragePathDay> AveragePath(
        StudyBatch batch, StudyFiles files, int gap, CancellationToken cancellationToken)
    {
        int from = Math.Max(-gap, Math.Min(-PlotReach, files.Windows.Min(window => window.Start)));
        int to = Math.Max(PlotReach, files.Windows.Max(window => window.End));
        IReadOnlyList<AveragePathDay> path = batch.AveragePath(files.Subjects, from, to, cancellationToken);
        return path.Count > 0
            ? path
            : throw CommandError.Failed($"--plot: no event has all bars from {from} to {to}, so there is no path to draw.");
    }

    private static void Print(StudyOutcome outcome, StudyRequest request, CommandContext context)
    {
        if (request.Summary is null)
        {
            context.Output.Write(StudyView.Rows(outcome.Rows));
        }
        else
        {
            context.Output.Write(StudyView.Tests(outcome.Summaries));
            context.Output.Say(
                "Headline: Kolari-Pynnonen across instruments, BMP across events. All other tests assume independent observations.");
        }

        if (request.Plot is not null)
        {
            File.WriteAllText(
                request.Plot, PathPlot.Draw(outcome.Path, $"Average cumulative abnormal return, {outcome.Path[0].Count} event days"));
        }
    }

    private sealed record StudyOutcome(
        IReadOnlyList<StudyRow> Rows, IReadOnlyList<TestSummary> Summaries, IReadOnlyList<AveragePathDay> Path);

    private sealed class StudyProgress(Action<string> report) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) =>
            report(string.Create(CultureInfo.InvariantCulture, $"Studying: {value.Done:N0} of {value.Total:N0} {value.Unit}"));
    }
}
