using System.Xml.Linq;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Tests.Commands;

public class IndexCommandTests
{
    [Fact]
    public void Csv_has_the_published_columns()
    {
        var text = new StringWriter();
        TensionDay first = Day(0, 137.5) with { Escalation = 84, Easing = 12, Net = 72, Articles = 420, Relevant = 31, Regime = "tense" };

        new Output(OutputFormat.Csv, text).Write(TensionView.Rows([first, Day(1, null)]));

        text.ToString().ShouldBe(
            """
            date,gross,escalation,easing,net,gross_7d,gross_30d,articles,relevant,regime
            2025-06-02,137.5,84,12,72,,,420,31,tense
            2025-06-03,,,,,,,0,0,

            """, StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public void Drawing_is_well_formed_breaks_where_there_is_no_value_and_escapes_its_title()
    {
        TensionDay[] days = [Day(0, 90), Day(1, 110) with { Escalation = 30, Easing = 5 }, Day(2, null), Day(3, 140)];

        XElement svg = XElement.Parse(TensionChart.Draw(days, "Index <of> US-CN & more"));

        svg.Elements().Single(e => e.Name.LocalName == "title").Value.ShouldBe("Index <of> US-CN & more");
        string path = svg.Elements().First(e => e.Name.LocalName == "path").Attribute("d")!.Value;
        path.Count(c => c == 'M').ShouldBe(2);
        svg.ToString().ShouldNotContain("NaN");
    }

    [Fact]
    public void Drawing_of_nothing_says_so() => TensionChart.Draw([], "Index").ShouldContain("No days to draw.");

    [Theory]
    [InlineData("index", "--frequency", "year", "give day or month")]
    [InlineData("index", "--output", "pdf", "table, json, csv or svg")]
    [InlineData("scores", "--output", "svg", "table, json, csv or parquet")]
    [InlineData("sensitivity", "--by", "actor", "measure, topic or pair")]
    [InlineData("sensitivity", "--horizon", "5y", "all, 12m or halflife")]
    public async Task Wrong_arguments_end_with_2_and_say_what_would_do(string command, string option, string value, string advice)
    {
        Run run = await Cli.RunAsync([command, option, value]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(advice);
    }

    private static TensionDay Day(int day, double? gross) =>
        new() { Scope = "all", Value = "all", Date = new DateOnly(2025, 6, 2).AddDays(day), Gross = gross };
}
