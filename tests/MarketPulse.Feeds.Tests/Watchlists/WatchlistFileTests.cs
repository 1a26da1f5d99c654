using System.Text;
using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Feeds.Watchlists;

namespace MarketPulse.Feeds.Tests.Watchlists;

public class WatchlistFileTests
{
    [Fact]
    public void The_shipped_watchlist_is_valid_and_covers_the_topics_and_asset_classes_that_trade_policy_affects()
    {
        string[] topics =
            ["semiconductors", "rare_earths", "aerospace", "agriculture", "autos", "shipping", "energy", "gold", "copper", "soybeans"];
        Watchlist shipped = WatchlistFile.Shipped;

        foreach (string topic in topics)
        {
            shipped.Tagged(topic).ShouldNotBeEmpty($"nothing is tagged {topic}");
        }

        foreach (string assetClass in new[] { "equity_index", "equity", "fx", "rate", "commodity", "volatility" })
        {
            shipped.Instruments.ShouldContain(instrument => instrument.AssetClass == assetClass);
        }
    }

    [Fact]
    public void Every_field_is_read()
    {
        WatchlistFile file = Parse(
            """
            {
              // what we follow
              "$schema": "watchlist.schema.json",
              "instruments": [
                { "symbol": "US10Y", "name": "Ten years", "asset_class": "rate", "venue": "XNAS", "currency": "USD", "benchmark": "SPY",
                  "change": "difference_bps", "tags": ["us", "rates"], "aliases": { "fred": "DGS10" } },
                { "symbol": "SPY", "benchmark": null },
                { "symbol": "CNY", "name": "Yuan in dollars", "venue": "H10", "quote": "inverse" },
              ],
            }
            """);

        file.Errors.ShouldBeEmpty();
        file.Instruments.Select(read => read.Quote).ShouldBe([PriceQuote.Direct, PriceQuote.Direct, PriceQuote.Inverse]);
        Instrument instrument = file.Instruments[0];
        instrument.Name.ShouldBe("Ten years");
        instrument.AssetClass.ShouldBe("rate");
        instrument.Venue.ShouldBe("XNAS");
        instrument.Change.ShouldBe(PriceChange.DifferenceBps);
        instrument.Tags.ShouldBe(["us", "rates"]);
        instrument.Aliases["fred"].ShouldBe("DGS10");
        file.ToWatchlist().BenchmarkOf(instrument)!.Symbol.ShouldBe("SPY");
        file.ToWatchlist().Find("QQQ").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{ "symbol": "SPY" }""", 4, "twice")]
    [InlineData("""{ "symbol": "spy" }""", 4, "twice")]
    [InlineData("""{ "symbol": "A", "venue": "MARS" }""", 4, "venue 'MARS' is unknown")]
    [InlineData("""{ "symbol": "A", "benchmark": "QQQ" }""", 4, "benchmark 'QQQ' is not in the list")]
    [InlineData("""{ "symbol": "A", "benchmark": "A" }""", 4, "its own benchmark")]
    [InlineData("""{ "symbol": "A", "venue": "XHKG", "benchmark": "SPY" }""", 4, "benchmark of its own market")]
    [InlineData("""{ "symbol": "A", "asset_class": "house" }""", 4, "asset_class 'house' is not one of")]
    [InlineData("""{ "symbol": "A", "currency": "dollars" }""", 4, "currency 'dollars'")]
    [InlineData("""{ "symbol": "A|B" }""", 4, "symbol 'A|B'")]
    [InlineData("""{ "symbol": "A", "tags": ["Rare Earths"] }""", 4, "tag 'Rare Earths'")]
    [InlineData("""{ "symbol": "A",""" + "\n" + """ "change": "percent" }""", 5, "change 'percent' must be one of return, difference_bps")]
    [InlineData("""{ "symbol": "A", "quote": "reverse" }""", 4, "quote 'reverse' must be one of direct, inverse")]
    [InlineData("""{ "symbol": "A", "change": "difference_bps", "quote": "inverse" }""", 4, "quote inverse needs prices")]
    [InlineData("""{ "symbol": "A",""" + "\n\n" + """ "colour": "red" }""", 6, "\"colour\" is not a field")]
    [InlineData("""{ "symbol": "A", "tags": [1] }""", 4, "\"tags\" must contain text only")]
    [InlineData("""{ "symbol": "A", "tags": "cn" }""", 4, "\"tags\" must be a list")]
    [InlineData("""{ "symbol": "A", "venue": 7 }""", 4, "\"venue\" must be text")]
    [InlineData("""{ "name": "A" }""", 4, "no \"symbol\"")]
    [InlineData("17", 4, "must be an object")]
    public void A_wrong_instrument_is_reported_with_its_line_and_the_others_are_read(string json, int line, string message)
    {
        WatchlistFile file = Parse($"{{\n\"instruments\": [\n{{ \"symbol\": \"SPY\" }},\n{json}\n]}}");

        file.Instruments.ShouldHaveSingleItem().Symbol.ShouldBe("SPY");
        file.Errors.ShouldHaveSingleItem().Line.ShouldBe(line);
        file.Errors[0].ToString().ShouldStartWith("list.json, line ");
        file.Errors[0].Message.ShouldContain(message);
        Should.Throw<InvalidOperationException>(file.ToWatchlist).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("[]", 1)]
    [InlineData("{\n\"instruments\": [\n{ \"symbol\": \"A\" }\n{ \"symbol\": \"B\" }\n]}", 4)]
    [InlineData("{\n\"instruments\": {}\n}", 2)]
    [InlineData("{\n\"watchlist\": []\n}", 2)]
    public void A_file_that_is_not_a_watchlist_is_reported_with_the_line(string json, int line) =>
        Parse(json).Errors.ShouldContain(error => error.Line == line);

    [Fact]
    public void The_schema_knows_the_same_venues_classes_and_fields()
    {
        using var schema = JsonDocument.Parse(WatchlistFile.Schema);
        JsonElement properties = schema.RootElement.GetProperty("$defs").GetProperty("instrument").GetProperty("properties");

        Enum("venue").ShouldBe(VenueCatalog.All.Select(venue => venue.Code));
        Enum("asset_class").ShouldBe(WatchlistRules.AssetClasses);
        Enum("change").ShouldBe(["return", "difference_bps"]);
        Enum("quote").ShouldBe(["direct", "inverse"]);
        properties.EnumerateObject().Select(property => property.Name)
            .ShouldBe(["symbol", "name", "asset_class", "venue", "currency", "benchmark", "change", "quote", "tags", "aliases"]);

        IEnumerable<string?> Enum(string name) => properties.GetProperty(name).GetProperty("enum").EnumerateArray().Select(
            value => value.GetString());
    }

    [Fact]
    public void A_missing_file_is_an_error_and_not_an_exception() =>
        WatchlistFile.Read("no/such/watchlist.json").Errors.ShouldHaveSingleItem().Message.ShouldContain("cannot be read");

    private static WatchlistFile Parse(string json) => WatchlistFile.Parse(Encoding.UTF8.GetBytes(json), "list.json");
}
