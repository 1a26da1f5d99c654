using MarketPulse.Core.Impact;
using MarketPulse.Feeds.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting;

/// <summary>The optional setting <c>ConfoundersFile</c> of scoring: a calendar of scheduled releases beside the shipped one.</summary>
public static class ConfounderSettings
{
    /// <summary>
    /// Registers the <see cref="ReleaseCalendar"/>: the shipped statements of the Federal Open Market Committee and the releases of the
    /// file, if one is configured. The host refuses to start when the file has an error; the message names file, line and fix. A later call
    /// replaces an earlier one.
    /// </summary>
    public static IServiceCollection AddConfounderSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.RemoveAll<IConfigureOptions<ConfounderOptions>>().RemoveAll<IValidateOptions<ConfounderOptions>>();
        services.AddOptions<ConfounderOptions>()
            .BindSettings(configuration, ScoringSettings.Section)
            .ValidateSettings(Problems)
            .ValidateOnStart();
        services.Replace(ServiceDescriptor.Singleton(
            provider => Calendar(provider.GetRequiredService<IOptions<ConfounderOptions>>().Value)));
        return services;
    }

    private static IEnumerable<string> Problems(ConfounderOptions options) => options.ConfoundersFile is { } path
        ? ReleaseCalendarCsv.Read(path).Errors
            .Select(error => $"Setting {ScoringSettings.Section}__{nameof(ConfounderOptions.ConfoundersFile)}: {error}")
        : [];

    private static ReleaseCalendar Calendar(ConfounderOptions options) => new(
        options.ConfoundersFile is { } path
            ? ReleaseCalendarCsv.Shipped.Concat(ReleaseCalendarCsv.Read(path).Releases)
            : ReleaseCalendarCsv.Shipped);
}

/// <summary>The settings of the calendar of scheduled releases.</summary>
internal sealed class ConfounderOptions
{
    /// <summary>A CSV of further releases, with the columns <c>time</c>, <c>code</c> and <c>symbol</c>; null for none.</summary>
    public string? ConfoundersFile { get; set; }
}
