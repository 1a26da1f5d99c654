using System.CommandLine;

namespace MarketPulse.Local.Commands;

/// <summary>The command <c>marketpulse</c> and its subcommands.</summary>
internal static class MarketPulseCommand
{
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("How markets react to trade tension: events from news, impact scores from prices.");
        ParseResult parsed = root.Parse(args);
        return parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }
}
