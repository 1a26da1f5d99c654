using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Tests.Telemetry;

/// <summary>docs/telemetry.md lists what the code emits: each span, metric and attribute, and nothing else.</summary>
public sealed partial class TelemetryDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.Path("docs", "telemetry.md"));

    [Fact]
    public void Every_metric_is_listed_with_its_kind_and_unit()
    {
        var instruments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == MarketPulseTelemetry.Name)
            {
                instruments[instrument.Name] = $"{instrument.GetType().Name.Split('`')[0].ToLowerInvariant()} {instrument.Unit}";
            }
        };
        listener.Start();
        MarketPulseTelemetry.ScoringTook(TimeSpan.Zero);

        instruments.ShouldBe(
            Metric().Matches(Section("Metrics")).ToDictionary(
                m => m.Groups["name"].Value, m => $"{m.Groups["kind"].Value} {m.Groups["unit"].Value}", StringComparer.Ordinal),
            ignoreOrder: true);
    }

    [Fact]
    public void Every_attribute_is_listed()
    {
        string[] emitted = [.. typeof(TelemetryAttributes).GetFields().Select(field => (string)field.GetRawConstantValue()!)];
        string[] listed =
        [
            .. Quoted().Matches(Section("Spans") + Section("Metrics"))
                .Select(m => m.Groups["name"].Value)
                .Distinct(StringComparer.Ordinal),
        ];

        Attribute().Matches(Source("MarketPulseTelemetry.cs")).ShouldBeEmpty("every attribute is named in TelemetryAttributes");
        emitted.Length.ShouldBeGreaterThan(10);
        emitted.Except(listed).ShouldBeEmpty();
        listed.Except(emitted).Where(name => !name.StartsWith("marketpulse.", StringComparison.Ordinal) || !IsMetric(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_span_is_listed()
    {
        string source = string.Concat(Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        IEnumerable<string> steps = Step().Matches(source).Select(m => m.Groups["name"].Value);
        string[] emitted = [.. steps, "send {queue}", "process {queue}"];

        emitted.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(Span().Matches(Section("Spans")).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_values_of_coded_attributes_are_listed()
    {
        foreach (string code in Codes<Stance>.All.Concat(Codes<ScoreStatus>.All).Concat(Codes<PollOutcome>.All))
        {
            Section("Metrics").ShouldContain(code);
        }
    }

    private static bool IsMetric(string name) => Metric().Matches(Section("Metrics")).Any(m => m.Groups["name"].Value == name);

    private static string Source(string file) => File.ReadAllText(Repository.Path("src", "MarketPulse.Pipeline", "Telemetry", file));

    private static string Section(string title)
    {
        int start = Document.IndexOf($"## {title}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, title);
        int end = Document.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? Document[start..] : Document[start..end];
    }

    [GeneratedRegex(
        @"^\| `(?<name>marketpulse\.[a-z.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?:SetTag|Tag)\(\s*""(?<name>[a-z._]+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"`(?<name>(?:marketpulse|messaging|error)\.[a-z._]+)`", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:StartStep|BeginTrace)\(\s*""(?<name>\w+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Step();

    [GeneratedRegex(
        @"^\| `(?<name>[a-z_]+(?: \{queue\})?)` \| (?:internal|client|consumer) \|",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Span();
}
