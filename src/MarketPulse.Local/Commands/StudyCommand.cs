using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Local.Printing;
using MarketPulse.Local.Study;
using MarketPulse.Pipeline;

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
            "marketpulse study --prices etf --events days.csv --model mean --plot path.svg",
            "marketpulse study --prices etf --events e.csv --benchmark SPY --calendar-time",
            "marketpulse study --prices etf --events e.csv --benchmark SPY --explain x.csv",
            "marketpulse study --prices etf --events e.csv --model mean --confounders c.csv");
        arguments.AddTo(command);
        command.AllowOutput(OutputFormat.Parquet);
        command.OnRun((context, cancellationToken) => RunAsync(arguments.Read(context), context, cancellationToken));
        return command;
    }

    private static async Task RunAsync(StudyRequest request, CommandContext context, CancellationToken cancellationToken)
    {
        StudyFiles files = await ComputeAsync(
            context, "Reading files", _ => StudyFiles.Read(request, context, cancellationToken), cancellationToken);
        var batch = new StudyBatch(request.Options, files.Windows, request.ExcludeOverlaps);
        IReadOnlyList<AveragePathDay> averages = request.Plot is null
            ? []
            : await ComputeAsync(
                context,
                "Averaging paths",
                _ => AveragePath(batch, files, request.Options, cancellationToken),
                cancellationToken);
        if (request.Summary is { } kind)
        {
            IReadOnlyList<TestSummary> summaries = await ComputeAsync(
                context, "Studying", report => Summarize(kind, request, batch, files, report, cancellationToken), cancellationToken);
            context.Output.Write(StudyView.Tests(summaries));
            context.Output.Say(
                "Headline: Kolari-Pynnonen across instruments, BMP across events. All other tests assume independent observations.");
        }
        else if (request.CalendarTime)
        {
            IReadOnlyList<CalendarTimePortfolio> portfolios = await ComputeAsync(
                context, "Studying", _ => batch.CalendarTime(files.Subjects, cancellationToken), cancellationToken);
            context.Output.Write(StudyView.CalendarTime(portfolios.Select(row => row with { Window = files.WindowKeys[row.Window] })));
        }
        else if (request.Explain is var (path, characteristics))
        {
            await ExplainAsync(path, characteristics);
        }
        else if (files.Synthetic is { } synthetic)
        {
            IReadOnlyList<SyntheticEffect> effects = await ComputeAsync(
                context,
                "Studying",
                _ => synthetic.Run([.. batch.Run(files.Subjects.Take(1).ToList(), cancellationToken: cancellationToken)]),
                cancellationToken);
            context.Output.Write(StudyView.Synthetic(effects));
            context.Tell(SyntheticStudy.Problems(effects));
        }
        else
        {
            await PrintRowsAsync(batch, files, context, cancellationToken);
        }

        if (request.Plot is not null)
        {
            await File.WriteAllTextAsync(
                request.Plot,
                PathPlot.Draw(averages, $"Average cumulative abnormal return, {averages[0].Count} event days"),
                cancellationToken);
        }

        async Task ExplainAsync(string file, InstrumentCharacteristics characteristics)
        {
            string[] without = [.. files.Subjects.Select(subject => subject.Returns.Symbol).Distinct(StringComparer.Ordinal)
                .Where(symbol => !characteristics.BySymbol.ContainsKey(symbol))];
            if (without.Length > 0)
            {
                context.Warn($"{file} has no row for {string.Join(", ", without)}, so they are left out.");
            }

            IReadOnlyList<CharacteristicEffect> effects = await ComputeAsync(
                context,
                "Studying",
                _ => batch.Explain(files.Subjects, characteristics, request.BootstrapDraws, request.Seed, cancellationToken),
                cancellationToken);
            context.Output.Write(StudyView.Effects(effects.Select(row => row with { Window = files.WindowKeys[row.Window] })));
            foreach (CharacteristicEffect row in effects.Where(row => row.Problem.Length > 0).DistinctBy(row => row.Window))
            {
                context.Fail($"{file}, window {EventWindow.Parse(files.WindowKeys[row.Window]).Label}: {row.Problem}.");
            }
        }
    }

    /// <summary>
    /// Prints CSV and JSON while they are computed. Only a table has to be complete first, because its widths depend on every row.
    /// </summary>
    private static async Task PrintRowsAsync(
        StudyBatch batch, StudyFiles files, CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Output.Format == OutputFormat.Table)
        {
            context.Output.Write(StudyView.Rows(
                await ComputeAsync(context, "Studying", report => Rows(report).ToList(), cancellationToken)));
        }
        else if (context.Output.IsTerminal)
        {
            // No spinner, which would run into the rows.
            await Task.Run(() => context.Output.Write(StudyView.Rows(Rows(static _ => { }))), cancellationToken);
        }
        else
        {
            await ComputeAsync(context, "Studying", report => Print(Rows(report)), cancellationToken);
        }

        IEnumerable<StudyRow> Rows(Action<WorkProgress> report) => batch
            .Run(files.Subjects, progress: new StudyProgress(report), cancellationToken: cancellationToken)
            .Select(row => row with { Window = files.WindowKeys[row.Window] });

        bool Print(IEnumerable<StudyRow> rows)
        {
            context.Output.Write(StudyView.Rows(rows));
            return true;
        }
    }

    private static TestSummary[] Summarize(
        SummaryKind kind,
        StudyRequest request,
        StudyBatch batch,
        StudyFiles files,
        Action<WorkProgress> report,
        CancellationToken cancellationToken)
    {
        var progress = new StudyProgress(report);
        IReadOnlyList<TestSummary> summaries = kind == SummaryKind.BySymbol
            ? batch.SummariesBySymbol(files.Subjects, request.BootstrapDraws, request.Seed, progress, cancellationToken)
            : batch.SummariesByEvent(files.Subjects, request.BootstrapDraws, request.Seed, progress, cancellationToken);
        return [.. summaries.Select(row => row with { Window = files.WindowKeys[row.Window] })];
    }

    /// <summary>Computes on another thread, because this one has to react to Ctrl+C.</summary>
    private static Task<T> ComputeAsync<T>(
        CommandContext context, string what, Func<Action<WorkProgress>, T> compute, CancellationToken cancellationToken) =>
        context.Progress.RunAsync(what, report => Task.Run(() => compute(report), cancellationToken));

    private static IReadOnlyList<AveragePathDay> AveragePath(
        StudyBatch batch, StudyFiles files, StudyOptions options, CancellationToken cancellationToken)
    {
        int earliest = options.HasFixedEstimation ? int.MinValue : -options.Gap;
        int from = Math.Max(earliest, Math.Min(-PlotReach, files.Windows.Min(window => window.Start)));
        int to = Math.Max(PlotReach, files.Windows.Max(window => window.End));
        IReadOnlyList<AveragePathDay> path = batch.AveragePath(files.Subjects, from, to, cancellationToken);
        return path.Count > 0
            ? path
            : throw CommandError.Failed($"--plot: no event has all bars from {from} to {to}, so there is no path to draw.");
    }

    private sealed class StudyProgress(Action<WorkProgress> report) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) =>
            report(new WorkProgress("Studying", value.Done, value.Total, value.Unit));
    }
}
