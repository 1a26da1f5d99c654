using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Files;

/// <summary>Reads articles from JSON lines: one object per line.</summary>
internal static class ArticleJsonLines
{
    private const string NotAnObject = "this is not a JSON object; each line must be one.";

    /// <summary>Reads every line; a line that is wrong is skipped with an error.</summary>
    public static ArticleFile Parse(ReadOnlySpan<byte> utf8, string file, ArticleBuilder builder)
    {
        var articles = new List<Article>();
        var errors = new List<InputError>();
        utf8 = Bytes.WithoutMark(utf8);
        for (int line = 1; !utf8.IsEmpty; line++)
        {
            int end = utf8.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = (end < 0 ? utf8 : utf8[..end]).Trim(" \t\r"u8);
            utf8 = end < 0 ? default : utf8[(end + 1)..];
            if (!text.IsEmpty
                && Fields(text, file, line, errors) is ArticleFields fields
                && builder.Build(fields, file, line, errors) is Article article)
            {
                articles.Add(article);
            }
        }

        return new ArticleFile(articles, errors);
    }

    private static ArticleFields? Fields(ReadOnlySpan<byte> text, string file, int line, List<InputError> errors)
    {
        if (!Utf8.IsValid(text))
        {
            errors.Add(new InputError(file, line, Bytes.InvalidColumn(text), Bytes.NotUtf8));
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                errors.Add(new InputError(file, line, null, "one JSON object per line is expected."));
                return null;
            }

            return Fields(document.RootElement, file, line, errors);
        }
        catch (JsonException exception)
        {
            int at = (int)Math.Min(exception.BytePositionInLine ?? 0, text.Length);
            errors.Add(new InputError(file, line, Encoding.UTF8.GetCharCount(text[..at]) + 1, NotAnObject));
            return null;
        }
    }

    private static ArticleFields? Fields(JsonElement json, string file, int line, List<InputError> errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InputError(file, line, 1, NotAnObject));
            return null;
        }

        var fields = new ArticleFields();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!TryRead(property, static field => field.Name, out string written))
            {
                errors.Add(
                    new InputError(file, line, null, "the name of a field contains half of a surrogate pair, which is not valid text."));
                return null;
            }

            string name = written.ToLowerInvariant();
            if (name is not ("id" or "url" or "title" or "body" or "published" or "source")
                || property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                errors.Add(new InputError(file, line, null, $"\"{name}\" must be text."));
                return null;
            }

            if (!TryRead(property, static field => field.Value.ToString(), out string value))
            {
                errors.Add(new InputError(file, line, null, $"\"{name}\" contains half of a surrogate pair, which is not valid text."));
                return null;
            }

            fields = name switch
            {
                "id" => fields with { Id = value },
                "url" => fields with { Url = value },
                "title" => fields with { Title = value },
                "body" => fields with { Body = value },
                "published" => fields with { Published = value },
                _ => fields with { Source = value },
            };
        }

        return fields;
    }

    // JSON may contain half of a surrogate pair, which throws when it is read as text.
    private static bool TryRead(JsonProperty property, Func<JsonProperty, string> read, out string text)
    {
        try
        {
            text = read(property);
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
