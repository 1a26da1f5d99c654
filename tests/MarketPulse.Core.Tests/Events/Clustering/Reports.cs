using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>Articles with given verdicts, for tests of clustering.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Monday = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    public static ArticleFacts Article(
        string title,
        double hours,
        Stance stance = Stance.Escalation,
        string measures = "tariff",
        string actors = "CN US",
        string pairs = "US-CN",
        Certainty certainty = Certainty.Announced,
        string topics = "",
        string body = "",
        string? url = null,
        double intensity = 50,
        bool isEvent = true,
        DateOnly? effective = null,
        params Quantity[] quantities)
    {
        DateTimeOffset published = Monday.AddHours(hours);
        var article = new Article
        {
            Id = ArticleIdentity.Create(url, title, string.Create(CultureInfo.InvariantCulture, $"{body}{hours}"), DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "test",
            Title = title,
            Body = body,
            Url = url,
            Published = published,
        };
        var verdict = new ArticleVerdict
        {
            Relevance = 0.9,
            IsRelevant = true,
            IsEvent = isEvent,
            Reason = isEvent ? "development" : "market_wrap",
            Stance = stance,
            Intensity = intensity,
            Certainty = certainty,
            Measures = Split(measures),
            Topics = Split(topics),
            Actors = Split(actors),
            Pairs = Split(pairs),
            Quantities = quantities,
            EffectiveDate = effective,
            LexiconVersion = "1",
        };
        return ArticleFacts.Of(article, verdict);
    }

    public static Quantity Percent(double value) => new(value, "percent", string.Create(CultureInfo.InvariantCulture, $"{value}%"));

    /// <summary>A stream of articles in which many report the same acts, in several wordings, some of them copies.</summary>
    public static List<ArticleFacts> Stream(Random random, int count, double days, double nearCopies = 0.2, int acts = 6)
    {
        string[] actors = ["CN US", "EU US", "JP US", "CA US", "MX US", "CN EU"];
        string[] measures = ["tariff", "export_control", "talks", "truce", "retaliation tariff"];
        string[] verbs = ["imposes", "threatens", "weighs", "announces", "delays", "lifts", "confirms"];
        string[] objects = ["duties on steel", "limits on chips", "rare earth exports", "car tariffs", "soybean purchases", "a new round of talks", "a truce"];
        var articles = new List<ArticleFacts>(count);
        for (int i = 0; i < count; i++)
        {
            if (articles.Count > 0 && random.NextDouble() < nearCopies)
            {
                ArticleFacts original = articles[random.Next(articles.Count)];
                articles.Add(original with
                {
                    Id = Hex(random),
                    Published = original.Published.AddMinutes(random.Next(0, 60 * 30)),
                    ContentHash = random.Next(2) == 0 ? original.ContentHash : Hex(random),
                    Signature = [.. original.Signature.Select(place => random.Next(10) == 0 ? place + 1 : place)],
                });
                continue;
            }

            int act = random.Next(Math.Min(acts, actors.Length));
            string title = $"{actors[act].Split(' ')[random.Next(2)]} {verbs[random.Next(verbs.Length)]} {objects[random.Next(objects.Length)]}";
            articles.Add(Article(
                title,
                Math.Round(random.NextDouble() * days * 24 * 2) / 2,
                (Stance)random.Next(4),
                measures[random.Next(measures.Length)],
                actors[act],
                random.Next(4) == 0 ? "" : actors[act].Replace(' ', '-'),
                (Certainty)random.Next(8),
                random.Next(2) == 0 ? "semiconductors" : "",
                $"{title} the ministry said in a statement number {random.Next(1_000_000)} about measure {random.Next(1_000_000)} of the week",
                intensity: random.Next(100),
                isEvent: random.Next(10) > 0,
                quantities: random.Next(3) == 0 ? [Percent(random.Next(1, 4) * 10)] : []) with
            { Id = Hex(random) });
        }

        return articles;
    }

    private static string Hex(Random random) => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);

    private static string[] Split(string codes) => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
