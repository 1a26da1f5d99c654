using Azure;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage;

/// <summary>Tells trouble with the account or the way to it from everything else.</summary>
internal static class StorageFault
{
    /// <summary>Whether the SDK gave up on a request: refused, unreachable, or timed out without anybody asking it to stop.</summary>
    public static bool Is(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AggregateException or RequestFailedException or IOException or HttpRequestException => true,
        _ => false,
    };

    /// <summary>Runs a probe, with trouble told by the status and the code of the answer: the message of the exception may name more than its reader may know.</summary>
    public static async Task<ProbeResult> ProbeAsync(Func<Task<ProbeResult>> probe, CancellationToken cancellationToken)
    {
        try
        {
            return await probe();
        }
        catch (Exception e) when (Is(e, cancellationToken))
        {
            string fault = e is RequestFailedException { Status: > 0 } refused
                ? $"Storage answers {refused.Status}{(refused.ErrorCode is { } code ? $" ({code})" : "")}."
                : "Storage cannot be reached.";
            return new ProbeResult { Fault = fault, Cause = e };
        }
    }
}
