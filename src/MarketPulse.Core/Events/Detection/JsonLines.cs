using System.Globalization;
using System.Text.Json;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Finds the line of a field in a JSON file.</summary>
internal static class JsonLines
{
    /// <summary>
    /// The line on which a field stands, from 1. If the file lacks the field, the line of the nearest field that contains it; 0 if there is
    /// none.
    /// </summary>
    /// <param name="content">Valid JSON.</param>
    /// <param name="field">Path of the field, e.g. <c>groups[3].terms[0]</c>.</param>
    public static int LineOf(ReadOnlySpan<byte> content, string field)
    {
        var places = new Stack<(string Path, int Item)>();
        var reader = new Utf8JsonReader(content);
        long found = -1;
        int length = -1;
        string path = "";
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                places.Pop();
                continue;
            }

            bool isName = reader.TokenType == JsonTokenType.PropertyName;
            if (isName)
            {
                path = Join(places.Peek().Path, reader.GetString()!);
            }
            else if (places.TryPop(out (string Path, int Item) parent))
            {
                path = parent.Item < 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{parent.Path}[{parent.Item}]");
                places.Push(parent with { Item = parent.Item < 0 ? parent.Item : parent.Item + 1 });
            }

            if (path.Length > length && IsWithin(field, path))
            {
                (found, length) = (reader.TokenStartIndex, path.Length);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                places.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            }
        }

        return found < 0 ? 0 : content[..(int)found].Count((byte)'\n') + 1;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool IsWithin(string field, string path) =>
        path.Length > 0 && field.StartsWith(path, StringComparison.Ordinal)
        && (field.Length == path.Length || field[path.Length] is '.' or '[');
}
