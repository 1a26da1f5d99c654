using System.Text.Json;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>Writes an alert as plain JSON. Its rows have the same names and nulls as in the read API.</summary>
internal static class AlertJson
{
    private const int Version = 1;

    /// <summary>The alert as UTF-8 JSON.</summary>
    public static byte[] Write(AlertContent content) => JsonText.Write(json =>
    {
        Alert alert = content.Alert;
        json.WriteStartObject();
        json.WriteNumber("v", Version);
        json.WriteString("alertid", alert.AlertId);
        json.WriteBoolean("test", content.IsTest);
        json.WriteString("rule", alert.Rule);
        json.WriteString("kind", Codes<AlertKind>.Of(alert.Kind));
        json.WriteString("subject", alert.Subject);
        json.WriteString("title", content.Title);
        json.WriteString("reason", alert.Reason);
        json.WriteString("condition", content.Condition);
        json.WriteString("firedutc", alert.FiredUtc.UtcDateTime);
        json.WriteNumber("heldback", alert.HeldBack);
        json.WritePropertyName("event");
        WriteRow(json, content.Event);
        WriteArray(json, "phrases", content.Phrases, phrase => WritePhrase(json, phrase));
        WriteArray(json, "analogues", content.Analogues, row => WriteRow(json, row));
        WriteArray(json, "outcomes", content.Outcomes, outcome => WriteOutcome(json, outcome));
        WriteArray(json, "scores", content.Scores, row => WriteRow(json, row));
        WriteArray(json, "links", content.Links, link =>
        {
            json.WriteStartObject();
            json.WriteString("title", link.Title);
            json.WriteString("url", link.Address.AbsoluteUri);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    });

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteRow<T>(Utf8JsonWriter json, T? row)
        where T : TableRow
    {
        if (row is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach (RowColumn column in RowSchema.Of<T>().Columns)
        {
            json.WritePropertyName(column.Name);
            WriteValue(json, ColumnCondition.Published(column.Read(row)));
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime);
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"A column holds a {value.GetType().Name}, which alerts cannot contain.");
        }
    }

    private static void WritePhrase(Utf8JsonWriter json, DecidingPhrase phrase)
    {
        json.WriteStartObject();
        json.WriteString("text", phrase.Text);
        json.WriteString("kind", phrase.Kind);
        json.WriteString("code", phrase.Code);
        json.WriteNumber("weight", phrase.Weight);
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, AnalogueOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("symbol", outcome.Symbol);
        json.WriteString("windowkey", outcome.WindowKey);
        json.WriteNumber("count", outcome.Count);
        json.WritePropertyName("car_q1_pct");
        WriteValue(json, outcome.CarQ1Pct);
        json.WritePropertyName("car_median_pct");
        WriteValue(json, outcome.CarMedianPct);
        json.WritePropertyName("car_q3_pct");
        WriteValue(json, outcome.CarQ3Pct);
        json.WritePropertyName("share_negative");
        WriteValue(json, outcome.ShareNegative);
        json.WriteEndObject();
    }
}

/// <summary>Writes JSON in memory.</summary>
internal static class JsonText
{
    /// <summary>The UTF-8 JSON that <paramref name="write"/> writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return stream.ToArray();
    }
}
