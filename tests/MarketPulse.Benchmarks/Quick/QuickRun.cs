using System.Globalization;

namespace MarketPulse.Benchmarks.Quick;

/// <summary>Runs the quick lines whose name begins with a prefix.</summary>
internal static class QuickRun
{
    public static int Run(IReadOnlyList<QuickGroup> groups, string prefix, TextWriter output, TextWriter error)
    {
        HashSet<string> onRequest = [.. groups.SelectMany(group => group.Names.Where(group.IsLong))];
        bool Wanted(string name) => prefix.Length == 0 ? !onRequest.Contains(name) : name.StartsWith(prefix, StringComparison.Ordinal);
        List<QuickGroup> chosen = [.. groups.Where(group => group.Names.Any(Wanted))];
        if (chosen.Count == 0)
        {
            error.WriteLine(
                $"error: no line begins with '{prefix}'; the lines are {string.Join(", ", groups.SelectMany(group => group.Names))}.");
            return 2;
        }

        foreach (QuickLine line in chosen.SelectMany(group => group.Run(Wanted)).Where(line => Wanted(line.Name)))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {line.Value:0.####} {line.Unit}"));
            output.Flush();
        }

        return 0;
    }
}
