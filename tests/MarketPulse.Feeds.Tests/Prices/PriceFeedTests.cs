using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Tests.Http;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Tests.Prices;

public sealed class PriceFeedTests : IAsyncLifetime
{
    private static readonly Instrument Fxi = new() { Symbol = "FXI", AssetClass = "equity_index" };
    private static readonly Instrument Yield = new()
    {
        Symbol = "US10Y",
        AssetClass = "rate",
        Change = PriceChange.DifferenceBps,
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["fred"] = "DGS10" },
    };

    private FakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await FakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Tiingo_gives_raw_bars_with_splits_and_dividends()
    {
        _host.On(
            "/tiingo/daily/FXI/prices",
            """
            [{"date":"2025-06-02T00:00:00.000Z","close":36.5,"high":37,"low":36,"open":36.2,"volume":1000,
              "adjClose":18,"divCash":0.25,"splitFactor":2.0},
             {"volume":2000,"close":18.4,"date":"2025-06-03T00:00:00.000Z","open":18.2,"high":18.6,"low":18,"divCash":0,"splitFactor":1},
             {"date":"2025-06-04T00:00:00.000Z","close":99,"high":99,"low":99,"open":99,"volume":5}]
            """);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("tiingo", _host.Address);

        PricePoll poll = await feeds.ReadAsync(Fxi);

        poll.Outcome.ShouldBe(PollOutcome.New);
        poll.History!.Bars.Select(bar => bar.Date.Day).ShouldBe([2, 3], "today's bar is not complete before the close");
        poll.History.Bars[0].ShouldBe(new PriceBar(new DateOnly(2025, 6, 2), 36.2, 37, 36, 36.5, double.NaN, 1000, 2, 0.25));
        poll.History.Source.ShouldBe("tiingo");
        poll.Requests.ShouldBe(1);
        _host.Asked.Single().Headers.Authorization.ToString().ShouldBe("Token secret");
        _host.Asked.Single().Query.ShouldContain("startDate=2025-01-01");
    }

    [Fact]
    public async Task A_poll_after_a_missed_week_continues_from_the_symbols_position()
    {
        _host.On("/tiingo/daily/FXI/prices", "[]");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("tiingo", _host.Address);
        PricePoll poll = await feeds.ReadAsync(Fxi, new FeedCursor { FeedKind = "prices", FeedId = "it|FXI", Position = "2025-05-20" });
        poll.Outcome.ShouldBe(PollOutcome.Empty);
        poll.Cursor.Position.ShouldBe("2025-05-20");
        _host.Asked.Single().Query.ShouldContain("startDate=2025-05-10");
    }

    [Fact]
    public async Task A_session_without_a_bar_is_requested_again_but_a_holiday_is_not()
    {
        // Monday 26 May was Memorial Day; Wednesday 28 May is missing.
        _host.On("/tiingo/daily/FXI/prices", Tiingo("2025-05-22", "2025-05-23", "2025-05-27", "2025-05-29", "2025-05-30"));
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("tiingo", _host.Address);
        (await feeds.ReadAsync(Fxi)).Cursor.Position.ShouldBe("2025-05-27");

        _host.On("/tiingo/daily/FXI/prices", Tiingo("2025-05-22", "2025-05-23", "2025-05-27", "2025-05-28", "2025-05-29", "2025-05-30"));
        (await feeds.ReadAsync(Fxi)).Cursor.Position.ShouldBe("2025-05-30");
    }

    [Theory]
    [InlineData("""{"detail":"Error: You have run over your hourly request allocation."}""", 200, PollOutcome.Throttled)]
    [InlineData("""{"detail":"Not found."}""", 404, PollOutcome.Rejected)]
    [InlineData("""{"detail":"Invalid token."}""", 200, PollOutcome.Rejected)]
    [InlineData("oops", 200, PollOutcome.Malformed)]
    public Task The_detail_of_Tiingos_response_determines_the_outcome(string body, int status, PollOutcome outcome) =>
        ExpectAsync("tiingo", "/tiingo/daily/FXI/prices", body, status, Fxi, outcome);

    [Fact]
    public async Task Alpha_Vantage_gives_a_series_keyed_by_date()
    {
        _host.On(
            "/query",
            """
            {"Meta Data":{},"Time Series (Daily)":{
             "2025-06-03":{"1. open":"1.0","2. high":"3","3. low":"0.5","4. close":"2","5. volume":"10"},
             "2025-06-02":{"4. close":"1.5"}}}
            """);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("alpha_vantage", _host.Address);
        PricePoll poll = await feeds.ReadAsync(Fxi);
        poll.History!.Bars.Select(bar => bar.Close).ShouldBe([1.5, 2]);
        poll.History.Bars[1].Volume.ShouldBe(10);
    }

    [Theory]
    [InlineData(
        """{"Information":"We have detected your API key as ABCDEFGH12345678 and our standard API rate limit is 25 requests per day."}""",
        PollOutcome.Throttled)]
    [InlineData("""{"Note":"Thank you for using Alpha Vantage!"}""", PollOutcome.Throttled)]
    [InlineData("""{"Error Message":"Invalid API call."}""", PollOutcome.Rejected)]
    [InlineData("{}", PollOutcome.Malformed)]
    public async Task Alpha_Vantage_without_a_series_is_a_failure(string body, PollOutcome outcome)
    {
        PricePoll poll = await ExpectAsync("alpha_vantage", "/query", body, 200, Fxi, outcome);
        poll.Errors.ShouldAllBe(error => !error.Contains("ABCDEFGH12345678", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_stop_at_Fred_is_a_missing_value()
    {
        _host.On(
            "/fred/series/observations",
            """
            {"observations":[
             {"date":"2025-05-30","value":"4.41"},{"date":"2025-06-02","value":"."},{"date":"2025-06-03","value":"-0.05"}]}
            """);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("fred", _host.Address);
        (await feeds.ReadAsync(Yield)).History!.Bars.Select(bar => bar.Close).ShouldBe([4.41, -0.05]);
        feeds.Prices.Serves(Fxi).ShouldBeFalse("FRED serves only instruments with an alias");
    }

    [Fact]
    public Task An_unknown_series_at_Fred_is_rejected() => ExpectAsync(
        "fred",
        "/fred/series/observations",
        """{"error_code":400,"error_message":"Bad Request.  The series does not exist."}""",
        400,
        Yield,
        PollOutcome.Rejected);

    [Fact]
    public async Task The_ECB_gives_rates_per_euro_and_crosses_of_one_fixing()
    {
        _host.On(
            "/eurofxref-hist.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <gesmes:Envelope
              xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>
            <Cube time="2025-06-03"><Cube currency="USD" rate="1.1400"/><Cube currency="CNY" rate="8.2080"/></Cube>
            <Cube time="2025-06-02"><Cube currency="USD" rate="1.1419"/></Cube></Cube></gesmes:Envelope>
            """,
            "text/xml");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("ecb", _host.Address);
        (await feeds.ReadAsync(Currency("EURUSD", "USD"))).History!.Bars.Select(bar => bar.Close).ShouldBe([1.1419, 1.14]);
        PriceBar cross = (await feeds.ReadAsync(Currency("USDCNY", "USD/CNY"))).History!.Bars.ShouldHaveSingleItem();
        cross.Close.ShouldBe(7.2, 1e-12);
        _host.Asked.Count.ShouldBe(1, "one file contains every currency");
        (await feeds.ReadAsync(Currency("EURXXX", "XXX"))).Outcome.ShouldBe(PollOutcome.Rejected);
    }

    [Fact]
    public async Task Yahoo_gives_the_exchanges_own_dates_and_skips_nulls()
    {
        _host.On("/v8/finance/chart/FXI", Yahoo(events: ""));
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("yahoo", _host.Address);
        PricePoll poll = await feeds.ReadAsync(Fxi);
        poll.History!.Bars.Select(bar => (bar.Date, bar.Close, bar.AdjustedClose))
            .ShouldBe([(new DateOnly(2025, 6, 2), 36.0, 35.5), (new DateOnly(2025, 6, 3), 37.0, double.NaN)]);
    }

    [Fact]
    public async Task After_a_dividend_at_Yahoo_the_whole_series_is_read_again()
    {
        _host.On("/v8/finance/chart/FXI", Yahoo(""","events":{"dividends":{"1748871000":{"amount":0.2,"date":1748871000}}}"""));
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("yahoo", _host.Address);
        PricePoll poll = await feeds.ReadAsync(Fxi, new FeedCursor { FeedKind = "prices", FeedId = "it|FXI", Position = "2025-06-02" });
        poll.Requests.ShouldBe(2);
        _host.Asked.Last().Query.ShouldContain($"period1={new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()}");
    }

    [Theory]
    [InlineData(
        """{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}""",
        404,
        PollOutcome.Rejected)]
    [InlineData("Too Many Requests\r\n", 429, PollOutcome.Throttled)]
    [InlineData("Too Many Requests", 200, PollOutcome.Throttled)]
    [InlineData("<html><body><p>Will be right back...</p></body></html>", 200, PollOutcome.Malformed)]
    [InlineData(
        """{"chart":{"result":[{"meta":{"exchangeTimezoneName":"America/New_York"},"indicators":{"quote":[{}]}}],"error":null}}""",
        200,
        PollOutcome.Empty)]
    public Task The_content_of_Yahoos_response_determines_the_outcome(string body, int status, PollOutcome outcome) =>
        ExpectAsync("yahoo", "/v8/finance/chart/FXI", body, status, Fxi, outcome);

    [Theory]
    [InlineData("Date,Open,High,Low,Close,Volume\n2025-06-02,1,3,0.5,2,100\n2025-06-03,2,3,1,2.5,100\n")]
    [InlineData("Close,Date,Volume,High,Low,Open\n2,2025-06-02,100,3,0.5,1\n2.5,2025-06-03,100,3,1,2\n")]
    public async Task Stooqs_columns_may_be_in_any_order(string csv)
    {
        _host.On("/q/d/l/", csv, "text/csv");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("stooq", _host.Address);
        (await feeds.ReadAsync(Fxi)).History!.Bars.Select(bar => bar.Close).ShouldBe([2, 2.5]);
        _host.Asked.Single().Query.ShouldContain("s=fxi.us");
    }

    [Theory]
    [InlineData("Exceeded the daily hits limit", PollOutcome.Throttled)]
    [InlineData("Get your apikey:\n1. open", PollOutcome.Rejected)]
    [InlineData("Access denied", PollOutcome.Challenged)]
    [InlineData("No data", PollOutcome.Empty)]
    [InlineData("<html><script>proof of work</script></html>", PollOutcome.Challenged)]
    [InlineData("something else", PollOutcome.Malformed)]
    public Task Stooqs_text_determines_the_outcome_under_status_200(string body, PollOutcome outcome) =>
        ExpectAsync("stooq", "/q/d/l/", body, 200, Fxi, outcome);

    [Fact]
    public async Task A_folder_is_read_when_a_file_has_changed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse");
        try
        {
            string path = Path.Combine(folder.FullName, "FXI.csv");
            await File.WriteAllTextAsync(path, "Date,Close\n2010-06-02,1\n2025-06-03,2\n", TestContext.Current.CancellationToken);
            await using FeedsUnderTest feeds = new(("Feeds:Prices:it:Kind", "folder"), ("Feeds:Prices:it:Path", folder.FullName));

            feeds.Prices.Serves(Fxi).ShouldBeTrue();
            feeds.Prices.Serves(Yield).ShouldBeFalse();
            PricePoll first = await feeds.ReadAsync(Fxi);
            PricePoll second = await feeds.ReadAsync(Fxi, first.Cursor);
            await File.WriteAllTextAsync(
                path, "Date,Close\n2010-06-02,1\n2025-06-02,3\n2025-06-03,2\n", TestContext.Current.CancellationToken);
            PricePoll third = await feeds.ReadAsync(Fxi, second.Cursor);

            first.History!.Bars.Count.ShouldBe(2);
            second.Outcome.ShouldBe(PollOutcome.Unchanged);
            third.History!.Bars.Count.ShouldBe(3);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<PricePoll> ExpectAsync(string kind, string path, string body, int status, Instrument instrument, PollOutcome outcome)
    {
        _host.On(path, body, "text/plain", status);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices(kind, _host.Address);
        PricePoll poll = await feeds.ReadAsync(instrument);
        poll.Outcome.ShouldBe(outcome);
        poll.History.ShouldBeNull();
        return poll;
    }

    private static Instrument Currency(string symbol, string alias) => new()
    {
        Symbol = symbol,
        AssetClass = "fx",
        Venue = "FX",
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["ecb"] = alias },
    };

    private static string Tiingo(params string[] dates) =>
        $"[{string.Join(',', dates.Select(TiingoBar))}]";

    private static string TiingoBar(string date) =>
        $$"""{"date":"{{date}}T00:00:00.000Z","close":1,"open":1,"high":1,"low":1,"volume":1}""";

    private static string Yahoo(string events)
    {
        static string At(int day) =>
            new DateTimeOffset(2025, 6, day, 13, 30, 0, TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return
            $$$"""
            {"chart":{"result":[{"meta":{"exchangeTimezoneName":"America/New_York"},
             "timestamp":[{{{At(1)}}},{{{At(2)}}},{{{At(3)}}},{{{At(4)}}}]{{{events}}},
             "indicators":{
              "quote":[{
               "open":[null,36,36,37],"high":[null,37,38,38],"low":[null,35,36,36],"close":[null,36,37,38],"volume":[null,10,10,10]}],
              "adjclose":[{"adjclose":[null,35.5,Infinity,38]}]}}],"error":null}}
            """;
    }
}
