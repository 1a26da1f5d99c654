using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NCrontab;

namespace MarketPulse.Hosting.Scheduling;

/// <summary>
/// When each timer fires: cron expressions with six fields (seconds first), in UTC. The settings are named <c>PollNewsSchedule</c> and so on, without a section:
/// the Functions host resolves <c>%name%</c> in a trigger only when the name contains neither <c>__</c> nor a colon, and disables the function otherwise.
/// </summary>
public sealed record Schedules
{
    private const string Suffix = "Schedule";

    /// <summary>When news feeds are polled.</summary>
    public string PollNews { get; set; } = "";

    /// <summary>When price feeds are polled.</summary>
    public string PollPrices { get; set; } = "";

    /// <summary>When the feeds' freshness is looked at.</summary>
    public string Heartbeat { get; set; } = "";

    /// <summary>When the dimensions that BI tools join with are brought up to date.</summary>
    public string RefreshDimensions { get; set; } = "";

    /// <summary>When sensitivity and tension are added up.</summary>
    public string SummarizeSensitivity { get; set; } = "";

    /// <summary>Every schedule by name.</summary>
    internal IEnumerable<KeyValuePair<string, string>> All =>
    [
        new(nameof(PollNews), PollNews),
        new(nameof(PollPrices), PollPrices),
        new(nameof(Heartbeat), Heartbeat),
        new(nameof(RefreshDimensions), RefreshDimensions),
        new(nameof(SummarizeSensitivity), SummarizeSensitivity),
    ];

    /// <summary>The setting that holds the schedule of the timer <paramref name="timer"/>.</summary>
    public static string SettingOf(string timer) => timer + Suffix;

    /// <summary>Parses a schedule.</summary>
    /// <returns>Null when <paramref name="expression"/> is no cron expression with six fields.</returns>
    public static CrontabSchedule? Parse(string expression) =>
        CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
}

/// <summary>Registers <see cref="Schedules"/>.</summary>
public static class ScheduleServices
{
    /// <summary>Reads the schedules and has the host refuse to start when one is missing or malformed.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton<IValidateOptions<Schedules>, SchedulesValidator>();
        services.AddOptions<Schedules>().Configure(options => Bind(options, configuration)).ValidateOnStart();
        return services;
    }

    private static void Bind(Schedules options, IConfiguration configuration)
    {
        options.PollNews = Read(nameof(Schedules.PollNews));
        options.PollPrices = Read(nameof(Schedules.PollPrices));
        options.Heartbeat = Read(nameof(Schedules.Heartbeat));
        options.RefreshDimensions = Read(nameof(Schedules.RefreshDimensions));
        options.SummarizeSensitivity = Read(nameof(Schedules.SummarizeSensitivity));

        string Read(string timer) => configuration[Schedules.SettingOf(timer)] ?? "";
    }

    private sealed class SchedulesValidator : IValidateOptions<Schedules>
    {
        public ValidateOptionsResult Validate(string? name, Schedules options)
        {
            string[] wrong =
            [
                .. options.All.Where(schedule => Schedules.Parse(schedule.Value) is null).Select(schedule =>
                    $"Setting {Schedules.SettingOf(schedule.Key)} is '{schedule.Value}'; it must be a cron expression with six fields, seconds first, such as '0 */5 * * * *'."),
            ];
            return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
