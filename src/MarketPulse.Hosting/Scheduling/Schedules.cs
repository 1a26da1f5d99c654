using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NCrontab;

namespace MarketPulse.Hosting.Scheduling;

/// <summary>
/// Schedule of each timer: cron expressions with six fields (seconds first), in UTC. The settings are named <c>PollNewsSchedule</c> and so
/// on, without a section: the Functions host resolves <c>%name%</c> in a trigger only when the name contains neither <c>__</c> nor a colon,
/// and disables the function otherwise.
/// </summary>
public sealed record Schedules
{
    private const string Suffix = "Schedule";

    /// <summary>When news feeds are polled.</summary>
    [ConfigurationKeyName(nameof(PollNews) + Suffix)]
    public string PollNews { get; set; } = "";

    /// <summary>When price feeds are polled.</summary>
    [ConfigurationKeyName(nameof(PollPrices) + Suffix)]
    public string PollPrices { get; set; } = "";

    /// <summary>When the freshness of the feeds is checked.</summary>
    [ConfigurationKeyName(nameof(Heartbeat) + Suffix)]
    public string Heartbeat { get; set; } = "";

    /// <summary>When the dimension tables for BI tools are refreshed.</summary>
    [ConfigurationKeyName(nameof(RefreshDimensions) + Suffix)]
    public string RefreshDimensions { get; set; } = "";

    /// <summary>When sensitivity profiles and the tension index are computed.</summary>
    [ConfigurationKeyName(nameof(SummarizeSensitivity) + Suffix)]
    public string SummarizeSensitivity { get; set; } = "";

    /// <summary>When data that has expired is removed.</summary>
    [ConfigurationKeyName(nameof(ApplyRetention) + Suffix)]
    public string ApplyRetention { get; set; } = "";

    /// <summary>Every schedule by name.</summary>
    internal IEnumerable<KeyValuePair<string, string>> All =>
    [
        new(nameof(PollNews), PollNews),
        new(nameof(PollPrices), PollPrices),
        new(nameof(Heartbeat), Heartbeat),
        new(nameof(RefreshDimensions), RefreshDimensions),
        new(nameof(SummarizeSensitivity), SummarizeSensitivity),
        new(nameof(ApplyRetention), ApplyRetention),
    ];

    /// <summary>Name of the setting for the schedule of the timer <paramref name="timer"/>.</summary>
    public static string SettingOf(string timer) => timer + Suffix;

    /// <summary>Parses a schedule.</summary>
    /// <returns>The schedule; null when <paramref name="expression"/> is not a cron expression with six fields.</returns>
    public static CrontabSchedule? Parse(string expression) =>
        CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
}

/// <summary>Registers <see cref="Schedules"/>.</summary>
public static class ScheduleServices
{
    /// <summary>Reads the schedules. The host refuses to start when one is missing or malformed.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<Schedules>().Bind(configuration).ValidateSettings(Problems).ValidateOnStart();
        return services;
    }

    private static IEnumerable<string> Problems(Schedules options) =>
        from schedule in options.All
        where Schedules.Parse(schedule.Value) is null
        select $"Setting {Schedules.SettingOf(schedule.Key)} is '{schedule.Value}'; "
            + "it must be a cron expression with six fields, seconds first, such as '0 */5 * * * *'.";
}
