using System.Globalization;
using System.IO.Compression;
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
    public async Task The_Federal_Reserve_gives_noon_rates_that_count_from_noon_and_one_file_serves_every_currency()
    {
        _host.On("/datadownload/Output.aspx", H10, "text/csv");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("fed_h10", _host.Address, ("Settle", "00:00:00"));
        (await feeds.ReadAsync(Aliased("EUR", "fed_h10", "RXI$US_N.B.EU"))).History!.Bars.Count.ShouldBe(2, "it is 8:00 in New York");
        (await feeds.ReadAsync(Aliased("XXX", "fed_h10", "RXI_N.B.XX"))).Outcome.ShouldBe(PollOutcome.Rejected);
        feeds.Clock.SetUtcNow(new DateTimeOffset(2025, 6, 4, 16, 0, 0, TimeSpan.Zero));

        PricePoll yuan = await feeds.ReadAsync(Aliased("CNY", "fed_h10", "RXI_N.B.CH"));
        PricePoll euro = await feeds.ReadAsync(Aliased("EUR", "fed_h10", "RXI$US_N.B.EU"));

        yuan.History!.Bars.Select(bar => (bar.Date.Day, bar.Close)).ShouldBe([(2, 7.1991), (4, 7.1885)], "ND is a day without a rate");
        yuan.History.Source.ShouldBe("fed_h10");
        euro.History!.Bars.Count.ShouldBe(3);
        _host.Asked.Count.ShouldBe(2, "the file of four hours before is read again, and then shared");
        _host.Asked.Last().Query.ShouldContain("from=01/01/2025");
    }

    [Fact]
    public async Task The_dollar_index_comes_from_the_Federal_Reserves_package_of_indexes()
    {
        _host.On("/datadownload/Output.aspx", H10.Replace("RXI_N.B.CH", "JRXWTFB_N.B", StringComparison.Ordinal), "text/csv");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("fed_h10", _host.Address);
        (await feeds.ReadAsync(Aliased("USDBROAD", "fed_h10", "JRXWTFB_N.B"))).Outcome.ShouldBe(PollOutcome.New);
        _host.Asked.Single().Query.ShouldContain("series=122e3bcb627e8e53f1bf72a1a09cfb81");
    }

    [Theory]
    [InlineData("<html><body>The page has moved</body></html>", 200, PollOutcome.Malformed)]
    [InlineData("Series Description,Yuan\n2025-06-02,7.1\n", 200, PollOutcome.Malformed)]
    [InlineData("gone", 404, PollOutcome.Rejected)]
    public Task The_Federal_Reserves_response_without_a_table_is_a_failure(string body, int status, PollOutcome outcome) => ExpectAsync(
        "fed_h10", "/datadownload/Output.aspx", body, status, Aliased("CNY", "fed_h10", "RXI_N.B.CH"), outcome);

    [Fact]
    public async Task The_Cboe_gives_the_history_of_an_index_and_says_when_it_has_not_changed()
    {
        _host.On(
            "/api/global/us_indices/daily_prices/VIX_History.csv",
            "DATE,OPEN,HIGH,LOW,CLOSE\n06/02/2025,19.0,20.0,18.0,18.36\n06/03/2025,18.5,18.9,17.4,17.69\n",
            "text/csv", 200, ("ETag", "\"a\""));
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("cboe", _host.Address);

        PricePoll poll = await feeds.ReadAsync(Aliased("VIX", "cboe", "VIX"));

        poll.History!.Bars[1].ShouldBe(new PriceBar(new DateOnly(2025, 6, 3), 18.5, 18.9, 17.4, 17.69, double.NaN, double.NaN));
        poll.Cursor.ETag.ShouldBe("\"a\"");
        _host.On("/api/global/us_indices/daily_prices/VIX_History.csv", "", "text/csv", 304);
        (await feeds.ReadAsync(Aliased("VIX", "cboe", "VIX"), poll.Cursor)).Outcome.ShouldBe(PollOutcome.Unchanged);
        _host.Asked.Last().Headers.IfNoneMatch.ToString().ShouldBe("\"a\"");
    }

    [Fact]
    public async Task An_index_of_the_Cboe_with_one_value_a_day_is_read()
    {
        _host.On("/api/global/us_indices/daily_prices/VVIX_History.csv", "DATE,VVIX\n06/02/2025,95.5\n", "text/csv");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("cboe", _host.Address);
        (await feeds.ReadAsync(Aliased("VVIX", "cboe", "VVIX"))).History!.Bars.ShouldHaveSingleItem().Close.ShouldBe(95.5);
    }

    [Theory]
    [InlineData("<html><body>Access</body></html>", PollOutcome.Malformed)]
    [InlineData("Symbol,Price\nVIX,18\n", PollOutcome.Malformed)]
    public Task The_Cboes_response_without_a_date_column_is_a_failure(string body, PollOutcome outcome) => ExpectAsync(
        "cboe", "/api/global/us_indices/daily_prices/VIX_History.csv", body, 200, Aliased("VIX", "cboe", "VIX"), outcome);

    [Fact]
    public async Task Ken_Frenchs_returns_become_the_growth_of_100_from_the_value_weighted_table()
    {
        _host.On(
            "/pages/faculty/ken.french/ftp/49_Industry_Portfolios_daily_CSV.zip",
            Zip(
                """
                This file was created using the 202505 CRSP database.
                Missing data are indicated by -99.99 or -999.


                  Average Value Weighted Returns -- Daily
                ,Agric,Chips
                20241231,   9.00,   9.00
                20250502,   1.00,  -2.00
                20250505, -99.99,   1.00
                20250506,   0.50,   3.00

                  Average Equal Weighted Returns -- Daily
                ,Agric,Chips
                20250502,   7.00,   7.00
                """),
            "application/zip", 200, ("ETag", "\"may\""));
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("french", _host.Address);

        PricePoll chips = await feeds.ReadAsync(Aliased("CHIPS", "french", "industry/Chips"));
        PricePoll farms = await feeds.ReadAsync(Aliased("FARMS", "french", "industry/Agric"));

        chips.History!.Bars.Select(bar => Math.Round(bar.Close, 6)).ShouldBe([98, 98.98, 101.9494], "history begins in 2025");
        farms.History!.Bars.Select(bar => bar.Date.Day).ShouldBe([2, 6], "a missing return leaves no bar");
        _host.Asked.Count.ShouldBe(1, "one file contains every industry");
        (await feeds.ReadAsync(Aliased("CHIPS", "french", "industry/Chips"), chips.Cursor)).Outcome.ShouldBe(PollOutcome.Unchanged);
    }

    [Fact]
    public async Task Ken_Frenchs_market_is_its_excess_return_plus_the_riskless_one()
    {
        _host.On(
            "/pages/faculty/ken.french/ftp/F-F_Research_Data_Factors_daily_CSV.zip",
            Zip("The Tbill return is the simple daily rate.\n\n,Mkt-RF,SMB,HML,RF\n20250502,1.45,0.10,-0.20,0.05\n\nCopyright\n"),
            "application/zip");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("french", _host.Address);
        (await feeds.ReadAsync(Aliased("MKT", "french", "factor/Mkt"))).History!.Bars.Single().Close.ShouldBe(101.5, 1e-9);
        (await feeds.ReadAsync(Aliased("SMB", "french", "factor/SMB"))).History!.Bars.Single().Close.ShouldBe(100.1, 1e-9);
        (await feeds.ReadAsync(Aliased("X", "french", "factor/XYZ"))).Outcome.ShouldBe(PollOutcome.Rejected);
        (await feeds.ReadAsync(Aliased("Y", "french", "SMB"))).Outcome.ShouldBe(PollOutcome.Rejected);
    }

    [Fact]
    public async Task Ken_Frenchs_file_that_begins_with_other_returns_or_is_no_archive_is_a_failure()
    {
        const string Path = "/pages/faculty/ken.french/ftp/49_Industry_Portfolios_daily_CSV.zip";
        Instrument chips = Aliased("CHIPS", "french", "industry/Chips");
        await ExpectAsync("french", Path, "not a zip", 200, chips, PollOutcome.Malformed);
        _host.On(Path, Zip("  Average Equal Weighted Returns -- Daily\n,Agric,Chips\n20250502,7.00,7.00\n"), "application/zip");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfPrices("french", _host.Address);
        (await feeds.ReadAsync(chips)).Outcome.ShouldBe(PollOutcome.Malformed);
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

    /// <summary>The shape of the Board's CSV: six header lines, then a date and one column per series.</summary>
    private const string H10 =
        """
        "Series Description","Euro-Area Euro","Chinese Yuan"
        "Unit:","Currency","Currency"
        "Multiplier:","1","1"
        "Currency:","EUR","CNY"
        "Unique Identifier: ","H10/H10/RXI$US_N.B.EU","H10/H10/RXI_N.B.CH"
        "Time Period","RXI$US_N.B.EU","RXI_N.B.CH"
        2025-06-02,1.1419,7.1991
        2025-06-03,1.1385,ND
        2025-06-04,1.1424,7.1885
        """;

    private static Instrument Aliased(string symbol, string kind, string alias) => new()
    {
        Symbol = symbol,
        AssetClass = "fx",
        Venue = "XNYS",
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { [kind] = alias },
    };

    private static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            using var writer = new StreamWriter(archive.CreateEntry("data.csv").Open());
            writer.Write(text);
        }

        return bytes.ToArray();
    }

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
