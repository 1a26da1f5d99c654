using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MarketPulse.Pipeline;

/// <summary>Registers the pipeline's steps.</summary>
public static class PipelineServices
{
    /// <summary>
    /// Registers every step of the pipeline. The host adds the stores, a <see cref="Core.Markets.Watchlist"/>, the feeds and, unless the defaults do, <see cref="StudyOptions"/>.
    /// </summary>
    public static IServiceCollection AddMarketPulsePipeline(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new StudyOptions());
        services.AddSingleton<EventScorer>();
        services.AddSingleton<TradeDetector>();
        services.AddSingleton<PollNews>();
        services.AddSingleton<PollPrices>();
        services.AddSingleton<UpdateEvents>();
        services.AddSingleton<DetectEvents>();
        services.AddSingleton<ScoreEvent>();
        services.TryAddSingleton<FindAnalogues>();
        services.TryAddSingleton<PredictScenario>();
        services.TryAddSingleton<VerifyHistory>();
        services.TryAddSingleton(AlertRules.None);
        services.AddSingleton<RaiseAlerts>();
        services.AddSingleton<ComposeAlert>();
        services.AddSingleton<SendAlert>();
        services.AddSingleton<CalibrateScores>();
        services.AddSingleton<RefreshDimensions>();
        services.TryAddSingleton<AsOfReader>();
        services.TryAddSingleton(new HeartbeatOptions());
        services.TryAddSingleton<FeedPulses>();
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<QueuedSteps>();
        services.AddSingleton<SummarizeSensitivity>();
        services.AddSingleton<SubmitArticle>();
        services.AddSingleton<SubmitEvent>();
        return services;
    }
}
