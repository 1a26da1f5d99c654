using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

public sealed class ResumeWorkTests
{
    private static readonly DateTimeOffset Noon = new(2025, 4, 4, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_articles_without_a_verdict_and_events_without_current_scores_are_queued()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist([]));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IArticleStore articles = provider.GetRequiredService<IArticleStore>();
        Article classified = ArticleOf("00000000000000aa");
        await articles.AddAsync([classified, ArticleOf("00000000000000bb")], Cancel);
        await articles.SaveVerdictAsync(classified.Id, ArticleFacts.FromVerdict(classified, Verdict), Cancel);
        await provider.GetRequiredService<IEventStore>().SaveAsync(
            [EventOf(Noon, revision: 1), EventOf(Noon.AddDays(1), revision: 2), EventOf(Noon.AddDays(60), revision: 1)], Cancel);
        await provider.GetRequiredService<IScoreStore>().SaveAsync([ScoreOf(Noon), ScoreOf(Noon.AddDays(1))], [], Cancel);

        ResumedWork resumed = await provider.GetRequiredService<ResumeWork>().RunAsync(Cancel);

        resumed.ShouldBe(new ResumedWork(1, 2));
        IWorkReceiver receiver = provider.GetRequiredService<IWorkReceiver>();
        (await receiver.CountAsync(QueueNames.Articles, Cancel)).ShouldBe(1);
        (await receiver.CountAsync(QueueNames.Scores, Cancel)).ShouldBe(2);
    }

    private static ArticleVerdict Verdict { get; } = new()
    {
        Relevance = 0,
        IsRelevant = false,
        IsEvent = false,
        Reason = "not_trade",
        LexiconVersion = "1",
    };

    private static Article ArticleOf(string id) => new() { Id = id, Feed = "file", Title = $"Title {id}", Published = Noon };

    private static string IdOf(DateTimeOffset time) => $"{time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-1f0c9a3e";

    private static TradeEvent EventOf(DateTimeOffset time, int revision) => new()
    {
        EventId = IdOf(time),
        EventTimeUtc = time,
        Stance = Stance.Escalation,
        Headline = "Headline",
        Revision = revision,
    };

    private static ImpactScore ScoreOf(DateTimeOffset time) => new()
    {
        EventId = IdOf(time),
        EventTimeUtc = time,
        Symbol = "FXI",
        WindowKey = "m1_p1",
        Revision = 1,
    };
}
