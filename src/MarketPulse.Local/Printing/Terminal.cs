using Spectre.Console;
using Spectre.Console.Rendering;

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
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),

            // Without ANSI, the library would set the colours of the process's own console, which sends sequences as well.
            Ansi = escapes ? AnsiSupport.Detect : AnsiSupport.Yes,
            ColorSystem = escapes ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,

            // The library would look at standard output and input, which may be pipes while standard error is a terminal.
            Interactive = escapes ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!escapes)
        {
            console.Pipeline.Attach(new StylesRemoved());
        }

        return console;
    }

    /// <summary>Removes styles, so that only text is written.</summary>
    private sealed class StylesRemoved : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(renderable => new TextOnly(renderable));
    }

    private sealed class TextOnly(IRenderable styled) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => styled.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            styled.Render(options, maxWidth).Select(segment => segment.IsLineBreak ? Segment.LineBreak : new Segment(segment.Text));
    }
}
