using Azure;

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
}
