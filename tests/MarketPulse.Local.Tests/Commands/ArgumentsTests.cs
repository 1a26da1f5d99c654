using System.CommandLine.Help;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Tests.Commands;

public class ArgumentsTests
{
    public static TheoryData<string> Names => [.. Runnable().Select(command => command.Name)];

    /// <summary>Commands with an action, by the names that users type.</summary>
    private static IEnumerable<(string Name, MarketPulseSubcommand Command)> Runnable() =>
        MarketPulseCommand.Create().Subcommands.SelectMany(command => command is MarketPulseSubcommand runs
        ? [(command.Name, runs)]
        : command.Subcommands.Cast<MarketPulseSubcommand>().Select(below => ($"{command.Name} {below.Name}", below)));

    [Theory]
    [InlineData("Nothing to ingest", "ingest")]
    [InlineData("--articles: there is no file or folder 'nowhere'", "ingest", "--articles", "nowhere")]
    [InlineData("--prices: there is no folder 'nowhere'", "ingest", "--prices", "nowhere")]
    [InlineData("--watchlist: there is no file 'nowhere'", "ingest", "--prices", ".", "--watchlist", "nowhere")]
    [InlineData("--published: 'last week' is not a time with a zone", "ingest", "--articles", ".", "--published", "last week")]
    [InlineData("--published: '2025-06-02 12:00' is not a time with a zone", "detect", "-", "--published", "2025-06-02 12:00")]
    [InlineData("There is no file or folder 'nowhere'", "detect", "nowhere")]
    [InlineData("--from is later than --to", "scores", "--from", "2025-06-02", "--to", "2025-06-01")]
    [InlineData("--from: '2.6.2025' is not a date", "scores", "--from", "2.6.2025")]
    [InlineData("--window: ", "scores", "--window", "three days")]
    [InlineData("'xml' is not an output format: give table, json, csv or parquet", "scores", "--output", "xml")]
    [InlineData("--settings: there is no file 'nowhere.json'", "serve", "--settings", "nowhere.json")]
    [InlineData("--file: there is no folder", "report", "--file", "nowhere/report.html")]
    [InlineData("--storage: this is not a connection string", "scores", "--storage", "nonsense")]
    [InlineData("--data and --storage cannot be combined", "demo", "--data", "x", "--storage", "UseDevelopmentStorage=true")]
    public async Task Wrong_arguments_end_with_2_and_one_sentence(string sentence, params string[] args)
    {
        Run run = await Cli.RunAsync(args);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("error: ");
        run.Error.ShouldContain(sentence);
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_command_has_help_with_an_example_and_the_option_output(string command)
    {
        Run run = await Cli.RunAsync([.. command.Split(' '), "--help"]);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("--output <table|json|csv");
        run.Output.ShouldContain("Example");
        run.Output.ShouldContain($"marketpulse {command}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Help_is_in_one_style(string name)
    {
        MarketPulseSubcommand command = Runnable().Single(pair => pair.Name == name).Command;

        Run help = await Cli.RunAsync([.. name.Split(' '), "--help"]);

        command.Description!.ShouldMatch(@"^[A-Z]\w+s\b.*\.$");
        command.Options.Where(option => option is not HelpOption)
            .ShouldAllBe(option => option.Description!.EndsWith('.') && char.IsUpper(option.Description[0]));
        command.Options
            .Where(option => option is not HelpOption && option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool))
            .ShouldAllBe(option => option.HelpName != null);
        command.Examples.ShouldAllBe(example => example.Length <= 78, "an example that a terminal of 80 columns breaks cannot be copied");
        help.Output.ShouldNotContain("[default:");
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_told_in_one_sentence()
    {
        const string Nobody =
            "AccountName=a;AccountKey=aaaa;"
            + "TableEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:1/a;";

        Run run = await Cli.RunAsync(["scores", "--storage", Nobody]);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldStartWith("error: The storage cannot be reached");
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
    }
}
