using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Backup;

/// <summary>
/// Writes a table row as one JSON object and reads it back, with the conventions of the table service's own JSON: a value whose type does
/// not follow from its JSON form has a second property <c>name@odata.type</c>.
/// </summary>
internal static class BackupRow
{
    private const string TypeSuffix = "@odata.type";
    private const string Int64 = "Edm.Int64";
    private const string Double = "Edm.Double";
    private const string DateTime = "Edm.DateTime";
    private const string Binary = "Edm.Binary";
    private const string Guid = "Edm.Guid";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>Writes the keys and columns of a row; the service's own <c>Timestamp</c> and ETag are not part of it.</summary>
    public static void Write(Utf8JsonWriter json, TableEntity row)
    {
        json.WriteStartObject();
        json.WriteString(ColumnNames.PartitionKey, row.PartitionKey);
        json.WriteString(ColumnNames.RowKey, row.RowKey);
        foreach ((string name, object? value) in row)
        {
            if (value is not null && name is not (ColumnNames.PartitionKey or ColumnNames.RowKey or ColumnNames.Timestamp or "odata.etag"))
            {
                Write(json, name, value);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="FormatException">The text is not a row; the message says why.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(line);
            var row = new TableEntity();
            var types = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty property in parsed.RootElement.EnumerateObject())
            {
                if (property.Name.EndsWith(TypeSuffix, StringComparison.Ordinal))
                {
                    types[property.Name[..^TypeSuffix.Length]] = property.Value.GetString()!;
                }
                else
                {
                    row[property.Name] = Value(property.Value, types.GetValueOrDefault(property.Name));
                }
            }

            return row is { PartitionKey: not null, RowKey: not null }
                ? row
                : throw new FormatException("The row has no PartitionKey or no RowKey.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"This is not a row: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteString(name + TypeSuffix, Double);
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteString(name + TypeSuffix, Int64);
                json.WriteNumber(name, number);
                break;
            case DateTimeOffset time:
                json.WriteString(name + TypeSuffix, DateTime);
                json.WriteString(name, time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                json.WriteString(name + TypeSuffix, Binary);
                json.WriteBase64String(name, bytes);
                break;
            case System.Guid id:
                json.WriteString(name + TypeSuffix, Guid);
                json.WriteString(name, id);
                break;
            default:
                throw new NotSupportedException($"Column '{name}' holds a {value.GetType().Name}, which a backup cannot hold.");
        }
    }

    private static object? Value(JsonElement value, string? type) => type switch
    {
        Double => value.GetDouble(),
        Int64 => value.GetInt64(),
        DateTime => DateTimeOffset.ParseExact(
            value.GetString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        Binary => value.GetBytesFromBase64(),
        Guid => value.GetGuid(),
        null => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => value.GetInt32(),
            _ => throw new FormatException($"A {value.ValueKind} cannot be the value of a column."),
        },
        _ => throw new FormatException($"The column type {type} is not known."),
    };
}
