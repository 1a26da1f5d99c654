using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Articles of one feed and UTC day: how many were seen, and how many of them are about trade conflict, in total or for one country pair or
/// topic.
/// </summary>
[Table("articlecounts")]
public sealed record ArticleCount : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => Date.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => string.Create(CultureInfo.InvariantCulture, $"{Date:yyyyMMdd}|{Feed}|{Scope}|{Value}");

    /// <summary>The feed that delivered the articles.</summary>
    [Column("feed", Example = "ustr")]
    public required string Feed { get; init; }

    /// <summary>What is counted: <c>all</c>, or the articles of one <c>pair</c> or <c>topic</c>.</summary>
    [Column("scope", Example = "pair")]
    public required string Scope { get; init; }

    /// <summary>The pair or topic; <c>all</c> for all articles.</summary>
    [Column("value", Example = "US-CN")]
    public required string Value { get; init; }

    /// <summary>The UTC day on which the articles were published.</summary>
    [Column("date", Example = "2025-06-02")]
    public required DateOnly Date { get; init; }

    /// <summary>Number of articles seen, whatever their content.</summary>
    [Column("articles", Unit = "count", Example = "120")]
    public int Articles { get; init; }

    /// <summary>Number of those articles whose relevance passes the lexicon's threshold and that concern this pair or topic.</summary>
    [Column("relevant", Unit = "count", Example = "9")]
    public int Relevant { get; init; }

    /// <summary>Counts classified articles. The same articles give the same rows in any order.</summary>
    public static IReadOnlyList<ArticleCount> FromTallies(IEnumerable<ArticleTally> articles)
    {
        ArgumentNullException.ThrowIfNull(articles);
        var counts = new SortedDictionary<(string Feed, DateOnly Date), DayOfFeed>();
        foreach (ArticleTally article in articles)
        {
            if (!counts.TryGetValue((article.Feed, article.Date), out DayOfFeed? day))
            {
                counts.Add((article.Feed, article.Date), day = new DayOfFeed());
            }

            day.Add(article);
        }

        return [.. counts.SelectMany(pair => pair.Value.Relevant.Select(slice => new ArticleCount
        {
            Feed = pair.Key.Feed,
            Date = pair.Key.Date,
            Scope = slice.Key.Scope,
            Value = slice.Key.Value,
            Articles = pair.Value.Articles,
            Relevant = slice.Value,
        }))];
    }

    private sealed class DayOfFeed
    {
        public int Articles { get; private set; }

        public SortedDictionary<(string Scope, string Value), int> Relevant { get; } =
            new() { [(TensionScope.All, TensionScope.All)] = 0 };

        public void Add(ArticleTally article)
        {
            Articles++;
            if (!article.IsRelevant)
            {
                return;
            }

            Relevant[(TensionScope.All, TensionScope.All)]++;
            foreach (string pair in article.Pairs.Distinct(StringComparer.Ordinal))
            {
                Relevant[(TensionScope.Pair, pair)] = Relevant.GetValueOrDefault((TensionScope.Pair, pair)) + 1;
            }

            foreach (string topic in article.Topics.Distinct(StringComparer.Ordinal))
            {
                Relevant[(TensionScope.Topic, topic)] = Relevant.GetValueOrDefault((TensionScope.Topic, topic)) + 1;
            }
        }
    }
}

/// <summary>What the tension index needs of one classified article.</summary>
/// <param name="Feed">The feed that delivered it.</param>
/// <param name="Date">UTC day on which it was published.</param>
/// <param name="IsRelevant">Whether its relevance passes the lexicon's threshold.</param>
/// <param name="Pairs">Codes of the country pairs that it concerns.</param>
/// <param name="Topics">Codes of the topics that it concerns.</param>
public readonly record struct ArticleTally(
    string Feed, DateOnly Date, bool IsRelevant, IReadOnlyList<string> Pairs, IReadOnlyList<string> Topics);

/// <summary>What an index covers.</summary>
public static class TensionScope
{
    /// <summary>All news; also the only value of this scope.</summary>
    public const string All = "all";

    /// <summary>One country pair.</summary>
    public const string Pair = "pair";

    /// <summary>One topic.</summary>
    public const string Topic = "topic";
}
