using System.CommandLine;
using System.Globalization;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse forget</c>: deletes articles on request.</summary>
internal static class ForgetCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("ARTICLE")
        {
            Description = "Ids of the articles, as the column articleid shows them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var feed = new Option<string?>("--feed")
        {
            Description = "All articles that this feed has delivered. Remove the feed from the settings too, or it delivers new ones.",
            HelpName = "NAME",
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "forget",
            "Deletes articles permanently: title, text and addresses are removed everywhere, logs included, and the articles are not "
                + "stored again. Ids and figures remain, and the events they reported are rebuilt without them.",
            "marketpulse forget 1f0c9a3e5b7d2468",
            "marketpulse forget --feed ustr")
        {
            ids, feed, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            string[] named = context.Get(ids) ?? [];
            if (context.Get(feed) is not null == named.Length > 0)
            {
                throw CommandError.BadArguments("Give the ids of articles, or --feed.");
            }

            int forgotten = await context.Progress.RunAsync("Forgetting", async report =>
            {
                await using LocalStorage opened = await LocalStorage.OpenAsync(
                    context.Get(data), context.Get(storage), report, cancellationToken);
                await using LocalHost host = await LocalHost.StartAsync(
                    opened, context.Clock, cancellationToken, report: report);
                IAsyncEnumerable<string> wanted = context.Get(feed) is { } name
                    ? host.Step<IArticleArchive>().FindOfFeedAsync(name, cancellationToken)
                    : named.ToAsyncEnumerable();
                return await ForgetAsync(host.Step<ForgetArticles>(), wanted, context, report, cancellationToken);
            });
            context.Output.Say(string.Create(CultureInfo.InvariantCulture, $"Forgotten: {forgotten:N0}."));
            if (context.Output.Format != OutputFormat.Table)
            {
                context.Output.Write(RowSet.Create("forgotten", [new { Articles = forgotten }]));
            }
        });
        return command;
    }

    private static async Task<int> ForgetAsync(
        ForgetArticles step, IAsyncEnumerable<string> wanted, CommandContext context, Action<WorkProgress> report,
        CancellationToken cancellationToken)
    {
        int forgotten = 0;
        await foreach (string id in wanted.WithCancellation(cancellationToken))
        {
            if (await step.RunAsync(id, cancellationToken))
            {
                forgotten++;
                report(new WorkProgress("Forgetting", forgotten, Unit: "articles"));
            }
            else
            {
                context.Fail($"There is no article '{id}'.");
            }
        }

        return forgotten;
    }
}
