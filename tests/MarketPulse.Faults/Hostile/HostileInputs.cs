using System.Globalization;
using System.Text.Json;
using MarketPulse.Faults.Running;

namespace MarketPulse.Faults.Hostile;

/// <summary>
/// Every parser reads the corpus and seeded mutations of it. None may crash, hang, or use more than a second of processor time.
/// </summary>
internal sealed class HostileInputs : Scenario
{
    private const int Seed = 20250602;

    /// <summary>Findings after which the rest would only repeat them.</summary>
    private const int MostLost = 50;

    public override string Name => "hostile input";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        int mutations = size == RunSize.Full ? 10_000_000 : 200_000;
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

        // The addresses of the corpus must be refused, but a mutation of one may be harmless.
        HostileInput[] seeds = [.. inputs.Where(input => input.Parser != "ssrf" && input.Text.Length < 5000)];
        var random = new Random(Seed);
        int mutated = 0;
        for (; mutated < mutations && lost.Count < MostLost; mutated++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HostileInput input = seeds[random.Next(seeds.Length)];
            Check(timed, input.Parser, Mutation.Mutate(input.Text, seeds[random.Next(seeds.Length)].Text, random), lost);
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{inputs.Length + targets.Length} inputs of the corpus and {mutated} mutations through {Parsers.All.Count + 1} parsers; "
            + $"the slowest, {timed.Slowest.Parser}, took {timed.Slowest.Took.TotalMilliseconds:0} ms");
        return new Outcome(tried, lost);
    }

    private static void Check(TimedParser timed, string name, string text, List<string> lost)
    {
        if (timed.Try(name, Parsers.All[name], text) is { } wrong)
        {
            lost.Add($"{name}: {wrong}: {JsonSerializer.Serialize(text.Length > 120 ? text[..120] : text)}");
        }
    }
}
