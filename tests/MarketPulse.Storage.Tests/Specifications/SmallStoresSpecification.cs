using Azure.Storage.Blobs.Specialized;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class SmallStoresSpecification : StoresUnderTest
{
    [Fact]
    public async Task A_cursor_is_read_as_it_was_stored_and_each_feed_has_its_own()
    {
        FeedCursor cursor = new()
        {
            FeedKind = "prices",
            FeedId = "stooq|BRK/B",
            ETag = "W/\"a'b\"",
            Position = "2025-06-02",
            Outcome = PollOutcome.Throttled,
            Error = "Too many requests.",
            Failures = 2,
            LastPollUtc = Samples.Noon,
            QuotaUsed = 17,
            QuotaDay = new DateOnly(2025, 6, 2),
        };

        await Cursors.SaveAsync(cursor with { Failures = 1 }, Cancel);
        await Cursors.SaveAsync(cursor, Cancel);
        await Cursors.SaveAsync(new FeedCursor { FeedKind = "news", FeedId = "ustr" }, Cancel);

        (await Cursors.FindAsync("prices", "stooq|BRK/B", Cancel)).ShouldBe(cursor with { ModifiedUtc = Clock.GetUtcNow() });
        (await Cursors.FindAsync("news", "stooq|BRK/B", Cancel)).ShouldBeNull();
        (await Cursors.ReadAllAsync(Cancel).Select(c => c.FeedId).ToListAsync(Cancel)).ShouldBe(["ustr", "stooq|BRK/B"]);
    }

    [Fact]
    public async Task Instruments_removed_from_the_watchlist_are_removed_from_the_table()
    {
        Instrument fxi = new() { Symbol = "FXI", Tags = ["china"] };
        Instrument eem = new() { Symbol = "EEM", Benchmark = "SPY" };
        await Dimensions.SaveInstrumentsAsync([fxi, new Instrument { Symbol = "^VIX" }], Cancel);
        await Dimensions.SaveInstrumentsAsync([fxi with { Tags = ["china", "tech"] }, eem], Cancel);

        List<Instrument> stored = await Dimensions.ReadInstrumentsAsync(Cancel).ToListAsync(Cancel);

        stored.Select(instrument => instrument.Symbol).ShouldBe(["EEM", "FXI"]);
        stored[0].Benchmark.ShouldBe("SPY");
        stored[1].Benchmark.ShouldBeNull();
        stored[1].Tags.ShouldBe(["china", "tech"]);
    }

    [Fact]
    public async Task One_worker_at_a_time_holds_the_clustering_lease()
    {
        IClusterLease lease = Get<IClusterLease>();
        int inside = 0;
        int most = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using IAsyncDisposable held = await lease.AcquireAsync(Cancel);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })));

        most.ShouldBe(1);
    }
}

public class InMemorySmallStoresTests : SmallStoresSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableSmallStoresTests(AzuriteFixture azurite) : SmallStoresSpecification
{
    [Fact]
    public async Task A_holder_that_could_not_renew_its_lease_stops_before_it_writes()
    {
        await using IHeldLease held = await Get<IClusterLease>().AcquireAsync(Cancel);
        await Get<StorageClients>()
            .Container("locks")
            .GetBlobClient("cluster")
            .GetBlobLeaseClient()
            .BreakAsync(TimeSpan.Zero, cancellationToken: Cancel);

        Clock.Advance(TimeSpan.FromSeconds(14));
        Should.NotThrow(held.ThrowIfLost);

        Clock.Advance(TimeSpan.FromSeconds(2));
        Should.Throw<IOException>(held.ThrowIfLost).Message.ShouldContain("another worker may hold it");
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
