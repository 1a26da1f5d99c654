using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NCrontab;

namespace MarketPulse.Hosting.Scheduling;

/// <summary>When each timer fires: cron expressions with six fields (seconds first), UTC; settings <c>Schedules__PollNews</c> and so on.</summary>
public sealed record Schedules
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Schedules";

    /// <summary>When news feeds are polled.</summary>
    public string PollNews { get; init; } = "";

    /// <summary>When price feeds are polled.</summary>
    public string PollPrices { get; init; } = "";

    /// <summary>When the feeds' freshness is looked at.</summary>
    public string Heartbeat { get; init; } = "";

    /// <summary>When the dimensions that BI tools join with are brought up to date.</summary>
    public string RefreshDimensions { get; init; } = "";

    /// <summary>When sensitivity and tension are added up.</summary>
    public string SummarizeSensitivity { get; init; } = "";

    /// <summary>Every schedule by name.</summary>
    internal IEnumerable<KeyValuePair<string, string>> All =>
    [
        new(nameof(PollNews), PollNews),
        new(nameof(PollPrices), PollPrices),
        new(nameof(Heartbeat), Heartbeat),
        new(nameof(RefreshDimensions), RefreshDimensions),
        new(nameof(SummarizeSensitivity), SummarizeSensitivity),
    ];

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
        services.AddOptions<Schedules>().Bind(configuration.GetSection(Schedules.Section)).ValidateOnStart();
        return services;
    }

    private sealed class SchedulesValidator : IValidateOptions<Schedules>
    {
        public ValidateOptionsResult Validate(string? name, Schedules options)
        {
            string[] wrong =
            [
                .. options.All.Where(schedule => Schedules.Parse(schedule.Value) is null).Select(schedule =>
                    $"Setting {Schedules.Section}__{schedule.Key} is '{schedule.Value}'; it must be a cron expression with six fields, seconds first, such as '0 */5 * * * *'."),
            ];
            return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
