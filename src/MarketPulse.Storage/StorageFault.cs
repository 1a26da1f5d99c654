using Azure;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage;

/// <summary>Recognises failures of the storage account or of the connection to it.</summary>
internal static class StorageFault
{
    /// <summary>
    /// Whether the SDK gave up on a request because it was refused, failed to connect, or timed out without being cancelled.
    /// </summary>
    public static bool Is(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AggregateException or RequestFailedException or IOException or HttpRequestException => true,
        _ => false,
    };

    /// <summary>
    /// Runs a probe. A fault is described by the status and error code of the response only, because the exception's message may contain
    /// details that not every reader may see.
    /// </summary>
    public static async Task<ProbeResult> ProbeAsync(Func<Task<ProbeResult>> probe, CancellationToken cancellationToken)
    {
        try
        {
            return await probe();
        }
        catch (Exception e) when (Is(e, cancellationToken))
        {
            string fault = e is RequestFailedException { Status: > 0 } refused
                ? $"Storage responds with {refused.Status}{(refused.ErrorCode is { } code ? $" ({code})" : "")}."
                : "Storage cannot be reached.";
            return new ProbeResult { Fault = fault, Cause = e };
        }
    }
}
