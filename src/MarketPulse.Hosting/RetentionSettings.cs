using MarketPulse.Pipeline.Retention;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting;

/// <summary>The section <c>Retention</c>: for how many days each kind of data is kept.</summary>
public static class RetentionSettings
{
    private const string Section = "Retention";

    /// <summary>Reads the settings. The host refuses to start when one is malformed, and names it.</summary>
    public static IServiceCollection AddRetentionSettings(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<RetentionOptions>().BindSettings(configuration, Section).ValidateSettings(Problems).ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<RetentionOptions>>().Value);
        return services;
    }

    private static IEnumerable<string> Problems(RetentionOptions options) =>
        from setting in new[]
        {
            (Name: nameof(RetentionOptions.IrrelevantTextDays), Days: options.IrrelevantTextDays),
            (Name: nameof(RetentionOptions.TextDays), Days: options.TextDays),
            (Name: nameof(RetentionOptions.QuietArticleDays), Days: options.QuietArticleDays),
            (Name: nameof(RetentionOptions.LogDays), Days: options.LogDays),
            (Name: nameof(RetentionOptions.AlertDays), Days: options.AlertDays),
            (Name: nameof(RetentionOptions.DeadLetterDays), Days: options.DeadLetterDays),
        }
        where setting.Days is < 0 or > RetentionOptions.MaxDays
        select $"Setting {Section}__{setting.Name} is '{setting.Days}'; it must be a number of days from 1 to "
            + $"{RetentionOptions.MaxDays}, or 0 to keep the data forever.";
}
