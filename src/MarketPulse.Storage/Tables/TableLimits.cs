using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// The limits of Azure Table Storage (learn.microsoft.com, "Understanding the Table service data model" and "Performing entity group
/// transactions"), checked here because Azurite accepts rows and batches that Azure refuses.
/// </summary>
internal static class TableLimits
{
    public const int RowsPerBatch = 100;
    public const int BatchBytes = 4 * 1024 * 1024;
    public const int RowBytes = 1024 * 1024;
    public const int OwnProperties = 252;
    public const int TextChars = 32 * 1024;
    public const int BinaryBytes = 64 * 1024;
    public const int KeyChars = 512;

    // Headers and boundaries of one operation of a batch, allowing for a long account name and key.
    private const int BytesPerOperation = 1024;

    private static readonly DateTimeOffset EarliestTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Checks a row against all limits.</summary>
    /// <returns>An upper bound of its size in a batch, in bytes.</returns>
    /// <exception cref="Pipeline.Messages.PermanentFaultException">The row exceeds a limit; the message names it.</exception>
    public static int Check(string table, TableEntity entity)
    {
        CheckKey(table, entity, "PartitionKey", entity.PartitionKey);
        CheckKey(table, entity, "RowKey", entity.RowKey);
        int properties = 0;
        long stored = 4 + (2L * (entity.PartitionKey.Length + entity.RowKey.Length));
        long sent = BytesPerOperation + (12L * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach ((string name, object? value) in entity)
        {
            if (value is null || name is ColumnNames.PartitionKey or ColumnNames.RowKey or ColumnNames.Timestamp or "odata.etag")
            {
                continue;
            }

            properties++;
            (int storedBytes, int sentBytes) = Measure(table, entity, name, value);
            stored += 8 + (2 * name.Length) + storedBytes;
            sent += (2 * name.Length) + 40 + sentBytes;
        }

        if (properties > OwnProperties)
        {
            throw RowRefused.Because(table, entity, $"it has {properties} columns, more than {OwnProperties}.");
        }

        return stored > RowBytes
            ? throw RowRefused.Because(table, entity, $"it takes {stored} bytes, more than 1 MiB.")
            : (int)sent;
    }

    private static void CheckKey(string table, TableEntity entity, string name, string? key)
    {
        if (key is null)
        {
            throw RowRefused.Because(table, entity, $"it has no {name}.");
        }

        if (key.Length > KeyChars)
        {
            throw RowRefused.Because(table, entity, $"its {name} has {key.Length} characters, more than {KeyChars} (1 KiB).");
        }

        if (!TableKey.IsStorable(key))
        {
            throw RowRefused.Because(table, entity, $"its {name} contains a character that is not allowed in keys.");
        }
    }

    private static (int Stored, int Sent) Measure(string table, TableEntity entity, string name, object value)
    {
        switch (value)
        {
            case string text:
                return text.Length > TextChars
                    ? throw RowRefused.Because(table, entity, $"column '{name}' has {text.Length} characters, more than {TextChars}.")
                    : (4 + (2 * text.Length), SentBytes(text));
            case byte[] binary:
                return binary.Length > BinaryBytes
                    ? throw RowRefused.Because(table, entity, $"column '{name}' has {binary.Length} bytes, more than 64 KiB.")
                    : (4 + binary.Length, 32 + (binary.Length / 3 * 4));
            case DateTimeOffset time when time < EarliestTime:
                throw RowRefused.Because(table, entity, $"column '{name}' holds a time before the year 1601.");
            case double number when !double.IsFinite(number):
                throw RowRefused.Because(table, entity, $"column '{name}' holds {number}, which is not finite.");
            case int or bool:
                return (4, 12);
            case long or double or DateTimeOffset or DateTime:
                return (8, 40);
            default:
                throw RowRefused.Because(
                    table, entity, $"column '{name}' holds a {value.GetType().Name}, a type that tables do not support.");
        }
    }

    // The SDK's JSON writer escapes everything but plain ASCII as \uXXXX.
    private static int SentBytes(string text)
    {
        int bytes = 2;
        foreach (char c in text)
        {
            bytes += char.IsAsciiLetterOrDigit(c) || c is ' ' or '|' or '-' or '_' or '.' or ',' or ':' or '/' ? 1 : 6;
        }

        return bytes;
    }
}
