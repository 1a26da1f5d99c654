using System.Globalization;
using MarketPulse.Local.Printing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MarketPulse.Local.Serving;

/// <summary>What a server tells in its terminal: the time, how serious it is, and one line. Only errors, which nobody expects, come with where they arose.</summary>
/// <param name="clock">The time, and the zone it is told in.</param>
internal sealed class ServeLog(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    /// <summary>Name under which the console finds it.</summary>
    public const string FormatName = "marketpulse";

    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFaulted = 11;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // Why the server does not start, such as a port that is taken, is what the command ends with.
        if (logEntry.EventId == StartFaulted && logEntry.Category == Host)
        {
            return;
        }

        string level = logEntry.LogLevel switch
        {
            >= LogLevel.Error => "error: ",
            LogLevel.Warning => "warning: ",
            _ => "",
        };
        string text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine($"{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {level}{CellText.ForTerminal(text)}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(logEntry.LogLevel >= LogLevel.Error ? exception.ToString() : $"  {CellText.ForTerminal(exception.Message)}");
        }
    }
}
