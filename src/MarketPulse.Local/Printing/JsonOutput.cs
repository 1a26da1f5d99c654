using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MarketPulse.Core.Contract;

namespace MarketPulse.Local.Printing;

/// <summary>Writes row sets as one JSON document: an array for a single set, an object with one member per set for several sets.</summary>
internal static class JsonOutput
{
    private const int BytesAtOnce = 64 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(TextWriter writer, IReadOnlyList<RowSet> sets)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            if (sets.Count == 1)
            {
                WriteRows(json, sets[0], RowWritten);
            }
            else
            {
                json.WriteStartObject();
                foreach (RowSet set in sets)
                {
                    json.WritePropertyName(set.Name);
                    WriteRows(json, set, RowWritten);
                }

                json.WriteEndObject();
            }

            PassOn();

            // Rows are passed on as they come, because a document may be larger than memory.
            void RowWritten()
            {
                if (buffer.WrittenCount + json.BytesPending > BytesAtOnce)
                {
                    PassOn();
                }
            }

            void PassOn()
            {
                json.Flush();
                writer.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
                buffer.ResetWrittenCount();
            }
        }

        writer.WriteLine();
    }

    private static void WriteRows(Utf8JsonWriter json, RowSet set, Action rowWritten)
    {
        IReadOnlyList<string> names = set.DataNames;
        json.WriteStartArray();
        foreach (IReadOnlyList<object?> row in set.DataRows())
        {
            json.WriteStartObject();
            for (int i = 0; i < names.Count; i++)
            {
                json.WritePropertyName(names[i]);
                WriteValue(json, row[i]);
            }

            json.WriteEndObject();
            rowWritten();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case var scalar when CellText.IsScalar(scalar):
                if (CellText.OfScalar(scalar) is not { } text)
                {
                    json.WriteNullValue();
                }
                else if (CellText.IsNumber(scalar))
                {
                    json.WriteRawValue(text);
                }
                else
                {
                    json.WriteStringValue(text);
                }

                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (object? item in list)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                foreach (PropertyInfo property in value!.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    json.WritePropertyName(Codes.Snake(property.Name));
                    WriteValue(json, property.GetValue(value));
                }

                json.WriteEndObject();
                break;
        }
    }
}
