using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Local.Sample;

/// <summary>The files of the folder <c>samples</c>, embedded in the tool.</summary>
internal static class SampleFiles
{
    /// <summary>The news articles, one JSON object per line.</summary>
    public static IReadOnlyList<Article> ReadArticles(TimeProvider clock)
    {
        using var bytes = new MemoryStream();
        using Stream file = Open("articles.jsonl");
        file.CopyTo(bytes);
        return new ArticleFiles(clock).Parse(bytes.ToArray(), "articles.jsonl", feed: "sample").Articles;
    }

    /// <summary>The reactions planted in the simulated market.</summary>
    public static IReadOnlyList<PlantedReaction> ReadPlanted()
    {
        using var reader = new StreamReader(Open("planted.csv"));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Parse)];
    }

    /// <summary>A file of the real history, by its path inside <c>samples/history</c>; null when there is none.</summary>
    public static byte[]? ReadHistory(string path)
    {
        using Stream? file = typeof(SampleFiles).Assembly.GetManifestResourceStream($"samples/history/{path}");
        if (file is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static PlantedReaction Parse(string line)
    {
        string[] fields = line.Split(',');
        return new PlantedReaction(
            DateOnly.ParseExact(fields[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            fields[1],
            double.Parse(fields[2], CultureInfo.InvariantCulture));
    }

    private static Stream Open(string name) => typeof(SampleFiles).Assembly.GetManifestResourceStream($"samples/{name}")!;
}
