using MarketPulse.Pipeline.Polling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting;

/// <summary>The section <c>Articles</c>: the first date of publication that is accepted.</summary>
public static class ArticleSettings
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Articles";

    // The formats of dates that the readers of feeds and files accept begin in this year.
    private static readonly DateOnly First = new(1900, 1, 1);

    /// <summary>Registers <see cref="ArticleOptions"/>. The host refuses to start when a setting is malformed or out of range.</summary>
    public static IServiceCollection AddArticleSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ArticleOptions>()
            .BindSettings(configuration, Section)
            .Validate<TimeProvider>(
                static (options, clock) =>
                    options.Earliest >= First && options.Earliest <= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
                $"Setting {Section}__{nameof(ArticleOptions.Earliest)} must be a date from 1900-01-01 to today, such as 2000-01-01.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ArticleOptions>>().Value);
        return services;
    }

    /// <summary>Reads the settings without a host.</summary>
    /// <exception cref="OptionsValidationException">A setting is malformed or out of range.</exception>
    public static ArticleOptions Read(IConfiguration configuration, TimeProvider clock)
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton(clock)
            .AddArticleSettings(configuration)
            .BuildServiceProvider();
        return provider.GetRequiredService<ArticleOptions>();
    }
}
