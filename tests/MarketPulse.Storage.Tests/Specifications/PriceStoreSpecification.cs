using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class PriceStoreSpecification : StoresUnderTest
{
    [Fact]
    public async Task Bars_are_read_bit_for_bit_including_missing_values()
    {
        PriceHistory given = new()
        {
            Symbol = "BRK/B",
            Source = "stooq",
            Bars =
            [
                new PriceBar(new DateOnly(2024, 12, 31), 1.1, 1.3, 1.0, 1d / 3, 0.3, 1e9),
                PriceBar.OfClose(new DateOnly(2025, 1, 2), 0.34),
                new PriceBar(new DateOnly(2025, 1, 3), double.NaN, double.NaN, double.NaN, 0.17, double.NaN, 0, Split: 2, Dividend: 0.01),
            ],
        };

        PriceChangeSet change = await Prices.MergeAsync(given, Cancel);

        change.ShouldBe(new PriceChangeSet(3, new DateOnly(2024, 12, 31), new DateOnly(2025, 1, 3), HistoryChanged: false));
        PriceHistory stored = (await Prices.ReadAsync("BRK/B", null, null, Cancel)).ShouldNotBeNull();
        stored.Bars.ShouldBe(given.Bars);
        stored.Source.ShouldBe("stooq");
        stored.PriceRevision.ShouldBe(1);
    }

    [Fact]
    public async Task A_range_includes_both_ends()
    {
        await Prices.MergeAsync(Samples.Prices("FXI", ("2023-12-29", 1), ("2024-01-02", 2), ("2024-06-03", 3), ("2025-01-02", 4)), Cancel);

        async Task<double[]> Closes(DateOnly? from, DateOnly? to) =>
            [.. (await Prices.ReadAsync("FXI", from, to, Cancel))!.Bars.Select(bar => bar.Close)];

        (await Closes(new DateOnly(2024, 1, 2), new DateOnly(2024, 6, 3))).ShouldBe([2, 3]);
        (await Closes(null, new DateOnly(2024, 1, 1))).ShouldBe([1]);
        (await Closes(new DateOnly(2024, 6, 4), null)).ShouldBe([4]);
        (await Closes(new DateOnly(2030, 1, 1), null)).ShouldBeEmpty();
        (await Prices.ReadAsync("EEM", null, null, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Merging_the_same_bars_again_changes_nothing()
    {
        PriceHistory history = Samples.Prices("FXI", ("2025-06-02", 10), ("2025-06-03", 11));
        await Prices.MergeAsync(history, Cancel);

        (await Prices.MergeAsync(history, Cancel)).ShouldBe(new PriceChangeSet(0, null, new DateOnly(2025, 6, 3), HistoryChanged: false));
    }

    [Fact]
    public async Task A_corrected_bar_raises_the_revision_and_a_new_one_does_not()
    {
        await Prices.MergeAsync(Samples.Prices("FXI", ("2025-06-02", 10), ("2025-06-03", 11), ("2025-06-04", 12)), Cancel);

        (await Prices.MergeAsync(Samples.Prices("FXI", ("2025-06-04", 12), ("2025-06-05", 13)), Cancel))
            .ShouldBe(new PriceChangeSet(1, new DateOnly(2025, 6, 5), new DateOnly(2025, 6, 5), HistoryChanged: false));
        (await Prices.ReadAsync("FXI", null, null, Cancel))!.PriceRevision.ShouldBe(1);

        (await Prices.MergeAsync(Samples.Prices("FXI", ("2025-06-03", 11.01)), Cancel))
            .ShouldBe(new PriceChangeSet(0, new DateOnly(2025, 6, 3), new DateOnly(2025, 6, 5), HistoryChanged: true));
        (await Prices.ReadAsync("FXI", null, null, Cancel))!.PriceRevision.ShouldBe(2);
    }

    [Fact]
    public async Task Concurrent_writers_of_a_symbol_lose_no_bar()
    {
        DateOnly first = new(2020, 1, 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Prices.MergeAsync(
            new PriceHistory { Symbol = "FXI", Bars = [PriceBar.OfClose(first.AddMonths(3 * i), 10 + i)] }, Cancel))));

        (await Prices.ReadAsync("FXI", null, null, Cancel))!.Bars.Count.ShouldBe(8);
    }

    [Fact]
    public async Task More_years_than_fit_into_one_transaction_are_stored()
    {
        PriceBar[] bars = [.. Enumerable.Range(0, 150).Select(i => PriceBar.OfClose(new DateOnly(1870 + i, 7, 1), 1 + i))];

        await Prices.MergeAsync(new PriceHistory { Symbol = "DJIA", Bars = bars }, Cancel);

        (await Prices.ReadAsync("DJIA", null, null, Cancel))!.Bars.ShouldBe(bars);
    }
}

public class InMemoryPriceStoreTests : PriceStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TablePriceStoreTests(AzuriteFixture azurite) : PriceStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
