using MarketPulse.Faults.Running;

namespace MarketPulse.Faults.Tests;

/// <summary>The quick size of every scenario; <c>dotnet run --project tests/MarketPulse.Faults -- --full</c> is the long one.</summary>
[Trait("Category", "Long")]
public sealed class PromisesTests
{
    public static IEnumerable<TheoryDataRow<string>> Scenarios => FaultRun.All.Select(scenario => new TheoryDataRow<string>(scenario.Name));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Nothing_is_lost(string scenario)
    {
        Outcome outcome = await FaultRun.All.Single(candidate => candidate.Name == scenario).RunAsync(full: false, static _ => { }, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(outcome.Tried);
        outcome.Lost.ShouldBeEmpty();
    }
}
