using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Tells a person at a terminal what is going on, on standard error; silent anywhere else.</summary>
internal sealed class Progress(TextWriter error)
{
    /// <summary>Runs <paramref name="work"/> under a spinner; <c>report</c> replaces its text.</summary>
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
