using MarketPulse.Faults.Running;

namespace MarketPulse.Faults.Tests;

/// <summary>All scenarios in their quick size. <c>dotnet run --project tests/MarketPulse.Faults -- --full</c> runs the full size.</summary>
[Trait("Category", "Long")]
public sealed class PromisesTests
{
    public static IEnumerable<TheoryDataRow<string>> Scenarios => FaultRun.All.Select(scenario => new TheoryDataRow<string>(scenario.Name));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Nothing_is_lost(string scenario)
    {
        Scenario found = FaultRun.All.Single(candidate => candidate.Name == scenario);
        Outcome outcome = await found.RunAsync(RunSize.Quick, static _ => { }, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(outcome.Tried);
        outcome.Lost.ShouldBeEmpty();
    }
}
