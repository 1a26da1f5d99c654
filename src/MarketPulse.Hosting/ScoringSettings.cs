using MarketPulse.Core.Impact;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting;

/// <summary>The section <c>Scoring</c>: model, estimation window, gap, fewest observations.</summary>
internal static class ScoringSettings
{
    public const string Section = "Scoring";

    public static void AddScoringSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StudyOptions>().BindSettings(configuration, Section).ValidateSettings(Problems).ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<StudyOptions>>().Value);
    }

    private static IEnumerable<string> Problems(StudyOptions options) =>
        options.WatchlistProblems().Select(problem => $"Section {Section}: {problem}");
}
