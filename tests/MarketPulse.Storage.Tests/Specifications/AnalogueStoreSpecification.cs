using MarketPulse.Core.Analogues;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class AnalogueStoreSpecification : StoresUnderTest
{
    private IAnalogueStore Analogues => Get<IAnalogueStore>();

    [Fact]
    public async Task Analogues_are_read_nearest_first_and_a_shorter_list_replaces_a_longer_one()
    {
        await Analogues.SaveAsync(Samples.EventId, [.. Enumerable.Range(1, 10).Select(rank => Row(rank, 0.01 * rank))], Cancel);
        await Analogues.SaveAsync("20250603T120000Z-1f0c9a3e", [Row(1, 0.5) with { EventId = "20250603T120000Z-1f0c9a3e" }], Cancel);
        (await Analogues.ReadAsync(Samples.EventId, Cancel).Select(row => row.Rank).ToListAsync(Cancel)).ShouldBe(Enumerable.Range(1, 10));

        await Analogues.SaveAsync(Samples.EventId, [Row(1, 0.2), Row(2, 0.3)], Cancel);

        (await Analogues.ReadAsync(Samples.EventId, Cancel).ToListAsync(Cancel)).ShouldBe(
            [Row(1, 0.2) with { ModifiedUtc = Clock.GetUtcNow() }, Row(2, 0.3) with { ModifiedUtc = Clock.GetUtcNow() }]);
        (await Get<IRowReader>().ReadAsync<Analogue>(new RowQuery(), Cancel).CountAsync(Cancel)).ShouldBe(3);
    }

    private static Analogue Row(int rank, double distance) => new()
    {
        EventId = Samples.EventId,
        Rank = rank,
        AnalogueId = $"20240102T000000Z-{rank:x8}",
        AnalogueTimeUtc = Samples.Noon.AddDays(-100),
        Headline = "Headline",
        Distance = distance,
        DistanceMeasures = distance,
        Revision = 1,
    };
}

public class InMemoryAnalogueStoreTests : AnalogueStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableAnalogueStoreTests(AzuriteFixture azurite) : AnalogueStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
