using System.CommandLine;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse dead-letters list|show|replay|drop</c>: messages that could not be handled, and what to do with them.</summary>
internal static class DeadLettersCommand
{
    private const int TableBodyLength = 60;
    private static readonly string[] Queues = [.. QueueNames.All];

    public static Command Create() =>
        new("dead-letters", "Lists, shows, replays or drops dead letters: messages that could not be handled.")
    {
        Listing(), Showing(), Replaying(), Dropping(),
    };

    private static MarketPulseSubcommand Listing()
    {
        var options = new StorageChoice();
        var command = new MarketPulseSubcommand(
            "list",
            "Lists the dead letters of the queues, oldest first, with their reasons.",
            "marketpulse dead-letters list",
            "marketpulse dead-letters list --queue scores --output json")
        {
            options.Queue, options.Data, options.Connection,
        };
        command.OnRun((context, cancellationToken) => options.RunAsync(context, async (host, queues) =>
            context.Output.Write(ViewOf(await ReadAsync(host, queues, cancellationToken))), cancellationToken));
        return command;
    }

    private static MarketPulseSubcommand Showing()
    {
        var options = new StorageChoice();
        var id = new Argument<string>("ID") { Description = "Id of the dead letter, as list prints it." };
        var command = new MarketPulseSubcommand(
            "show", "Shows one dead letter in full: reason, original message, trace.",
            "marketpulse dead-letters show 7f3c2a10-5b1d-4c57-9a0e-2d1c7e5b8f44")
        {
            id, options.Queue, options.Data, options.Connection,
        };
        command.OnRun((context, cancellationToken) => options.RunAsync(context, async (host, queues) =>
        {
            string wanted = context.Get(id)!;
            DeadLetter letter = (await ReadAsync(host, queues, cancellationToken)).Find(candidate => candidate.Id == wanted)
                ?? throw Unknown(wanted);
            context.Output.WriteCard(new Card(letter.Id,
            [
                new CardLine("Queue", letter.Queue),
                new CardLine("Reason", letter.Reason),
                new CardLine("Description", letter.Description),
                new CardLine("Failed", CellText.ForTable(letter.FailedUtc) ?? ""),
                new CardLine("Deliveries", CellText.ForTable(letter.Deliveries) ?? ""),
                new CardLine("Trace", letter.TraceParent ?? ""),
                new CardLine("Message", letter.Body),
            ]));
            if (context.Output.Format != OutputFormat.Table)
            {
                context.Output.Write(ViewOf([letter]));
            }
        }, cancellationToken));
        return command;
    }

    private static MarketPulseSubcommand Replaying() => Settling(
        "replay",
        "Sends dead letters to their queue again, after the cause is fixed.",
        "Sent again",
        static (letters, queue, ids, cancellationToken) => letters.ReplayAsync(queue, ids, cancellationToken),
        "marketpulse dead-letters replay --all",
        "marketpulse dead-letters replay 7f3c2a10-5b1d-4c57-9a0e-2d1c7e5b8f44");

    private static MarketPulseSubcommand Dropping() => Settling(
        "drop",
        "Removes dead letters permanently.",
        "Dropped",
        static (letters, queue, ids, cancellationToken) => letters.DropAsync(queue, ids, cancellationToken),
        "marketpulse dead-letters drop 7f3c2a10-5b1d-4c57-9a0e-2d1c7e5b8f44",
        "marketpulse dead-letters drop --all --queue articles");

    private static MarketPulseSubcommand Settling(
        string name, string description, string done,
        Func<IDeadLetters, string, IReadOnlyCollection<string>?, CancellationToken, Task<int>> settle,
        params IReadOnlyList<string> examples)
    {
        var options = new StorageChoice();
        var ids = new Argument<string[]>("ID")
        {
            Description = "Ids of the dead letters, as list prints them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All dead letters of the queue given by --queue, or of every queue." };
        var command = new MarketPulseSubcommand(name, description, examples) { ids, all, options.Queue, options.Data, options.Connection };
        command.OnRun((context, cancellationToken) =>
        {
            string[] named = context.Get(ids) ?? [];
            if (context.Get(all) == named.Length > 0)
            {
                throw CommandError.BadArguments("Give the ids of the dead letters, or --all.");
            }

            return options.RunAsync(context, async (host, queues) =>
            {
                IDeadLetters letters = host.Step<IDeadLetters>();
                HashSet<string> known = [.. (await ReadAsync(host, queues, cancellationToken)).Select(letter => letter.Id)];
                if (Array.Find(named, id => !known.Contains(id)) is { } unknown)
                {
                    throw Unknown(unknown);
                }

                var counts = new List<Settled>();
                foreach (string queue in queues)
                {
                    counts.Add(new Settled(queue, await settle(letters, queue, named.Length > 0 ? named : null, cancellationToken)));
                }

                context.Output.Say(FormattableString.Invariant($"{done}: {counts.Sum(count => count.Count)}."));
                if (context.Output.Format != OutputFormat.Table)
                {
                    context.Output.Write(RowSet.Create("settled", counts));
                }
            }, cancellationToken);
        });
        return command;
    }

    private static async Task<List<DeadLetter>> ReadAsync(LocalHost host, IReadOnlyList<string> queues, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        foreach (string queue in queues)
        {
            letters.AddRange(await host.Step<IDeadLetters>().ListAsync(queue, cancellationToken).ToListAsync(cancellationToken));
        }

        return letters;
    }

    private static RowSet ViewOf(IReadOnlyList<DeadLetter> letters) => RowSet.Create(
        "dead_letters",
        letters,
        [
            new ViewColumn<DeadLetter>("id", letter => letter.Id),
            new ViewColumn<DeadLetter>("queue", letter => letter.Queue),
            new ViewColumn<DeadLetter>("reason", letter => letter.Reason) { Wraps = true },
            new ViewColumn<DeadLetter>("failed", letter => CellText.ForTable(letter.FailedUtc)) { DropOrder = 1 },
            new ViewColumn<DeadLetter>("message", letter => letter.Body[..Math.Min(letter.Body.Length, TableBodyLength)])
            {
                Wraps = true,
                DropOrder = 2,
            },
        ]);

    private static CommandError Unknown(string id) =>
        CommandError.Failed($"There is no dead letter '{id}'; marketpulse dead-letters list shows all of them.");

    private sealed record Settled(string Queue, int Count);

    /// <summary>The options that choose the storage and the queues.</summary>
    private sealed class StorageChoice
    {
        public Option<string?> Queue { get; } = MakeQueue();

        public Option<string?> Data { get; } = SharedOptions.Data();

        public Option<string?> Connection { get; } = SharedOptions.Storage();

        public async Task RunAsync(
            CommandContext context, Func<LocalHost, IReadOnlyList<string>, Task> run, CancellationToken cancellationToken)
        {
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(Data), context.Get(Connection), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            await run(host, context.Get(Queue) is { } queue ? [queue] : Queues);
        }

        private static Option<string?> MakeQueue()
        {
            var queue = new Option<string?>("--queue")
            {
                Description = "Only dead letters of this queue. Default: every queue.",
                HelpName = string.Join('|', Queues),
            };
            queue.AcceptOnlyFromAmong(Queues);
            return queue;
        }
    }
}
