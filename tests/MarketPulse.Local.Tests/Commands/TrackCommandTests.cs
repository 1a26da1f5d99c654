using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

public sealed class TrackCommandTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Head = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Without_forecasts_the_record_is_empty_and_says_how_one_comes_about()
    {
        Run run = await RunAsync("track", "--output", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("No forecast has been locked yet: marketpulse serve locks one");
        JsonDocument.Parse(run.Output).RootElement.GetProperty("records").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_replay_the_command_names_what_computes_one_and_with_a_filter_says_that_a_replay_is_of_everything()
    {
        (await RunAsync("track")).Output.ShouldContain("No replay is stored: marketpulse verify");
        (await RunAsync("track", "--symbol", "FXI")).Output.ShouldContain("The stored replay is of all events and instruments");
    }

    [Fact]
    public async Task An_empty_ledger_is_as_it_was_written_but_lacks_a_head_that_was_published()
    {
        (await RunAsync("track", "--check")).ExitCode.ShouldBe(0);

        Run run = await RunAsync("track", "--check", "--head", Head);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain($"The published head {Head} is not in the chain");
        run.Error.ShouldContain("The ledger is not as it was written: 1 problem");
    }

    [Theory]
    [InlineData("--head needs --check.", "--head", Head)]
    [InlineData("'12ab' is not a head: give the 64 hexadecimal digits of /api/track", "--check", "--head", "12ab")]
    [InlineData("leave out --from and --symbol", "--check", "--symbol", "FXI")]
    [InlineData("leave out --from and --symbol", "--check", "--from", "2025-01-01")]
    public async Task Wrong_arguments_end_with_2_and_say_what_would_do(string advice, params string[] arguments)
    {
        Run run = await Cli.RunAsync(["track", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(advice);
    }

    private Task<Run> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--storage", azurite.ConnectionString]);
}
