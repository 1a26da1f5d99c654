using MarketPulse.Pipeline;
using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Shows progress on standard error if it is a terminal.</summary>
/// <param name="error">Standard error.</param>
/// <param name="clock">Measures the pace, for the time left.</param>
/// <param name="hidden">Whether to show nothing, as with <c>--quiet</c> and <c>--no-color</c>.</param>
internal sealed class Progress(TextWriter error, TimeProvider clock, bool hidden = false)
{
    /// <summary>
    /// Runs <paramref name="work"/> under a spinner; its argument replaces the text of the spinner. If the total is known, the text says
    /// how long it still takes.
    /// </summary>
    public async Task<T> RunAsync<T>(string first, Func<Action<WorkProgress>, Task<T>> work)
    {
        // A terminal that cannot move its cursor would get a line for every step.
        if (hidden || !Terminal.Animates(error) || Terminal.Open(error) is not { Profile.Capabilities.Ansi: true } console)
        {
            return await work(static _ => { });
        }

        var left = new TimeLeft(clock);
        return await console.Status().StartAsync(
            Markup.Escape(first),
            context => work(progress => context.Status(Markup.Escape(CellText.ForTerminal(left.Describe(progress))))));
    }
}
