using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MarketPulse.Faults.Running;

namespace MarketPulse.Faults.Hostile;

/// <summary>The corpus, and mutations of it under a fixed seed, through every parser: no crash, no hang over a second.</summary>
internal sealed class HostileInputs : Scenario
{
    private const int Seed = 20250602;

    public override string Name => "hostile input";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        TimeSpan budget = TimeSpan.FromSeconds(full ? 180 : 10);
        var lost = new List<string>();

        using var timed = new TimedParser();

        HostileInput[] inputs = [.. Corpus.All.Where(input => Parsers.All.ContainsKey(input.Parser))];
        foreach (HostileInput input in inputs)
        {
            Check(timed, input.Parser, input.Text, lost);
        }

        await using HostileRequests requests = await HostileRequests.StartAsync(cancellationToken);
        HostileInput[] targets = [.. Corpus.All.Where(input => input.Parser == "parameter")];
        foreach (HostileInput target in targets)
        {
            lost.AddRange(await requests.TryAsync(target.Text, cancellationToken));
        }

        // Addresses are judged, not parsed: a mutated one may well be harmless.
        HostileInput[] seeds = [.. inputs.Where(input => input.Parser != "ssrf" && input.Text.Length < 5000)];
        var random = new Random(Seed);
        long begun = Stopwatch.GetTimestamp();
        int mutated = 0;
        for (; Stopwatch.GetElapsedTime(begun) < budget && lost.Count < 50; mutated++)
        {
            HostileInput one = seeds[random.Next(seeds.Length)];
            Check(timed, one.Parser, Mutation.Of(one.Text, seeds[random.Next(seeds.Length)].Text, random), lost);
        }

        return new Outcome(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{inputs.Length + targets.Length} inputs of the corpus and {mutated} mutations through {Parsers.All.Count + 1} parsers; the slowest, {timed.Slowest.Parser}, took {timed.Slowest.Took.TotalMilliseconds:0} ms"),
            lost);
    }

    private static void Check(TimedParser timed, string name, string text, List<string> lost)
    {
        if (timed.Try(name, Parsers.All[name], text) is { } wrong)
        {
            lost.Add($"{name}: {wrong}: {JsonSerializer.Serialize(text.Length > 120 ? text[..120] : text)}");
        }
    }
}
