using Azure.Data.Tables;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage.Tables;

/// <summary>A row that no table can ever hold.</summary>
internal static class RowRefused
{
    public const string Reason = "row_refused";

    public static PermanentFaultException Because(string table, TableEntity entity, string why, Exception? inner = null) =>
        new(Reason, $"Row '{Shortened(entity.PartitionKey)}' / '{Shortened(entity.RowKey)}' of table {table} cannot be stored: {why}", inner);

    private static string Shortened(string? key) => key is { Length: > 80 } ? key[..80] + "..." : key ?? "";
}
