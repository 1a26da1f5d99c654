using System.Diagnostics;

namespace MarketPulse.Storage.Tests;

/// <summary>Counts requests to the storage.</summary>
internal static class RequestCount
{
    /// <summary>Counts the requests that an action makes, and those of them that are not reads.</summary>
    public static async Task<(int Requests, int Writes)> OfAsync(Func<Task> action)
    {
        int requests = 0, writes = 0;
        ActivityTraceId trace = default;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "System.Net.Http" or nameof(RequestCount),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = request =>
            {
                if (request.Source.Name == "System.Net.Http" && request.TraceId == trace)
                {
                    Interlocked.Increment(ref requests);
                    Interlocked.Add(ref writes, (string?)request.GetTagItem("http.request.method") == "GET" ? 0 : 1);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(nameof(RequestCount));
        using (Activity root = source.StartActivity("count")!)
        {
            trace = root.TraceId;
            await action();
        }

        return (requests, writes);
    }
}
