using System.Text.RegularExpressions;

namespace MarketPulse.Testing.Deployment;

/// <summary>
/// Names of settings, queues, tables and containers in the source of the deployed code, which the deployment template must provide.
/// </summary>
public static partial class SourceNames
{
    private static readonly string[] FunctionsProjects =
    [
        "MarketPulse.Functions", "MarketPulse.Functions.ServiceBus", "MarketPulse.Functions.StorageQueue",
    ];

    /// <summary>Settings that triggers refer to, as in <c>TimerTrigger("%PollNewsSchedule%")</c>.</summary>
    public static IReadOnlySet<string> TriggerSettings { get; } = Matches(TriggerSetting(), FunctionsProjects);

    /// <summary>Settings whose full names the app's code contains, as in <c>ServiceBus__clientId</c>.</summary>
    public static IReadOnlySet<string> Settings { get; } = Matches(Setting(), [.. FunctionsProjects, "MarketPulse.Hosting"]);

    /// <summary>Timers that have a schedule: the properties of <c>Schedules</c>.</summary>
    public static IReadOnlySet<string> Schedules { get; } = Matches(
        TextProperty(), Path.Combine("MarketPulse.Hosting", "Scheduling", "Schedules.cs"));

    /// <summary>Queues that the Functions app refers to by the constants of <c>QueueNames</c>.</summary>
    public static IReadOnlySet<string> Queues { get; } = UsedQueues();

    /// <summary>Tables of the stores.</summary>
    public static IReadOnlySet<string> Tables { get; } = Constants(
        "TableNames", Path.Combine("MarketPulse.Storage", "Names.cs")).Values.ToHashSet(StringComparer.Ordinal);

    /// <summary>Blob containers of the stores.</summary>
    public static IReadOnlySet<string> Containers { get; } = Constants(
        "ContainerNames", Path.Combine("MarketPulse.Storage", "Names.cs")).Values.ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> UsedQueues()
    {
        Dictionary<string, string> constants = Constants("QueueNames", "MarketPulse.Pipeline");
        return [.. Matches(QueueConstant(), FunctionsProjects).Where(constants.ContainsKey).Select(name => constants[name])];
    }

    private static HashSet<string> Matches(Regex pattern, params string[] places) =>
        [.. places.SelectMany(Files).SelectMany(text => pattern.Matches(text)).Select(match => match.Groups["name"].Value)];

    private static Dictionary<string, string> Constants(string className, string place) =>
        Files(place)
            .SelectMany(text => Regex.Matches(
                text,
                $@"class {className}\b[^{{]*\{{(?<body>.*?)^\}}",
                RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)))
            .SelectMany(body => Constant().Matches(body.Groups["body"].Value))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);

    private static IEnumerable<string> Files(string place)
    {
        string path = Repository.Path("src", place);
        return File.Exists(path)
            ? [File.ReadAllText(path)]
            : Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Select(File.ReadAllText);
    }

    [GeneratedRegex("%(?<name>[A-Za-z_:]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TriggerSetting();

    [GeneratedRegex(
        @"\b(?<name>[A-Z][A-Za-z]+__[A-Za-z]\w+|APPLICATIONINSIGHTS_[A-Z_]+)\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"public string (?<name>\w+) \{ get; set; \}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TextProperty();

    [GeneratedRegex(@"QueueNames\.(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex QueueConstant();

    [GeneratedRegex("const string (?<name>\\w+) = \"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Constant();
}
