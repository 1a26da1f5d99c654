using Azure.Data.Tables;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage.Tables;

/// <summary>The fault of a row that cannot be stored in any table.</summary>
internal static class RowRefused
{
    /// <summary>The reason as a code.</summary>
    public const string Reason = "row_refused";

    /// <summary>Creates the exception.</summary>
    public static PermanentFaultException Because(string table, TableEntity entity, string why, Exception? inner = null) =>
        new(
            Reason,
            $"Row '{Shortened(entity.PartitionKey)}' / '{Shortened(entity.RowKey)}' of table {table} cannot be stored: {why}",
            inner);

    private static string Shortened(string? key) => key is { Length: > 80 } ? key[..80] + "..." : key ?? "";
}
