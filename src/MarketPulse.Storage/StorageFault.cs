using Azure;

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
}
