namespace MarketPulse.Local.Tests.Commands;

/// <summary>Options that every command has, and the charts beside the tables.</summary>
public sealed class MannerTests(DemoStorage demo) : IClassFixture<DemoStorage>
{
    [Theory]
    [InlineData("scores")]
    [InlineData("sensitivity")]
    public async Task A_wide_table_has_bars_with_a_zero_line_and_a_narrow_one_keeps_the_numbers(string command)
    {
        Run wide = await demo.RunAsync(command, width: 180);
        Run narrow = await demo.RunAsync(command, width: 80);

        wide.Output.ShouldContain("chart");
        narrow.Output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        narrow.Output.ShouldContain(command == "scores" ? "CAR %" : "beta");
        narrow.Output.ShouldNotContain("omitted at this width: chart");
    }

    [Theory]
    [InlineData("scores --window 0,0", "chart", "95% interval")]
    [InlineData("sensitivity", "chart", "95% interval")]
    [InlineData("index --from 2000-01-01", "chart", "net")]
    public async Task Chart_stands_beside_the_table_at_140_columns_and_the_figure_that_matters_is_shown_at_80(
        string command, string chart, string figure)
    {
        Run wide = await demo.RunAsync(command, width: 140);
        Run narrow = await demo.RunAsync(command, width: 80);

        Heading(wide).ShouldContain(chart);
        Heading(narrow).ShouldContain(figure);

        static string Heading(Run run) => run.Output.Split('\n').First(line => line.StartsWith(' ') && line.Trim().Length > 0);
    }

    [Fact]
    public async Task The_index_ends_with_a_sparkline_that_quiet_leaves_out()
    {
        Run usual = await demo.RunAsync("index --from 2000-01-01", width: 80);
        Run quiet = await demo.RunAsync("index --from 2000-01-01 --quiet", width: 80);

        usual.ExitCode.ShouldBe(0, usual.Error);
        usual.Output.ShouldContain(", 7 days  ");
        quiet.Output.ShouldNotContain(", 7 days  ");
        quiet.Output.ShouldContain("regime");
    }

    [Fact]
    public async Task Without_colour_there_are_no_escape_sequences()
    {
        Run run = await demo.RunAsync("scores --no-color", width: 140);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldNotContain('\u001b');
    }
}
