using System.Globalization;
using System.Text;
using CsCheck;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Feeds.Tests.Files;

public class PriceCsvTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2024, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private static PriceFile Parse(string text, PriceChange change = PriceChange.Return) =>
        new PriceCsv(Clock).Parse(Encoding.UTF8.GetBytes(text), "SPY.csv", "SPY", change);

    private static IEnumerable<string> Dates(PriceFile file) => file.History.Bars.Select(bar => bar.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Fact]
    public void Yahoo_export_loads()
    {
        PriceFile file = Parse("""
            Date,Open,High,Low,Close,Adj Close,Volume
            2019-05-08,287.529999,289.429993,286.869995,287.529999,268.765259,91549800
            2019-05-09,null,null,null,null,null,null
            2019-05-10,285.619995,289.049988,282.299988,288.100006,269.298065,110969800
            """);
        file.Errors.ShouldBeEmpty();
        file.History.Symbol.ShouldBe("SPY");
        Dates(file).ShouldBe(["2019-05-08", "2019-05-10"]);
        file.History.Bars[1].ShouldBe(new PriceBar(new(2019, 5, 10), 285.619995, 289.049988, 282.299988, 288.100006, 269.298065, 110969800));
    }

    [Theory]
    [InlineData("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\nAAPL.US,D,20190508,000000,1,3,0.5,2,100,0\r\n")]
    [InlineData("Volume;close;DATE;low;HIGH;Open\n100;2;2019-05-08;0.5;3;1\n")]
    [InlineData("timestamp\topen\thigh\tlow\tclose\tvolume\n2019-05-08T04:00:00Z\t1\t3\t0.5\t2\t1e2")]
    [InlineData("\uFEFF\"Date\",\"Close\",\"Open\",\"High\",\"Low\",\"Volume\"\n\"2019-05-08\", \"2\" ,1,3,0.5,\"100\"\n\n")]
    [InlineData("Timestamp,Open,High,Low,Close,Volume\n1557322200,1,3,0.5,2.000,100\n")]
    [InlineData("Close,Date,Open,High,Low,Volume,Note\n2,08.05.2019,1,3,.5,100,\"a, b\"\n")]
    [InlineData("Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n2019-05-08 00:00:00-04:00,1,3,0.5,2,100,0.5,0.0\n")]
    public void Header_decides_whatever_the_order_case_and_separator(string text)
    {
        PriceFile file = Parse(text);
        file.Errors.ShouldBeEmpty();
        file.History.Bars.ShouldBe([new PriceBar(new(2019, 5, 8), 1, 3, 0.5, 2, double.NaN, 100)]);
    }

    [Fact]
    public void Date_and_close_are_enough()
    {
        PriceFile file = Parse("Date,Close\n2019-05-08,2.5\n");
        file.Errors.ShouldBeEmpty();
        file.History.Bars.ShouldBe([PriceBar.OfClose(new(2019, 5, 8), 2.5)]);
    }

    [Fact]
    public void Split_and_dividend_are_taken_where_the_source_has_them()
    {
        PriceBar bar = Parse("date,close,divCash,splitFactor\n2019-05-08,2.5,0.25,4\n").History.Bars.ShouldHaveSingleItem();
        (bar.Dividend, bar.Split).ShouldBe((0.25, 4));
    }

    [Fact]
    public void File_with_the_newest_bar_first_is_turned_round()
    {
        PriceFile file = Parse("Date,Close\n2019-05-10,3\n2019-05-09,2\n2019-05-08,1\n");
        file.Errors.ShouldBeEmpty();
        Dates(file).ShouldBe(["2019-05-08", "2019-05-09", "2019-05-10"]);
    }

    [Theory]
    [InlineData("", "SPY.csv, line 1: the header has no Date column; it must name Date (or Timestamp) and Close.")]
    [InlineData("Date,Price\n2019-05-08,2\n", "SPY.csv, line 1: the header has no Close column; it must name Date (or Timestamp) and Close.")]
    [InlineData("2019-05-08,1,2\n2019-05-09,1,2\n", "SPY.csv, line 1: the header has no Date column; it must name Date (or Timestamp) and Close.")]
    [InlineData("Date,Close,close\n", "SPY.csv, line 1: the header names Close 2 times; keep one.")]
    [InlineData("Date,Close\n", "SPY.csv: has a header but no bars.")]
    public void File_with_a_wrong_header_or_nothing_in_it_says_so(string text, string message)
    {
        PriceFile file = Parse(text);
        file.History.Bars.ShouldBeEmpty();
        file.Errors.ShouldHaveSingleItem().ToString().ShouldBe(message);
    }

    [Theory]
    [InlineData("2019-05-09,abc", "SPY.csv, line 3, column 12: Close 'abc' is not a number; the row is left out.")]
    [InlineData("2019-05-09,", "SPY.csv, line 3, column 12: Close is empty; the row is left out.")]
    [InlineData("2019-05-09,1e999", "SPY.csv, line 3, column 12: Close '1e999' is not a number; the row is left out.")]
    [InlineData("2019-05-09,NaN", "SPY.csv, line 3, column 12: Close 'NaN' is not a number; the row is left out.")]
    [InlineData("2019-05-09,0", "SPY.csv, line 3, column 12: Close 0 is not positive; the row is left out.")]
    [InlineData("2019-05-09,-2.5", "SPY.csv, line 3, column 12: Close -2.5 is not positive; the row is left out.")]
    [InlineData("2019-05-09", "SPY.csv, line 3: has 1 fields where the header needs 2; the row is left out.")]
    [InlineData("2019-05-09,1,234", "SPY.csv, line 3, column 14: has more fields than the header's 2 (write decimals with a point and no thousands separators); the row is left out.")]
    [InlineData("2019-02-30,2", "SPY.csv, line 3, column 1: '2019-02-30' is no date that can be told for certain; write yyyy-MM-dd; the row is left out.")]
    [InlineData("5/9/2019,2", "SPY.csv, line 3, column 1: '5/9/2019' is no date that can be told for certain; write yyyy-MM-dd; the row is left out.")]
    [InlineData("2019-05-08,2", "SPY.csv, line 3: date 2019-05-08 is there already; the row is left out.")]
    [InlineData("2019-05-07,2", "SPY.csv, line 3: date 2019-05-07 is out of order; the row is left out.")]
    [InlineData("2023-05-07,2", "SPY.csv, line 3: date 2023-05-07 is out of order; the row is left out.")]
    [InlineData("2024-06-04,2", "SPY.csv, line 3: date 2024-06-04 lies in the future; the row is left out.")]
    public void Bad_row_is_left_out_with_its_place_and_the_rest_is_kept(string row, string message)
    {
        PriceFile file = Parse($"Date,Close\n2019-05-08,1\n{row}\n2019-05-10,3\n2019-05-13,4\n");
        file.Errors.ShouldHaveSingleItem().ToString().ShouldBe(message);
        Dates(file).ShouldBe(["2019-05-08", "2019-05-10", "2019-05-13"]);
    }

    [Fact]
    public void Yields_may_be_zero_or_negative()
    {
        PriceFile file = Parse("Date,Close\n2019-05-08,-0.05\n2019-05-09,0\n", PriceChange.DifferenceBps);
        file.Errors.ShouldBeEmpty();
        file.History.Bars.Select(bar => bar.Close).ShouldBe([-0.05, 0]);
    }

    [Fact]
    public void Thousands_of_bad_rows_give_a_hundred_messages_and_a_count()
    {
        PriceFile file = Parse("Date,Close\n" + string.Concat(Enumerable.Repeat("2019-05-08,x\n", 5000)));
        file.Errors.Count.ShouldBe(101);
        file.Errors[^1].ToString().ShouldBe("SPY.csv: 4900 more rows are left out.");
    }

    [Fact]
    public void File_in_utf_16_is_named_as_such() =>
        new PriceCsv(Clock).Parse([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Date,Close\n")], "a.csv", "A")
            .Errors.ShouldHaveSingleItem().Message.ShouldBe("is UTF-16; save it as UTF-8.");

    [Fact]
    public void Missing_file_is_a_sentence() =>
        new PriceCsv(Clock).Read(Path.Combine(Path.GetTempPath(), "no-such-folder", "A.csv")).Errors.ShouldHaveSingleItem().Message.ShouldStartWith("cannot be read");

    [Fact]
    public void Numbers_are_rounded_as_the_framework_rounds_them() =>
        Gen.Select(Gen.Double[-1e18, 1e18], Gen.Int[0, 17]).Sample((value, digits) =>
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            PriceCsvFields.TryNumber(Encoding.UTF8.GetBytes(text), out double read).ShouldBeTrue();
            read.ShouldBe(double.Parse(text, CultureInfo.InvariantCulture));
        });

    [Fact]
    public void Decimal_prices_are_rounded_as_the_framework_rounds_them() =>
        Gen.Select(Gen.Long[0, 999_999_999_999_999], Gen.Int[0, 15]).Sample((digits, decimals) =>
        {
            string text = digits.ToString("D16", CultureInfo.InvariantCulture).Insert(16 - decimals, ".").TrimStart('0');
            PriceCsvFields.TryNumber(Encoding.UTF8.GetBytes(text), out double read).ShouldBe(text != ".");
            (text == "." ? read = 0 : read).ShouldBe(text == "." ? 0 : double.Parse(text, CultureInfo.InvariantCulture));
        });

    [Fact]
    public void Every_shared_price_file_loads_without_a_message()
    {
        IReadOnlyList<PriceFile> files = PriceFolder.Read(new PriceCsv(TimeProvider.System), SharedData.Path("data", "prices"));
        files.SelectMany(file => file.Errors).ShouldBeEmpty();
        files.Select(file => file.History.Symbol).ShouldBe(["AAPL", "COPPER", "EEM", "FXI", "IWM", "QQQ", "SOYBEANS", "SPY", "USDCNY", "USO", "VIX"]);
        files.Single(file => file.History.Symbol == "SPY").History.Bars.Count.ShouldBe(1132);
    }
}
