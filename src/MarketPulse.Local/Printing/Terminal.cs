using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Detects whether a writer is a terminal, and opens a console that sends escape sequences only to terminals.</summary>
internal static class Terminal
{
    /// <summary>Whether <paramref name="writer"/> is a terminal, whose width tables may use.</summary>
    public static bool Shows(TextWriter writer) =>
        (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected)
        || (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected);

    /// <summary>
    /// Whether escape sequences may be sent to <paramref name="writer"/>: it is a terminal, and NO_COLOR (no-color.org) is not set.
    /// </summary>
    public static bool Animates(TextWriter writer) =>
        Shows(writer) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A console over <paramref name="writer"/>.</summary>
    /// <param name="writer">Where it writes.</param>
    /// <param name="plain">Whether to send no escape sequences, as with <c>--no-color</c>.</param>
    public static IAnsiConsole Open(TextWriter writer, bool plain = false)
    {
        bool escapes = !plain && Animates(writer);
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = escapes ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = escapes ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = escapes ? InteractionSupport.Detect : InteractionSupport.No,
        });
    }
}
