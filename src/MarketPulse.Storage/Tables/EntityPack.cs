using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Packs several rows into one binary column: compressed JSON with the columns by name, so that rows stay readable when columns are added.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
internal static class EntityPack<T>
    where T : TableRow
{
    private const int Quality = 5, Window = 22;

    private static readonly HashSet<string> Times =
    [
        .. RowSchema.Of<T>().Columns
            .Where(column => (Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType) == typeof(
                DateTimeOffset))
            .Select(column => column.Name),
    ];

    private static readonly HashSet<string> Computed =
        [.. RowSchema.Of<T>().Columns.Where(column => !column.Property.CanWrite).Select(column => column.Name)];

    /// <summary>Packs rows, without the columns in <paramref name="except"/>, which the packed row has itself.</summary>
    public static byte[] Pack(IEnumerable<TableEntity> rows, IReadOnlyCollection<string> except)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (TableEntity row in rows)
            {
                writer.WriteStartObject();
                foreach ((string name, object value) in row.Where(column => IsPacked(column.Key) && !except.Contains(column.Key)))
                {
                    Write(writer, name, value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.WrittenCount)];
        return BrotliEncoder.TryCompress(json.WrittenSpan, packed, out int length, Quality, Window)
            ? packed[..length]
            : throw new InvalidOperationException($"Rows of {typeof(T).Name} could not be packed.");
    }

    /// <summary>Unpacks rows and adds to each the columns in <paramref name="common"/> that the packed row has.</summary>
    /// <exception cref="FormatException">The bytes are not packed rows.</exception>
    public static IEnumerable<TableEntity> Unpack(byte[] packed, TableEntity owner, IReadOnlyCollection<string> common)
    {
        using var source = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(source);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new FormatException($"Row '{owner.PartitionKey}' / '{owner.RowKey}' does not contain packed rows: {e.Message}", e);
        }

        using (document)
        {
            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                var row = new TableEntity();
                foreach (JsonProperty property in item.EnumerateObject())
                {
                    row[property.Name] = Read(property);
                }

                foreach (string name in common)
                {
                    if (owner.TryGetValue(name, out object? value))
                    {
                        row[name] = value;
                    }
                }

                yield return row;
            }
        }
    }

    private static bool IsPacked(string name) =>
        name is not (ColumnNames.PartitionKey or ColumnNames.RowKey or ColumnNames.Timestamp or ColumnNames.ETag)
            && !Computed.Contains(name);

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                writer.WriteString(name, text);
                break;
            case double number:
                writer.WriteNumber(name, number);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case DateTimeOffset time:
                writer.WriteString(name, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                throw new NotSupportedException($"Column '{name}' of type {value.GetType()} cannot be packed.");
        }
    }

    private static object Read(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Number => property.Value.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => property.Value.GetBoolean(),
        _ when Times.Contains(property.Name) => property.Value.GetDateTimeOffset(),
        _ => property.Value.GetString()!,
    };
}
