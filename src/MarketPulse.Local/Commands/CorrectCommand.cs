using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse correct</c>: corrects events, and lists, revokes and exports corrections.</summary>
internal static class CorrectCommand
{
    public static Command Create()
    {
        var options = new Options();
        var command = new MarketPulseSubcommand(
            "correct",
            "Corrects an event: its stance or time, which reports belong to it, or that there is no such event. A correction holds for the "
                + "event of the reports it was made for, also after earlier reports arrive or articles are classified again, until it is "
                + "revoked. The event shows it with who made it, when and why.",
            "marketpulse correct 20250602T120000Z-1f0c9a3e --stance D --reason \"It eases.\"",
            "marketpulse correct 20250602T120000Z-1f0c9a3e --void --reason \"An opinion.\"",
            "marketpulse correct --list",
            "marketpulse correct --revoke 20250602T120000Z-void-5b7d2468 --reason \"News.\"",
            "marketpulse correct --export labels.csv");
        options.AddTo(command);
        command.OnRun((context, cancellationToken) => RunAsync(context, options, cancellationToken));
        return command;
    }

    private static async Task RunAsync(CommandContext context, Options options, CancellationToken cancellationToken)
    {
        Action action = options.Read(context);
        await using LocalStorage storage = await context.Progress.RunAsync(
            "Starting",
            report => LocalStorage.OpenAsync(context.Get(options.Data), context.Get(options.Storage), report, cancellationToken));
        await using LocalHost host = await context.StartHostAsync(storage, cancellationToken);
        try
        {
            await action(host, cancellationToken);
        }
        catch (CorrectionRefusedException e)
        {
            throw CommandError.Failed(e.Message, e);
        }
    }

    private static async Task CorrectAsync(
        CommandContext context, RequestedCorrection requested, bool dryRun, LocalHost host, CancellationToken cancellationToken)
    {
        CorrectEvent step = host.Step<CorrectEvent>();
        if (dryRun)
        {
            CorrectionResult result = await step.CheckAsync(requested, cancellationToken);
            await PrintAsync(context, host, [result.Correction], await step.FindEventsAsync(result.Correction, cancellationToken));
            context.Output.Say(result.IsNew ? "The correction can be made. Nothing was changed." : "The correction was made before.");
            return;
        }

        CorrectionResult made = await step.RunAsync(requested, cancellationToken);
        await ApplyAsync(context, host, made, made.IsNew ? "Corrected." : "The correction was made before.", cancellationToken);
    }

    private static async Task RevokeAsync(
        CommandContext context, string id, (string By, string Reason) why, LocalHost host, CancellationToken cancellationToken)
    {
        CorrectionResult revoked = await host.Step<CorrectEvent>().RevokeAsync(id, why.By, why.Reason, cancellationToken);
        await ApplyAsync(context, host, revoked, revoked.IsNew ? "Revoked." : "The correction was revoked before.", cancellationToken);
    }

    private static async Task ApplyAsync(
        CommandContext context, LocalHost host, CorrectionResult result, string outcome, CancellationToken cancellationToken)
    {
        CorrectEvent step = host.Step<CorrectEvent>();
        IReadOnlyList<TradeEvent> events = await context.Progress.RunAsync("Updating events", async _ =>
        {
            await step.ApplyAsync(result.Correction, cancellationToken);
            return await step.FindEventsAsync(result.Correction, cancellationToken);
        });
        await PrintAsync(context, host, [result.Correction], events);
        context.Output.Say($"{outcome} marketpulse serve, or the next ingest, scores the changed events.");
    }

    private static async Task ListAsync(CommandContext context, string? eventId, LocalHost host, CancellationToken cancellationToken)
    {
        List<Correction> all = await host.Step<ClusterStores>().Corrections
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken).ToListAsync(cancellationToken);
        if (eventId is not null)
        {
            TradeEvent found = await host.Events.FindAsync(eventId, cancellationToken)
                ?? throw CommandError.Failed($"There is no event '{eventId}'.");
            HashSet<string> articles = [.. found.Articles];
            all.RemoveAll(one => one.EventId != eventId && !articles.Contains(one.ArticleId)
                && !articles.Contains(one.OtherArticleId ?? "") && !found.Corrections.Contains(one.CorrectionId));
        }

        await PrintAsync(context, host, [.. all.OrderBy(one => one.MadeUtc)], events: null);
    }

    private static async Task ExportAsync(CommandContext context, string path, LocalHost host, CancellationToken cancellationToken)
    {
        CorrectionLabels labels = await CorrectionLabels.ReadAsync(host.Step<ClusterStores>(), cancellationToken);
        await File.WriteAllTextAsync(path, labels.ToCsv(), cancellationToken);
        if (labels.WithoutTitle > 0)
        {
            context.Warn(string.Create(
                CultureInfo.InvariantCulture, $"The titles of {labels.WithoutTitle:N0} reports were removed, so they are left out."));
        }

        context.Output.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {labels.Rows.Count:N0} labels to {path}."));
        if (context.Output.Format != OutputFormat.Table)
        {
            context.Output.Write(RowSet.Create("exported", [new { Labels = labels.Rows.Count, labels.WithoutTitle }]));
        }
    }

    private static async Task PrintAsync(
        CommandContext context, LocalHost host, IReadOnlyList<Correction> corrections, IReadOnlyList<TradeEvent>? events)
    {
        var states = new List<ShownCorrection>();
        foreach (Correction correction in corrections)
        {
            IReadOnlyList<TradeEvent> concerned =
                events ?? await host.Step<CorrectEvent>().FindEventsAsync(correction, CancellationToken.None);
            states.Add(new ShownCorrection(correction, StateOf(correction, concerned)));
        }

        RowSet shown = RowSet.Create("corrections", states, CorrectionColumns, ShownCorrection.Columns, title: "Corrections");
        if (events is null)
        {
            context.Output.Write(shown);
            return;
        }

        context.Output.WriteDocument(
            [shown, RowSet.Create("events", events, EventColumns, title: "Events of its reports")]);
    }

    private static string StateOf(Correction correction, IReadOnlyList<TradeEvent> concerned) =>
        correction.RevokedUtc is not null ? "revoked"
        : concerned.Any(found => found.Corrections.Contains(correction.CorrectionId)) ? "in effect"
        : "not in effect";

    private static string Text(Correction correction) => correction.Kind switch
    {
        CorrectionKind.Stance => $"stance {Codes<Stance>.Of(correction.Stance!.Value)}",
        CorrectionKind.Merge => $"merge {correction.ArticleId} with {correction.OtherArticleId}",
        CorrectionKind.Split => $"split off {correction.ArticleId}",
        CorrectionKind.Time => $"time {CellText.ForTable(correction.TimeUtc)}",
        _ => "void",
    };

    private static IReadOnlyList<ViewColumn<ShownCorrection>> CorrectionColumns { get; } =
    [
        new("made (UTC)", row => CellText.ForTable(row.Correction.MadeUtc)),
        new("by", row => row.Correction.MadeBy) { DropOrder = 2 },
        new("correction", row => Text(row.Correction)),
        new("reason", row => row.Correction.RevokedReason is { } why
            ? $"{row.Correction.Reason} Revoked by {row.Correction.RevokedBy}: {why}"
            : row.Correction.Reason) { Wraps = true },
        new("state", row => row.State),
        new("id", row => row.Correction.CorrectionId) { DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<TradeEvent>> EventColumns { get; } =
    [
        new("time (UTC)", row => CellText.ForTable(row.EventTimeUtc)),
        new("stance", row => Codes<Stance>.Of(row.Stance)),
        new("reports", row => CellText.ForTable(row.Sources)) { Right = true },
        new("status", row => Codes<EventStatus>.Of(row.Status)),
        new("headline", row => row.Headline) { Wraps = true },
        new("event", row => row.EventId) { DropOrder = 1 },
    ];

    private delegate Task Action(LocalHost host, CancellationToken cancellationToken);

    /// <summary>A correction with whether it is in effect.</summary>
    private sealed record ShownCorrection(Correction Correction, string State)
    {
        public static IReadOnlyList<DataColumn<ShownCorrection>> Columns { get; } =
        [
            .. RowSchema.Of<Correction>().Columns.Select(
                column => new DataColumn<ShownCorrection>(column.SnakeName, row => column.Read(row.Correction))),
            new("state", row => row.State),
        ];
    }

    /// <summary>The options of the command, of which each call uses one group.</summary>
    private sealed class Options
    {
        private readonly Argument<string?> _event = new("EVENT")
        {
            Description = "Id of the event; marketpulse scores lists the ids.",
            Arity = ArgumentArity.ZeroOrOne,
        };

        private readonly Option<Stance?> _stance = new("--stance")
        {
            Description = "The event escalates (E), eases (D), does both (M) or neither (N).",
            HelpName = "E|D|M|N",
            CustomParser = static result => SharedOptions.Read<Stance?>(result, text =>
                StanceLetters.Parse(text.ToUpperInvariant()) is { } known ? known
                    : Codes<Stance>.TryParse(text, out Stance stance) ? stance
                    : throw new FormatException($"'{text}' is not a stance: give E, D, M or N.")),
        };

        private readonly Option<string?> _merge = new("--merge")
        {
            Description = "The event and this one are the same act.",
            HelpName = "OTHER",
        };

        private readonly Option<string?> _split = new("--split")
        {
            Description =
                "This report of the event is about another act: it becomes an event of its own, which can be merged with another.",
            HelpName = "ARTICLE",
        };

        private readonly Option<PublishedTime?> _time = SharedOptions.Time(
            "--time", "The event happened at this time, or on this day, at most 7 days from its first report.");

        private readonly Option<bool> _void = new("--void") { Description = "There is no such event: it loses its scores." };

        private readonly Option<string?> _reason = new("--reason")
        {
            Description = "Why; required to correct and to revoke.",
            HelpName = "TEXT",
        };

        private readonly Option<string?> _by = new("--by")
        {
            Description = "Who makes or revokes the correction. Default: your user name.",
            HelpName = "NAME",
        };

        private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only check whether the correction can be made." };
        private readonly Option<bool> _list = new("--list") { Description = "List the corrections, of all events or of EVENT." };

        private readonly Option<string?> _revoke = new("--revoke")
        {
            Description = "Revoke the correction with this id.",
            HelpName = "ID",
        };

        private readonly Option<string?> _export = new("--export")
        {
            Description = "Write the corrected stances and voided events as labelled headlines, which detect --evaluate and --fit read.",
            HelpName = "FILE",
        };

        public Option<string?> Data { get; } = SharedOptions.Data();

        public Option<string?> Storage { get; } = SharedOptions.Storage();

        public void AddTo(Command command)
        {
            command.Add(_event);
            Option[] options =
                [_stance, _merge, _split, _time, _void, _reason, _by, _dryRun, _list, _revoke, _export, Data, Storage];
            foreach (Option option in options)
            {
                command.Add(option);
            }
        }

        /// <summary>What the arguments ask for.</summary>
        public Action Read(CommandContext context)
        {
            string? eventId = context.Get(_event);
            CorrectionKind[] kinds = Kinds(context);
            int others = (context.Get(_list) ? 1 : 0) + (context.Get(_revoke) is null ? 0 : 1) + (context.Get(_export) is null ? 0 : 1);
            if (others > 1 || (others == 1 && kinds.Length > 0))
            {
                throw CommandError.BadArguments("Give only one of a correction, --list, --revoke and --export.");
            }

            if (context.Get(_list))
            {
                return (host, cancellationToken) => ListAsync(context, eventId, host, cancellationToken);
            }

            if (context.Get(_export) is { } path)
            {
                return (host, cancellationToken) => ExportAsync(context, path, host, cancellationToken);
            }

            (string By, string Reason) why = (context.Get(_by) ?? Environment.UserName, context.Get(_reason) ?? "");
            if (context.Get(_revoke) is { } id)
            {
                CheckReason(why.Reason);
                return (host, cancellationToken) => RevokeAsync(context, id, why, host, cancellationToken);
            }

            if (eventId is null || kinds.Length != 1)
            {
                throw CommandError.BadArguments(
                    "Give an EVENT and one of --stance, --merge, --split, --time and --void; or --list, --revoke or --export.");
            }

            CheckReason(why.Reason);
            RequestedCorrection requested = Requested(context, eventId, kinds[0], why);
            return (host, cancellationToken) => CorrectAsync(context, requested, context.Get(_dryRun), host, cancellationToken);
        }

        private static void CheckReason(string reason)
        {
            if (string.IsNullOrWhiteSpace(reason))
            {
                throw CommandError.BadArguments("Say why with --reason TEXT.");
            }
        }

        private CorrectionKind[] Kinds(CommandContext context) =>
        [
            .. new (CorrectionKind Kind, bool IsGiven)[]
            {
                (CorrectionKind.Stance, context.Get(_stance) is not null),
                (CorrectionKind.Merge, context.Get(_merge) is not null),
                (CorrectionKind.Split, context.Get(_split) is not null),
                (CorrectionKind.Time, context.Get(_time) is not null),
                (CorrectionKind.Void, context.Get(_void)),
            }.Where(pair => pair.IsGiven).Select(pair => pair.Kind),
        ];

        private RequestedCorrection Requested(
            CommandContext context, string eventId, CorrectionKind kind, (string By, string Reason) why) => new()
            {
                EventId = eventId,
                Kind = kind,
                Stance = context.Get(_stance),
                OtherEventId = context.Get(_merge),
                ArticleId = context.Get(_split),
                Time = context.Get(_time)?.Utc,
                TimeResolution = context.Get(_time)?.Resolution ?? TimeResolution.Exact,
                MadeBy = why.By,
                Reason = why.Reason,
            };
    }
}
