using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Shows progress on standard error if it is a terminal.</summary>
/// <param name="error">Standard error.</param>
/// <param name="hidden">Whether to show nothing, as with <c>--quiet</c> and <c>--no-color</c>.</param>
internal sealed class Progress(TextWriter error, bool hidden = false)
{
    /// <summary>Runs <paramref name="work"/> under a spinner; its argument replaces the text of the spinner.</summary>
    public async Task<T> RunAsync<T>(string first, Func<Action<string>, Task<T>> work)
    {
        if (hidden || !Terminal.Animates(error))
        {
            return await work(static _ => { });
        }

        return await Terminal.Open(error).Status().StartAsync(
            Markup.Escape(first),
            context => work(text => context.Status(Markup.Escape(CellText.ForTerminal(text)))));
    }
}
