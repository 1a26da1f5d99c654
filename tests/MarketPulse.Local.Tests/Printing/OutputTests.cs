using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Tests.Printing;

public class OutputTests
{
    private static readonly Reading[] Readings =
    [
        new()
        {
            Symbol = "FXI", CarPct = 0.1 + 0.2, Score = null, Seen = new DateTimeOffset(2025, 6, 2, 14, 0, 0, TimeSpan.FromHours(2)),
            Day = new DateOnly(2025, 6, 2), Stance = Stance.Deescalation, Tags = ["china", "rare_earths"],
        },
        new() { Symbol = "=HYPERLINK(\"x\")", CarPct = double.NaN, Score = -1.5, Stance = Stance.Mixed },
    ];

    [Fact]
    public void Json_writes_published_names_full_precision_codes_lists_and_explicit_nulls()
    {
        JsonElement rows = JsonDocument.Parse(Print(OutputFormat.Json, RowSet.Create("readings", Readings))).RootElement;

        rows.GetArrayLength().ShouldBe(2);
        rows[0].GetProperty("symbol").GetString().ShouldBe("FXI");
        rows[0].GetProperty("car_pct").GetDouble().ShouldBe(0.1 + 0.2);
        rows[0].GetProperty("score").ValueKind.ShouldBe(JsonValueKind.Null);
        rows[0].GetProperty("seen").GetString().ShouldBe("2025-06-02T12:00:00Z");
        rows[0].GetProperty("day").GetString().ShouldBe("2025-06-02");
        rows[0].GetProperty("stance").GetString().ShouldBe("deescalation");
        rows[0].GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["china", "rare_earths"]);
        rows[1].GetProperty("car_pct").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Json_of_several_sets_is_one_object_with_a_member_for_each()
    {
        var writer = new StringWriter();
        new Output(OutputFormat.Json, writer)
            .WriteDocument([RowSet.Create("events", Readings), RowSet.Create("scores", Array.Empty<Reading>())]);

        JsonElement document = JsonDocument.Parse(writer.ToString()).RootElement;

        document.EnumerateObject().Select(member => member.Name).ShouldBe(["events", "scores"]);
        document.GetProperty("scores").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Csv_disarms_formulas_in_text_but_not_negative_numbers()
    {
        string[] lines = Print(OutputFormat.Csv, RowSet.Create("readings", Readings)).Split('\n');

        lines[0].ShouldBe("symbol,car_pct,score,seen,day,stance,tags");
        lines[1].ShouldBe("FXI,0.30000000000000004,,2025-06-02T12:00:00Z,2025-06-02,deescalation,china|rare_earths");
        lines[2].ShouldBe("\"'=HYPERLINK(\"\"x\"\")\",,-1.5,0001-01-01T00:00:00Z,,mixed,");
    }

    [Theory]
    [InlineData("+1", "'+1")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("plain", "plain")]
    public void Csv_text_is_quoted_and_disarmed(string text, string expected) => CellText.ForCsv(text).ShouldBe(expected);

    [Theory]
    [InlineData(80)]
    [InlineData(50)]
    [InlineData(120)]
    public void Table_keeps_to_the_width_by_leaving_out_the_columns_of_least_weight(int width)
    {
        string text = Print(OutputFormat.Table, RowSet.Create("readings", Readings, title: "Readings"), width);

        text.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= width);
        text.ShouldContain("FXI");
        text.ShouldNotContain("\u001b");
        text.Contains("Columns omitted at this width", StringComparison.Ordinal).ShouldBe(width < 100);
    }

    [Fact]
    public void Table_wraps_a_long_headline_and_takes_control_characters_out_of_it()
    {
        var headlines = RowSet.Create(
            "headlines",
            [string.Join(' ', Enumerable.Repeat("tariff", 30)) + "\u001b[31m"],
            [new ViewColumn<string>("headline", row => row) { Wraps = true }, new ViewColumn<string>("stance", _ => "escalation")],
            [new DataColumn<string>("headline", row => row)]);

        string text = Print(OutputFormat.Table, headlines, 80);

        text.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
        text.ShouldNotContain("\u001b");
        text.Split("tariff").Length.ShouldBe(31);
    }

    [Fact]
    public void Words_for_people_stay_out_of_machine_formats()
    {
        var json = new StringWriter();
        new Output(OutputFormat.Json, json).Say("Prices are simulated.");
        var table = new StringWriter();
        new Output(OutputFormat.Table, table).Say("Prices are simulated.");

        json.ToString().ShouldBeEmpty();
        table.ToString().Trim().ShouldBe("Prices are simulated.");
    }

    private static string Print(OutputFormat format, RowSet rows, int? width = null)
    {
        var writer = new StringWriter();
        new Output(format, writer, width).Write(rows);
        return writer.ToString();
    }

    private sealed record Reading
    {
        [Column("symbol")]
        public required string Symbol { get; init; }

        [Column("car_pct")]
        public double CarPct { get; init; }

        [Column("score")]
        public double? Score { get; init; }

        [Column("seenutc")]
        public DateTimeOffset Seen { get; init; }

        [Column("day")]
        public DateOnly? Day { get; init; }

        [Column("stance")]
        public Stance Stance { get; init; }

        [Column("tags")]
        public IReadOnlyList<string> Tags { get; init; } = [];
    }
}
