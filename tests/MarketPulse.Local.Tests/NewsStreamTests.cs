using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using MathNet.Numerics.Statistics;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Tests;

/// <summary>
/// Seventeen months of real headlines through the pipeline, compared with the published index of trade-policy uncertainty.
/// </summary>
[Trait("Category", "Long")]
public class NewsStreamTests
{
    [Fact]
    public async Task Monthly_gross_index_of_a_real_stream_follows_the_published_index()
    {
        IReadOnlyList<Article> articles = Articles();
        await using ServiceProvider services = Open(articles);
        (await services.GetRequiredService<PollNews>().RunAsync(default)).Errors.ShouldBeEmpty();
        await DrainAsync(services);
        await services.GetRequiredService<SummarizeSensitivity>().RunToEndAsync(default);

        List<TradeEvent> events = await services.GetRequiredService<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, default).ToListAsync();
        List<ArticleCount> counts = await services.GetRequiredService<ITensionStore>().ReadCountsAsync(default).ToListAsync();
        IReadOnlyList<TensionDay> months = new TensionIndex(counts, events).Monthly();
        Dictionary<DateOnly, double> published = Published();
        published.Keys.ShouldBe(months.Select(month => month.Date), ignoreOrder: true);
        double[] gross = [.. months.Select(month => month.Gross!.Value)], truth = [.. months.Select(month => published[month.Date])];
        double[] keyword = [.. months.Select(month => KeywordShare(articles, month.Date))];

        Say($"{events.Count} events, {months.Sum(month => month.Relevant)} relevant articles");
        Say($"gross index: {Correlations(gross, truth)}");
        Say($"keyword share: {Correlations(keyword, truth)}");
        var detector = new TradeDetector();
        ILookup<(int Year, int Month), ArticleVerdict> verdicts = articles.ToLookup(
            article => (article.Day.Year, article.Day.Month), detector.Detect);
        Say($"relevant, a development: {Correlations(Share(verdict => verdict.IsRelevant && verdict.IsEvent), truth)}");
        Say($"relevant, no development: {Correlations(Share(verdict => verdict.IsRelevant && !verdict.IsEvent), truth)}");
        double[] agreements = Share(verdict =>
            verdict.IsRelevant && verdict.Measures.Count > 0 && verdict.Measures.All(IsAgreement));
        Say($"relevant, of talks and deals alone: {Correlations(agreements, truth)}");

        // The published index counts other articles by other rules, so it is followed, not matched: a correlation of 0.5 over 17 months
        // is significant at 5%.
        events.ShouldNotBeEmpty();
        Correlation.Pearson(gross, truth).ShouldBeGreaterThan(0.5);
        Correlation.Spearman(gross, truth).ShouldBeGreaterThan(0.5);

        double[] Share(Func<ArticleVerdict, bool> counts) =>
        [
            .. months.Select(month => verdicts[(month.Date.Year, month.Date.Month)].Average(verdict => counts(verdict) ? 1.0 : 0)),
        ];
    }

    private static bool IsAgreement(string measure) => measure is "talks" or "deal" or "truce";

    private static void Say(FormattableString line) =>
        TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static IReadOnlyList<Article> Articles()
    {
        ArticleFile file = new ArticleFiles(TimeProvider.System).Read(
            SharedData.Path("data", "headlines", "stream.csv"), PublishedTime.OfDate(new DateOnly(2019, 4, 30)));
        file.Errors.ShouldBeEmpty();
        return file.Articles;
    }

    private static ServiceProvider Open(IReadOnlyList<Article> articles)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist([]));
        services.AddSingleton<WorkList>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<WorkList>());
        services.AddSingleton<INewsFeed>(new GivenNews("file", articles, TimeProvider.System));
        return services.BuildServiceProvider();
    }

    private static async Task DrainAsync(ServiceProvider services)
    {
        DetectEvents detect = services.GetRequiredService<DetectEvents>();
        ScoreEvent score = services.GetRequiredService<ScoreEvent>();
        WorkList work = services.GetRequiredService<WorkList>();
        while (work.Messages.TryDequeue(out (string Queue, WorkMessage Message) next))
        {
            await (next.Queue == QueueNames.Articles ? detect.RunAsync(next.Message, default) : score.RunAsync(next.Message, default));
        }
    }

    private static Dictionary<DateOnly, double> Published() =>
        File.ReadAllLines(SharedData.Path("data", "headlines", "eputrade.csv")).Skip(1)
        .Select(line => line.Split(','))
        .ToDictionary(
            cells => DateOnly.ParseExact(cells[0] + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture),
            cells => double.Parse(cells[1], CultureInfo.InvariantCulture));

    /// <summary>What a plain search would count: headlines with "tariff" or "trade" next to "war", "deal", "talks" or "dispute".</summary>
    private static double KeywordShare(IReadOnlyList<Article> articles, DateOnly month)
    {
        Article[] those = [.. articles.Where(article => article.Day.Year == month.Year && article.Day.Month == month.Month)];
        string[] words = ["tariff", "trade war", "trade deal", "trade talks", "trade dispute"];
        bool HasKeyword(Article article) => words.Any(word => article.Title.Contains(word, StringComparison.OrdinalIgnoreCase));
        return (double)those.Count(HasKeyword) / those.Length;
    }

    /// <summary>Pearson and Spearman with intervals of Fisher's z (Spearman's error after Bonett and Wright 2000).</summary>
    private static string Correlations(double[] a, double[] b)
    {
        double pearson = Correlation.Pearson(a, b), spearman = Correlation.Spearman(a, b);
        (double pLo, double pHi) = Interval(pearson, 1 / Math.Sqrt(a.Length - 3));
        (double sLo, double sHi) = Interval(spearman, Math.Sqrt((1 + (spearman * spearman / 2)) / (a.Length - 3)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Pearson {pearson:0.00} ({pLo:0.00} to {pHi:0.00}), Spearman {spearman:0.00} ({sLo:0.00} to {sHi:0.00}), n = {a.Length}");

        static (double, double) Interval(double r, double error) =>
            (Math.Tanh(Math.Atanh(r) - (1.96 * error)), Math.Tanh(Math.Atanh(r) + (1.96 * error)));
    }

    /// <summary>Queues as a list in memory, which the test processes itself.</summary>
    private sealed class WorkList : IWorkQueue
    {
        public Queue<(string Queue, WorkMessage Message)> Messages { get; } = new();

        public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            foreach (OutgoingMessage message in messages)
            {
                Messages.Enqueue((queue, message.Body));
            }

            return Task.CompletedTask;
        }
    }
}
