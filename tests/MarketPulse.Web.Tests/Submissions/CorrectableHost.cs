using MarketPulse.Core.Events;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.Tests.Submissions;

/// <summary>A host with the steps of the pipeline, whose events can be corrected.</summary>
internal static class CorrectableHost
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<WebHost> StartAsync(Action<WebOptions>? configure = null) => WebHost.StartAsync(services =>
    {
        services.AddMarketPulsePipeline();
        services.AddMarketPulseWeb(configure);
    });

    public static async Task<TradeEvent> SubmitAsync(WebHost host, string title)
    {
        var article = new Article
        {
            Id = ArticleIdentity.Create(null, title, "", new DateOnly(2025, 6, 2)),
            Feed = SubmitArticle.Feed,
            Title = title,
            Published = Data.First,
        };
        await host.Get<SubmitArticle>().RunAsync(article, Cancel);
        await DrainAsync(host);
        StoredArticle? stored = await host.Get<IArticleStore>().FindAsync(article.Id, Cancel);
        return (await host.Get<IEventStore>().FindAsync(stored!.EventId!, Cancel))!;
    }

    /// <summary>Handles the articles that are queued.</summary>
    public static async Task DrainAsync(WebHost host)
    {
        IWorkReceiver receiver = host.Get<IWorkReceiver>();
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task pumped = host.Get<QueuedSteps>().PumpAsync(receiver, [QueueNames.Articles], idle.Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await receiver.CountAsync(QueueNames.Articles, limit.Token) > 0)
        {
            await Task.Delay(10, limit.Token);
        }

        await idle.CancelAsync();
        await pumped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
