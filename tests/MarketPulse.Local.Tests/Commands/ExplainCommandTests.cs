using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>The steps of an explanation lead to the stored score.</summary>
public sealed partial class ExplainCommandTests(DemoStorage demo) : IClassFixture<DemoStorage>
{
    private const string Event = "20251010T210500Z-364d4e2c";

    [Theory]
    [InlineData("SIM.RARE", "0,0")]
    [InlineData("SIM.UTIL", "0,5")]
    [InlineData("sim.jets", "-1,1")]
    public async Task Steps_add_up_to_the_score_that_is_stored(string symbol, string window)
    {
        Run explained = await demo.RunAsync($"explain {Event} {symbol} --window {window} --output json", width: null);
        Dictionary<string, string> steps = Rows(explained)
            .ToDictionary(row => row.GetProperty("title").GetString()!, row => row.GetProperty("text").GetString()!);
        JsonElement score = Rows(await demo.RunAsync(
            $"scores --event {Event} --symbol {symbol.ToUpperInvariant()} --window {window} --output json", width: null)).Single();
        double Stored(string name) => score.GetProperty(name).GetDouble();

        double[] abnormal = [.. Difference().Matches(steps["Abnormal return"]).Select(match => Number(match.Groups["ar"].Value))];
        abnormal.Length.ShouldBe(score.GetProperty("bars_observed").GetInt32());
        foreach (Match match in Difference().Matches(steps["Abnormal return"]))
        {
            (Number(match.Groups["raw"].Value) - Number(match.Groups["expected"].Value)).ShouldBe(Number(match.Groups["ar"].Value), 0.0011);
        }

        abnormal.Sum().ShouldBe(Stored("car_pct"), 0.005);
        Match q = Division().Match(steps["Several instruments"]);
        (Number(q.Groups["p"].Value) * Number(q.Groups["n"].Value) / Number(q.Groups["k"].Value)).ShouldBe(
            Number(q.Groups["q"].Value), 0.05 * Number(q.Groups["q"].Value));
        Number(q.Groups["q"].Value).ShouldBe(Stored("q_event"), 0.05 * Stored("q_event"));
        steps["Event"].ShouldMatch(@"'[^']+' \+\d", "a phrase with its weight");
        steps["Day 0"].ShouldContain("2025-10-13");
    }

    [Theory]
    [InlineData("explain 20990101T000000Z-00000000 SIM.RARE", "is no event in this storage")]
    [InlineData($"explain {Event} XYZ", "The event has no score for XYZ; it has scores for SIM.AUTO")]
    [InlineData($"explain {Event} SIM.RARE --window 0,3", "SIM.RARE has no score over [0,+3]; it has [-1,+1], [0,0], [0,+5].")]
    public async Task What_cannot_be_explained_is_named(string command, string message)
    {
        Run run = await demo.RunAsync(command, width: null);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain(message);
    }

    private static JsonElement[] Rows(Run run)
    {
        run.ExitCode.ShouldBe(0, run.Error);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(?<raw>[+-]?[\d.]+) - \((?<expected>[+-]?[\d.]+)\) = (?<ar>[+-]?[\d.]+)(?=[;.])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Difference();

    [GeneratedRegex(
        @"q_event = (?<p>[\d.E-]+) x (?<n>\d+) / (?<k>\d+) = (?<q>[\d.E-]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Division();
}
