using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Queries;

/// <summary>Prices as scoring reads them.</summary>
public sealed class WatchlistPricesTests
{
    [Fact]
    public async Task Inverse_quote_turns_what_is_read_and_leaves_what_is_stored()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using ServiceProvider services = new ServiceCollection().AddSingleton(TimeProvider.System)
            .AddMarketPulseInMemoryStorage().BuildServiceProvider();
        IPriceStore prices = services.GetRequiredService<IPriceStore>();
        var day = new DateOnly(2019, 8, 5);
        foreach (string symbol in new[] { "CNY", "EUR" })
        {
            await prices.MergeAsync(new PriceHistory { Symbol = symbol, Bars = [PriceBar.OfClose(day, 8)] }, cancellationToken);
        }

        IReadOnlyDictionary<string, PriceHistory> read = await prices.ReadAsync(
            [new Instrument { Symbol = "CNY", Quote = PriceQuote.Inverse }, new Instrument { Symbol = "EUR" }],
            null,
            null,
            cancellationToken);

        read["CNY"].Bars.ShouldHaveSingleItem().Close.ShouldBe(0.125);
        read["EUR"].Bars.ShouldHaveSingleItem().Close.ShouldBe(8);
        (await prices.ReadAsync("CNY", null, null, cancellationToken))!.Bars.ShouldHaveSingleItem().Close.ShouldBe(8);
    }
}
