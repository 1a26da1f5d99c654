namespace MarketPulse.Local.Tests.Commands;

public class MarketPulseCommandTests
{
    [Fact]
    public async Task Unknown_command_ends_with_2_and_one_sentence()
    {
        Run run = await Cli.RunAsync(["nonsense"]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain("nonsense");
        run.Error.ShouldContain("marketpulse --help");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData]
    public async Task Help_ends_with_0_and_is_what_no_command_shows(params string[] args)
    {
        Run run = await Cli.RunAsync(args);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("trade tension");
        run.Error.ShouldBeEmpty();
    }
}
