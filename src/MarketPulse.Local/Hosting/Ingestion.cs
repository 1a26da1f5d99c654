using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Commands;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Hosting;

/// <summary>Input of a run through the pipeline.</summary>
/// <param name="Articles">Articles to store and detect events in.</param>
/// <param name="Histories">Bars by symbol.</param>
/// <param name="Instruments">The watchlist to score.</param>
/// <param name="Feed">Feed name of articles and prices.</param>
internal sealed record IngestInput(
    IReadOnlyList<Article> Articles, IReadOnlyDictionary<string, PriceHistory> Histories, IReadOnlyList<Instrument> Instruments,
    string Feed);

/// <summary>Result of a run through the pipeline.</summary>
/// <param name="Events">The live events of the time span of the articles.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Findings">How instruments reacted on the day of the news, with robustness checks, over everything that is stored.</param>
/// <param name="NewArticles">Articles that were not stored before.</param>
/// <param name="NewBars">Bars that were not stored before.</param>
internal sealed record IngestResult(
    IReadOnlyList<TradeEvent> Events,
    IReadOnlyList<ImpactScore> Scores,
    IReadOnlyList<ReactionFinding> Findings,
    int NewArticles,
    int NewBars);

/// <summary>Runs articles and prices through the whole pipeline, as timers and queues do in Azure.</summary>
internal static class Ingestion
{
    /// <summary>
    /// Articles per batch. The queue stays short, and an interrupted run has found the events of its batches; yet each batch writes to most
    /// partitions of the index of articles, so that small ones cost more requests.
    /// </summary>
    private const int ArticlesAtOnce = 2000;

    public static async Task<IngestResult> RunAsync(
        IngestInput input, LocalStorage storage, CommandContext context, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        var articles = new GivenNews(input.Feed, input.Articles, context.Clock, ArticlesAtOnce);
        await using LocalHost host = await LocalHost.StartAsync(
            storage,
            context.Clock,
            cancellationToken,
            services => services
                .AddSingleton(new Watchlist(input.Instruments))
                .AddSingleton<INewsFeed>(articles)
                .AddSingleton<IPriceFeed>(new GivenPrices(input.Feed, input.Histories, context.Clock)),
            report);

        report("Storing prices");
        await host.Dimensions.SaveInstrumentsAsync(input.Instruments, cancellationToken);
        PollSummary prices = await host.Step<PollPrices>().RunAsync(cancellationToken);
        Tell(prices, context);
        int newArticles = 0;
        DateTimeOffset started = context.Clock.GetUtcNow();
        do
        {
            report("Storing articles");
            PollSummary news = await host.Step<PollNews>().RunAsync(cancellationToken);
            Tell(news, context);
            newArticles += news.Added;

            // Scored after the last batch: each event once, rather than again whenever a later batch has events near it.
            await host.FindEventsAsync(
                batch => report(batch with { Done = articles.Delivered - (batch.Left ?? 0), Total = input.Articles.Count }),
                cancellationToken);
        }
        while (!articles.IsAtEnd);

        foreach (DeadLetter letter in await host.DrainAsync(report, cancellationToken, started))
        {
            context.Fail($"{letter.Queue}: {letter.Description}");
        }

        await host.Step<SummarizeSensitivity>().RunToEndAsync(report, cancellationToken);
        await host.Step<RefreshDimensions>().RunAsync(cancellationToken);
        report("Reading back");
        (List<TradeEvent> events, List<ImpactScore> scores) = await ReadBackAsync(input.Articles, host, cancellationToken);
        List<ReactionFinding> findings = await host.Step<IRowReader>().ReadAsync<ReactionFinding>(new RowQuery(), cancellationToken)
            .Select(stored => stored.Row)
            .ToListAsync(cancellationToken);
        WarnOfMissingPrices(scores, context);
        return new IngestResult(events, scores, findings, newArticles, prices.Added);
    }

    private static void Tell(PollSummary poll, CommandContext context)
    {
        foreach (string error in poll.Errors)
        {
            context.Fail(error);
        }
    }

    /// <summary>One warning for all rows without prices.</summary>
    private static void WarnOfMissingPrices(List<ImpactScore> scores, CommandContext context)
    {
        string code = ScoreReason.NoPrices.Code();
        List<ImpactScore> affected = [.. scores.Where(score => score.Reason == code)];
        if (affected.Count > 0)
        {
            string[] events = [.. affected.Select(score => score.EventId).Distinct(StringComparer.Ordinal)];
            string symbols = string.Join(", ", affected.Select(score => score.Symbol).Distinct(StringComparer.Ordinal));
            string which = events.Length == 1 ? $"Event {events[0]} has" : $"{events.Length} events, starting with {events[0]}, have";
            context.Warn($"{which} no prices around day 0 for {symbols}: these rows are not_scored, with reason {code}.");
        }
    }

    private static async Task<(List<TradeEvent> Events, List<ImpactScore> Scores)> ReadBackAsync(
        IReadOnlyList<Article> articles, LocalHost host, CancellationToken cancellationToken)
    {
        if (articles.Count == 0)
        {
            return ([], []);
        }

        DateTimeOffset from = articles.Min(article => article.Published);
        DateTimeOffset to = articles.Max(article => article.Published).AddSeconds(1);
        List<TradeEvent> events = await host.Events.ReadAsync(from, to, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        List<ImpactScore> scores = await host.Scores.QueryAsync(new ScoreQuery { From = from, To = to }, cancellationToken)
            .ToListAsync(cancellationToken);
        return (events, scores);
    }
}
