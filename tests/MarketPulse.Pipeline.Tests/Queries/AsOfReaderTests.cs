using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Tests.Queries;

/// <summary>
/// A stream of reports, many of them late, and of daily bars: reading the data as of any moment gives the same result as a run
/// on what had arrived by then.
/// </summary>
public class AsOfReaderTests
{
    private const int Moments = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Long")]
    public async Task World_as_of_a_moment_is_a_fresh_run_on_what_had_arrived_by_then()
    {
        var random = new Random(11);
        LateWorld world = LateWorld.Draw(random);
        await using var lived = new PipelineRun();
        await lived.LiveAsync(world.Arrivals, Cancel);
        int compared = 0, measured = 0;
        for (int i = 0; i < Moments; i++)
        {
            DateTimeOffset moment = world.Start + (random.NextDouble() * (world.End - world.Start));
            await using var fresh = new PipelineRun();
            await fresh.TakeAtOnceAsync(world.Arrivals.Where(arrival => arrival.Time <= moment), moment, Cancel);

            (await lived.EventsAsOfAsync(moment, Cancel)).ShouldBe(await fresh.EventsAsync(Cancel), moment.ToString("O"));
            List<ImpactScore> then = await lived.ScoresAsOfAsync(moment, Cancel);
            then.ShouldBe(await fresh.ScoresAsync(Cancel), moment.ToString("O"));
            compared += then.Count;

            await fresh.SummarizeAsync(moment, Cancel);
            TensionIndex index = await lived.IndexAsOfAsync(moment, Cancel);
            index.Scopes.SelectMany(scope => index.Daily(scope.Scope, scope.Value)).Select(day => day.Published(stored: null, moment))
                .ShouldBe(await fresh.IndexAsync(index.Scopes, Cancel), moment.ToString("O"));
            List<SensitivityProfile> profiles = await lived.SensitivityAsOfAsync(moment, Cancel);
            profiles.ShouldBe(await fresh.SensitivityAsync(Cancel), moment.ToString("O"));
            measured += profiles.Count(profile => profile.BetaBps is not null);
        }

        compared.ShouldBeGreaterThan(1000);
        measured.ShouldBeGreaterThan(100);
    }
}
