using MarketPulse.Core.Markets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Feeds.Tests.Watchlists;

/// <summary>The setting <c>Portfolios__Path</c>, as <c>serve</c> and the Functions app read it.</summary>
public sealed class PortfolioSettingTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Portfolios_follow_the_instruments_of_the_watchlist()
    {
        Watchlist list = Read(
            """[{ "name": "CHINA.US", "symbol": "FXI", "weight": 0.6 }, { "name": "CHINA.US", "symbol": "KWEB", "weight": 0.4 }]""");

        Instrument portfolio = list.Instruments[^1], member = list.Find("FXI")!;
        (portfolio.Symbol, portfolio.AssetClass, portfolio.Benchmark, portfolio.Venue)
            .ShouldBe(("CHINA.US", "portfolio", member.Benchmark, member.Venue));
        portfolio.Tags.ShouldContain("cn");
        list.Quoted.ShouldNotContain(portfolio);
    }

    [Theory]
    [InlineData("""[{ "name": "FXI", "symbol": "KWEB", "weight": 1 }]""", "has the symbol of an instrument")]
    [InlineData("""[{ "name": "P", "symbol": "NOPE", "weight": 1 }]""", "NOPE is not in the watchlist")]
    [InlineData("""[{ "name": "P", "symbol": "FXI", "weight": 0 }]""", "entry 1: name, symbol and a weight other than 0 are required")]
    [InlineData(
        """
        [{ "name": "P", "symbol": "FXI", "weight": 1, "benchmark": "EEM" },
         { "name": "P", "symbol": "KWEB", "weight": 1, "benchmark": "SPY" }]
        """,
        "two benchmarks")]
    public void A_wrong_portfolio_is_reported_and_the_host_refuses_to_start(string json, string problem)
    {
        string message = Should.Throw<InvalidOperationException>(() => Read(json)).Message;

        message.ShouldStartWith(_file);
        message.ShouldContain(problem);
    }

    private Watchlist Read(string json)
    {
        File.WriteAllText(_file, json);
        var services = new ServiceCollection();
        IEnumerable<KeyValuePair<string, string?>> settings = [KeyValuePair.Create("Portfolios:Path", (string?)_file)];
        services.AddMarketPulseFeeds(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<Watchlist>();
    }
}
