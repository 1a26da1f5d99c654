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

    private static IEnumerable<string> Dates(PriceFile file) =>
        file.History.Bars.Select(bar => bar.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Fact]
    public void An_export_of_Yahoo_is_read_unchanged()
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
        file.History.Bars[1].ShouldBe(
            new PriceBar(new(2019, 5, 10), 285.619995, 289.049988, 282.299988, 288.100006, 269.298065, 110969800));
    }

    [Theory]
    [InlineData(
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\nAAPL.US,D,20190508,000000,1,3,0.5,2,100,0\r\n")]
    [InlineData("Volume;close;DATE;low;HIGH;Open\n100;2;2019-05-08;0.5;3;1\n")]
    [InlineData("timestamp\topen\thigh\tlow\tclose\tvolume\n2019-05-08T04:00:00Z\t1\t3\t0.5\t2\t1e2")]
    [InlineData("\uFEFF\"Date\",\"Close\",\"Open\",\"High\",\"Low\",\"Volume\"\n\"2019-05-08\", \"2\" ,1,3,0.5,\"100\"\n\n")]
    [InlineData("Timestamp,Open,High,Low,Close,Volume\n1557322200,1,3,0.5,2.000,100\n")]
    [InlineData("Close,Date,Open,High,Low,Volume,Note\n2,08.05.2019,1,3,.5,100,\"a, b\"\n")]
    [InlineData("Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n2019-05-08 00:00:00-04:00,1,3,0.5,2,100,0.5,0.0\n")]
    public void The_header_decides_whatever_the_order_case_and_separator(string text)
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
    public void Split_and_dividend_are_read_where_the_source_has_them()
    {
        PriceBar bar = Parse("date,close,divCash,splitFactor\n2019-05-08,2.5,0.25,4\n").History.Bars.ShouldHaveSingleItem();
        (bar.Dividend, bar.Split).ShouldBe((0.25, 4));
    }

    [Fact]
    public void A_file_with_the_newest_bar_first_is_reversed()
    {
        PriceFile file = Parse("Date,Close\n2019-05-10,3\n2019-05-09,2\n2019-05-08,1\n");
        file.Errors.ShouldBeEmpty();
        Dates(file).ShouldBe(["2019-05-08", "2019-05-09", "2019-05-10"]);
    }

    [Theory]
    [InlineData("", "SPY.csv, line 1: the header has no Date column; it must name Date (or Timestamp) and Close.")]
    [InlineData(
        "Date,Price\n2019-05-08,2\n", "SPY.csv, line 1: the header has no Close column; it must name Date (or Timestamp) and Close.")]
    [InlineData(
        "2019-05-08,1,2\n2019-05-09,1,2\n", "SPY.csv, line 1: the header has no Date column; it must name Date (or Timestamp) and Close.")]
    [InlineData("Date,Close,close\n", "SPY.csv, line 1: the header names Close 2 times; keep one.")]
    [InlineData("Date,Close\n", "SPY.csv: has a header but no bars.")]
    public void A_file_with_a_wrong_header_or_no_bars_is_reported(string text, string message)
    {
        PriceFile file = Parse(text);
        file.History.Bars.ShouldBeEmpty();
        file.Errors.ShouldHaveSingleItem().ToString().ShouldBe(message);
    }

    [Theory]
    [InlineData("2019-05-09,abc", ", column 12: Close 'abc' is not a number")]
    [InlineData("2019-05-09,", ", column 12: Close is empty")]
    [InlineData("2019-05-09,1e999", ", column 12: Close '1e999' is not a number")]
    [InlineData("2019-05-09,NaN", ", column 12: Close 'NaN' is not a number")]
    [InlineData("2019-05-09", ": has 1 fields, but the header needs 2")]
    [InlineData(
        "2019-05-09,1,234",
        ", column 14: has more fields than the header's 2 (write decimals with a point and without thousands separators)")]
    [InlineData("2019-02-30,2", ", column 1: '2019-02-30' is not an unambiguous date; write yyyy-MM-dd")]
    [InlineData("5/9/2019,2", ", column 1: '5/9/2019' is not an unambiguous date; write yyyy-MM-dd")]
    [InlineData("2019-05-08,2", ": date 2019-05-08 is repeated")]
    [InlineData("2019-05-07,2", ": date 2019-05-07 is out of order")]
    [InlineData("2023-05-07,2", ": date 2023-05-07 is out of order")]
    [InlineData("2024-06-04,2", ": date 2024-06-04 is in the future")]
    public void A_bad_row_is_skipped_with_its_position_and_the_rest_is_kept(string row, string problem)
    {
        PriceFile file = Parse($"Date,Close\n2019-05-08,1\n{row}\n2019-05-10,3\n2019-05-13,4\n");
        file.Errors.ShouldHaveSingleItem().ToString().ShouldBe($"SPY.csv, line 3{problem}; the row is skipped.");
        Dates(file).ShouldBe(["2019-05-08", "2019-05-10", "2019-05-13"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-36.98")]
    public void A_close_that_is_not_positive_is_kept_as_published_with_a_note(string close)
    {
        PriceFile file = Parse($"Date,Close\n2020-04-17,18.31\n2020-04-20,{close}\n2020-04-21,8.91\n");
        InputError note = file.Errors.ShouldHaveSingleItem();
        note.IsWarning.ShouldBeTrue();
        note.ToString().ShouldBe(
            $"SPY.csv, line 3, column 12: Close {close} is not positive; it counts as missing, and the return across it is marked gap.");
        var returns = JoinedReturns.Join(file.History, benchmark: null);
        returns.Dates.ToArray().ShouldBe([new DateOnly(2020, 4, 21)]);
        returns.IsMultiday(0).ShouldBeTrue();
    }

    [Fact]
    public void Yields_may_be_zero_or_negative()
    {
        PriceFile file = Parse("Date,Close\n2019-05-08,-0.05\n2019-05-09,0\n", PriceChange.DifferenceBps);
        file.Errors.ShouldBeEmpty();
        file.History.Bars.Select(bar => bar.Close).ShouldBe([-0.05, 0]);
    }

    [Fact]
    public void Thousands_of_bad_rows_give_a_hundred_errors_and_the_number_of_the_others()
    {
        PriceFile file = Parse("Date,Close\n" + string.Concat(Enumerable.Repeat("2019-05-08,x\n", 5000)));
        file.Errors.Count.ShouldBe(PriceCsv.MaxErrors + 1);
        file.Errors[^1].ToString().ShouldBe("SPY.csv: 4900 more rows are skipped.");
    }

    [Theory]
    [InlineData("2019-05-08,2,\"x, y\",7", 7)]
    [InlineData("2019-05-08, \"2\" ,,7 ", 7)]
    [InlineData("2019-05-08,2,\"never closed,7", 7)]
    [InlineData("2019-05-08,2,,", double.NaN)]
    public void Quotes_and_spaces_around_a_field_are_not_part_of_it(string row, double volume)
    {
        PriceFile file = Parse($"Date,Close,Note,Volume\n{row}\n");
        file.Errors.ShouldBeEmpty();
        PriceBar bar = file.History.Bars.ShouldHaveSingleItem();
        (bar.Close, bar.Volume).ShouldBe((2, volume));
    }

    [Fact]
    public void A_file_in_utf_16_is_reported_as_such() =>
        new PriceCsv(Clock).Parse([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Date,Close\n")], "a.csv", "A")
            .Errors.ShouldHaveSingleItem().Message.ShouldBe("is UTF-16; save it as UTF-8.");

    [Fact]
    public void A_missing_file_is_an_error_and_not_an_exception() =>
        new PriceCsv(Clock).Read(Path.Combine(Path.GetTempPath(), "no-such-folder", "A.csv"))
            .Errors.ShouldHaveSingleItem().Message.ShouldStartWith("cannot be read");

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
    public void Every_row_of_the_shared_price_files_is_a_bar()
    {
        string folder = SharedData.Path("data", "prices");
        IReadOnlyList<PriceFile> files = PriceFolder.Read(new PriceCsv(TimeProvider.System), folder);

        files.SelectMany(file => file.Errors).ShouldBeEmpty();
        files.Select(file => file.History.Symbol).ShouldBe(PriceFolder.Files(folder).Select(PriceCsv.SymbolOf));
        PriceFile spy = files.Single(file => file.History.Symbol == "SPY");
        spy.History.Bars.Count.ShouldBe(File.ReadLines(Path.Combine(folder, "SPY.csv")).Count() - 1);
    }
}
