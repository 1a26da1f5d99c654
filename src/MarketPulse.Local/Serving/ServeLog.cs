using System.Globalization;
using MarketPulse.Local.Printing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MarketPulse.Local.Serving;

/// <summary>Log lines of the server: time, level and one line of text. Only errors include a stack trace.</summary>
/// <param name="clock">Provides the time and its zone.</param>
internal sealed class ServeLog(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    /// <summary>Name under which the console logger finds this formatter.</summary>
    public const string FormatName = "marketpulse";

    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFaulted = 11;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // The command itself reports why the server does not start, such as a port in use.
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
        textWriter.WriteLine(
            $"{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {level}{CellText.ForTerminal(text)}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(
                logEntry.LogLevel >= LogLevel.Error ? exception.ToString() : $"  {CellText.ForTerminal(exception.Message)}");
        }
    }
}
