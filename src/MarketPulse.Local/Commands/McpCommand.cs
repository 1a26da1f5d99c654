using System.CommandLine;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Hosting;
using MarketPulse.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse mcp</c>: answers the questions of an assistant over standard input and output.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "mcp",
            "Answers an assistant's questions about events, scores and sensitivity, by the Model Context Protocol over standard input and "
                + "output. An assistant starts this command itself; all its tools only read.",
            "marketpulse mcp",
            "marketpulse mcp --data ./market")
        {
            data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(
                opened, cancellationToken, static services => services.AddSingleton(new Watchlist([])).AddMarketPulseWeb());
            await ServeAsync(host, context.Input, cancellationToken);
        });
        return command;
    }

    /// <summary>Serves until the assistant closes the input or the command is stopped.</summary>
    private static async Task ServeAsync(LocalHost host, Stream input, CancellationToken cancellationToken)
    {
        // Standard output belongs to the protocol; messages for people go to standard error.
        await using Stream output = Console.OpenStandardOutput();
        ILoggerFactory logging = host.Step<ILoggerFactory>();
        await using var transport = new StreamServerTransport(input, output, "marketpulse", logging);
        await using McpServer server = McpServer.Create(
            transport, host.Step<IOptions<McpServerOptions>>().Value, logging, host.Services);
        await server.RunAsync(cancellationToken);
    }
}
