using Azure;

namespace MarketPulse.Local.Commands;

/// <summary>Failures of a storage account or Azurite, as one sentence.</summary>
internal static class StorageTrouble
{
    /// <summary>The sentence; null when the exception is of another kind.</summary>
    public static string? Sentence(Exception exception) => exception switch
    {
        // The clients wrap the failures of all attempts in one exception.
        AggregateException { InnerExceptions: [.., RequestFailedException last] } => Sentence(last),
        RequestFailedException { Status: 0 } e =>
            $"The storage cannot be reached ({FirstLine(e)}): check the connection string and that the storage is running.",
        RequestFailedException { Status: 401 or 403 } e =>
            $"Access to the storage was denied ({e.ErrorCode ?? FirstLine(e)}): check the key in the connection string.",
        RequestFailedException e => $"The storage answered {e.Status} ({e.ErrorCode ?? FirstLine(e)}): {FirstLine(e)}",
        _ => null,
    };

    private static string FirstLine(Exception e) => e.Message.Split('\n', 2)[0].Trim();
}
