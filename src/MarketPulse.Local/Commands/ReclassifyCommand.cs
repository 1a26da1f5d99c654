using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse reclassify</c>: applies a new lexicon or version to stored articles.</summary>
internal static class ReclassifyCommand
{
    public static Command Create()
    {
        Option<DateOnly?> from = SharedOptions.Date("--from", "Only articles published on this day or later. Default: all.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would change." };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "reclassify",
            "Shows what the current lexicon changes in the events of stored articles, then classifies these articles again, updates their "
                + "events and queues the changed ones to be scored. Articles already classified by the current version are skipped.",
            "marketpulse reclassify --dry-run",
            "marketpulse reclassify --from 2025-01-01")
        {
            from, dryRun, data, storage,
        };
        command.OnRun((context, cancellationToken) => RunAsync(
            context, context.Get(from), context.Get(dryRun), context.Get(data), context.Get(storage), cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        CommandContext context, DateOnly? from, bool dryRun, string? dataFolder, string? connection, CancellationToken cancellationToken)
    {
        await using LocalStorage storage = await context.Progress.RunAsync(
            "Starting", report => LocalStorage.OpenAsync(dataFolder, connection, report, cancellationToken));
        await using LocalHost host = await context.StartHostAsync(storage, cancellationToken);
        ReclassifyArticles step = host.Step<ReclassifyArticles>();
        Reclassification preview = await context.Progress.RunAsync(
            "Reading", report => step.PreviewAsync(from, report, cancellationToken));
        Print(context.Output, preview);
        if (dryRun)
        {
            context.Output.Say("Nothing was changed.");
            return;
        }

        await context.Progress.RunAsync("Classifying", report => step.RunAsync(from, report, cancellationToken));
        context.Output.Say("Done. marketpulse serve, or the next ingest, scores the changed events.");
    }

    private static void Print(Output output, Reclassification change)
    {
        if (output.Format == OutputFormat.Json)
        {
            output.WriteDocument([RowSet.Create("articles", [Counts.From(change)]), RowSet.Create("events", change.Events, View)]);
            return;
        }

        output.Write(RowSet.Create("events", change.Events, View, title: "Events that change"));
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{change.Articles:N0} articles, of which {change.Reclassified:N0} were classified by an earlier version; the verdict "
                + $"changes for {change.Changed:N0}. Read from shortened text: {change.Shortened:N0}; "
                + $"text removed, verdict kept: {change.Removed:N0}."));
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Events gained: {Count(change, ChangeKind.Gained):N0}, lost: {Count(change, ChangeKind.Lost):N0}, stance changed: "
                + $"{Count(change, ChangeKind.StanceChanged):N0}."));
    }

    private static int Count(Reclassification change, ChangeKind kind) => change.Events.Count(found => found.Change == kind);

    private static IReadOnlyList<ViewColumn<ReclassifiedEvent>> View { get; } =
    [
        new("change", row => Codes<ChangeKind>.Of(row.Change)),
        new("time (UTC)", row => CellText.ForTable(row.EventTimeUtc)),
        new("before", row => row.Before is { } stance ? Codes<Stance>.Of(stance) : ""),
        new("after", row => row.After is { } stance ? Codes<Stance>.Of(stance) : ""),
        new("headline", row => row.Headline) { Wraps = true },
        new("event", row => row.EventId) { DropOrder = 1 },
    ];

    private sealed record Counts(int Articles, int Reclassified, int Changed, int Shortened, int Removed)
    {
        public static Counts From(Reclassification change) =>
            new(change.Articles, change.Reclassified, change.Changed, change.Shortened, change.Removed);
    }
}
