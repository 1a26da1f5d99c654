using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>Classified articles for tests of clustering.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Monday = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A classified article.</summary>
    /// <param name="title">Headline, which decides the id together with body and time.</param>
    /// <param name="hours">Time of publication, hours after <see cref="Monday"/>.</param>
    /// <param name="act">What the article reports; new tariffs of the United States on China by default.</param>
    public static ArticleFacts Article(string title, double hours, ReportedAct? act = null)
    {
        act ??= new ReportedAct();
        DateTimeOffset published = Monday.AddHours(hours);
        string text = string.Create(CultureInfo.InvariantCulture, $"{act.Body}{hours}");
        var article = new Article
        {
            Id = ArticleIdentity.Create(act.Url, title, text, DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "test",
            Title = title,
            Body = act.Body,
            Url = act.Url,
            Published = published,
        };
        var verdict = new ArticleVerdict
        {
            Relevance = 0.9,
            IsRelevant = true,
            IsEvent = act.IsEvent,
            Reason = act.IsEvent ? "development" : "market_wrap",
            Stance = act.Stance,
            Intensity = act.Intensity,
            Certainty = act.Certainty,
            Measures = Split(act.Measures),
            Topics = Split(act.Topics),
            Actors = Split(act.Actors),
            Pairs = Split(act.Pairs),
            Quantities = act.Quantities,
            LexiconVersion = "1",
        };
        return ArticleFacts.FromVerdict(article, verdict);
    }

    public static Quantity Percent(double value) => new(value, "percent", string.Create(CultureInfo.InvariantCulture, $"{value}%"));

    /// <summary>A stream of articles in which many report the same acts, in several wordings, some of them copies.</summary>
    public static List<ArticleFacts> Stream(Random random, int count, double days, double nearCopies = 0.2, int acts = 6)
    {
        string[] actors = ["CN US", "EU US", "JP US", "CA US", "MX US", "CN EU"];
        string[] measures = ["tariff", "export_control", "talks", "truce", "retaliation tariff"];
        string[] verbs = ["imposes", "threatens", "weighs", "announces", "delays", "lifts", "confirms"];
        string[] objects =
        [
            "duties on steel", "limits on chips", "rare earth exports", "car tariffs", "soybean purchases", "a new round of talks",
            "a truce",
        ];
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
            string actor = actors[act].Split(' ')[random.Next(2)];
            string title = $"{actor} {verbs[random.Next(verbs.Length)]} {objects[random.Next(objects.Length)]}";
            double hours = Math.Round(random.NextDouble() * days * 24 * 2) / 2;
            var report = new ReportedAct
            {
                Stance = (Stance)random.Next(4),
                Measures = measures[random.Next(measures.Length)],
                Actors = actors[act],
                Pairs = random.Next(4) == 0 ? "" : actors[act].Replace(' ', '-'),
                Certainty = (Certainty)random.Next(8),
                Topics = random.Next(2) == 0 ? "semiconductors" : "",
                Body = $"{title} the ministry said in a statement number {random.Next(1_000_000)} "
                    + $"about measure {random.Next(1_000_000)} of the week",
                Intensity = random.Next(100),
                IsEvent = random.Next(10) > 0,
                Quantities = random.Next(3) == 0 ? [Percent(random.Next(1, 4) * 10)] : [],
            };
            articles.Add(Article(title, hours, report) with { Id = Hex(random) });
        }

        return articles;
    }

    private static string Hex(Random random) => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);

    private static string[] Split(string codes) => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What an article reports. Lists of codes are separated by spaces.</summary>
internal sealed record ReportedAct
{
    public Stance Stance { get; init; } = Stance.Escalation;

    public string Measures { get; init; } = "tariff";

    public string Actors { get; init; } = "CN US";

    public string Pairs { get; init; } = "US-CN";

    public Certainty Certainty { get; init; } = Certainty.Announced;

    public string Topics { get; init; } = "";

    public IReadOnlyList<Quantity> Quantities { get; init; } = [];

    public double Intensity { get; init; } = 50;

    public bool IsEvent { get; init; } = true;

    public string Body { get; init; } = "";

    public string? Url { get; init; }
}
