using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MarketPulse.Pipeline;

/// <summary>Registers the steps of the pipeline.</summary>
public static class PipelineServices
{
    /// <summary>
    /// Registers every step of the pipeline. The host must register the stores, the feeds and a <see cref="Core.Markets.Watchlist"/>, and
    /// may register <see cref="StudyOptions"/> and a <see cref="ReleaseCalendar"/> to replace the defaults.
    /// </summary>
    public static IServiceCollection AddMarketPulsePipeline(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new StudyOptions());
        services.TryAddSingleton(ReleaseCalendar.Empty);
        services.TryAddSingleton<StudyBasis>();
        services.TryAddSingleton(new ArticleOptions());
        services.AddSingleton<EventScorer>();
        services.TryAddSingleton<TradeDetector>();
        services.AddSingleton<AcceptArticles>();
        services.AddSingleton<PollNews>();
        services.AddSingleton<RequeueEvents>();
        services.AddSingleton<PollPrices>();
        services.TryAddSingleton<ClusterStores>();
        services.AddSingleton<UpdateUpcoming>();
        services.AddSingleton<UpdateEvents>();
        services.AddSingleton<DetectEvents>();
        services.AddSingleton<WatchlistScorer>();
        services.AddSingleton<RefreshOverlaps>();
        services.AddSingleton<ScoreEvent>();
        services.TryAddSingleton<FindAnalogues>();
        services.TryAddSingleton<MeasureResponse>();
        services.TryAddSingleton<ForecastStates>();
        services.TryAddSingleton<PredictScenario>();
        services.AddSingleton<ComposeForecast>();
        services.AddSingleton<LockForecast>();
        services.AddSingleton<BeforeReaction>();
        services.TryAddSingleton<CheckLedger>();
        services.TryAddSingleton<ReadTrackRecord>();
        services.TryAddSingleton<ReplayedForecasts>();
        services.TryAddSingleton<ExplainScore>();
        services.TryAddSingleton<VerifyHistory>();
        services.TryAddSingleton(AlertRules.None);
        services.AddSingleton<RaiseAlerts>();
        services.AddSingleton<ComposeAlert>();
        services.AddSingleton<SendAlert>();
        services.AddSingleton<CalibrateScores>();
        services.TryAddSingleton<OpenEvents>();
        services.TryAddSingleton<LatestArticle>();
        services.AddSingleton<RefreshDates>();
        services.TryAddSingleton<DataFreshness>();
        services.AddSingleton<RefreshDimensions>();
        services.TryAddSingleton<AsOfReader>();
        services.TryAddSingleton(new HeartbeatOptions());
        services.TryAddSingleton<FeedPulses>();
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<QueuedSteps>();
        services.AddSingleton<CountArticles>();
        services.TryAddSingleton<TensionBases>();
        services.TryAddSingleton<TensionChanges>();
        services.AddSingleton<UpdateTensionIndex>();
        services.TryAddSingleton<MeasureSensitivity>();
        services.TryAddSingleton<MeasureParts>();
        services.AddSingleton<PublishProfiles>();
        services.AddSingleton<ProfileInstruments>();
        services.AddSingleton<QueueProfiles>();
        services.AddSingleton<SummarizeSensitivity>();
        services.AddSingleton<SubmitArticle>();
        services.AddSingleton<SubmitEvent>();
        services.AddSingleton<CorrectEvent>();
        services.AddSingleton<ResumeWork>();
        services.TryAddSingleton(new RetentionOptions());
        services.AddSingleton<ApplyRetention>();
        services.AddSingleton<ForgetArticles>();
        services.TryAddSingleton<LexiconStatus>();
        services.AddSingleton<ReclassifyArticles>();
        return services;
    }
}
