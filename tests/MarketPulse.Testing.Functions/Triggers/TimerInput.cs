using System.Text.Json;
using MarketPulse.Testing.Functions.Rpc;
using NCrontab;

namespace MarketPulse.Testing.Functions;

/// <summary>The input that the host passes to the function of a timer.</summary>
internal static class TimerInput
{
    public static TypedData Create(HostedFunction function, HostSettings settings, bool isPastDue)
    {
        if (function.Problem is { } problem)
        {
            throw new FunctionsHostException(problem);
        }

        string expression = settings.Resolve(function.Text("schedule")!);
        CrontabSchedule schedule = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new FunctionsHostException($"The schedule '{expression}' of {function.Name} is not a six-field cron expression.");
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime, next = schedule.GetNextOccurrence(now);
        DateTime last = now - (schedule.GetNextOccurrence(next) - next);
        return new TypedData
        {
            Json = JsonSerializer.Serialize(new
            {
                Schedule = new { AdjustForDST = true },
                ScheduleStatus = new { Last = last, Next = isPastDue ? last : next, LastUpdated = last },
                IsPastDue = isPastDue,
            }),
        };
    }
}
