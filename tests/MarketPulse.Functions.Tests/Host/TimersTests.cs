using MarketPulse.Pipeline.Ports;
using MarketPulse.Testing.Functions;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>Runs every timer of the built app like the host.</summary>
public sealed class TimersTests(HostedApp app) : IClassFixture<HostedApp>
{
    [Fact]
    public async Task Every_timer_runs_successfully()
    {
        HostedFunction[] timers = [.. app.Host.Functions.Where(function => function.TriggerType == "timerTrigger")];

        timers.Length.ShouldBe(6);
        foreach (HostedFunction timer in timers)
        {
            (await app.Host.RunTimer(timer.Name).WaitAsync()).ShouldBe(HostedApp.Succeeded, timer.Name);
        }
    }

    [Fact]
    public async Task A_poll_that_comes_late_says_so_and_leaves_the_prices_in_storage()
    {
        Invocation late = app.Host.RunTimer("PollPrices", isPastDue: true);
        (await late.WaitAsync()).ShouldBe(HostedApp.Succeeded);

        late.Lines.ShouldContain(line => Said(line, "Polled ") && line.Message.EndsWith(" new, past due.", StringComparison.Ordinal));
        (await app.Store<IPriceStore>().ReadAsync("FXI", from: null, to: null, CancellationToken.None))
            .ShouldNotBeNull().Bars.Count.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task Every_line_that_a_function_logs_has_the_id_of_its_invocation()
    {
        Invocation poll = app.Host.RunTimer("PollNews"), heartbeat = app.Host.RunTimer("Heartbeat");
        await poll.WaitAsync();
        await heartbeat.WaitAsync();

        poll.Lines.ShouldContain(line => Said(line, "Polled ") && line.Level == LogLevel.Information && !line.IsSystem);
        heartbeat.Lines.ShouldNotContain(line => Said(line, "Polled "), "these lines belong to other invocations");
        app.Host.Log.Lines.Where(line => line.Category.StartsWith("MarketPulse.Functions.Timers.", StringComparison.Ordinal))
            .ShouldAllBe(line => line.InvocationId.Length > 0);
    }

    private static bool Said(LogLine line, string beginning) => line.Message.StartsWith(beginning, StringComparison.Ordinal);
}
