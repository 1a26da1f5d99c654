using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Shows progress on standard error if it is a terminal.</summary>
internal sealed class Progress(TextWriter error)
{
    /// <summary>Runs <paramref name="work"/> under a spinner; its argument replaces the text of the spinner.</summary>
    public async Task<T> RunAsync<T>(string first, Func<Action<string>, Task<T>> work)
    {
        if (!Terminal.Animates(error))
        {
            return await work(static _ => { });
        }

        return await Terminal.Open(error).Status().StartAsync(
            Markup.Escape(first),
            context => work(text => context.Status(Markup.Escape(CellText.ForTerminal(text)))));
    }
}
