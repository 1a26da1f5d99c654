using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MarketPulse.Web.Submissions;

/// <summary>Reads the body of a submission: one JSON object, or an array of objects.</summary>
internal static class SubmissionReader
{
    /// <summary>Largest accepted body, in bytes.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>Most items in one request.</summary>
    public const int MaxItems = 100;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 8 };

    /// <summary>
    /// Parses the body and passes each item to <paramref name="read"/>. One bad item refuses the whole request, so that it can be corrected
    /// and sent again as a whole.
    /// </summary>
    /// <returns>The items, or the problem to respond with.</returns>
    public static async Task<(IReadOnlyList<T> Items, bool IsArray, Problem? Problem)> ReadAsync<T>(
        HttpRequest request, Func<FieldReader, T> read)
    {
        if (!IsJson(request))
        {
            return Refuse<T>(StatusCodes.Status415UnsupportedMediaType, "Send application/json in UTF-8.");
        }

        if (await ReadBodyAsync(request) is not { } body)
        {
            return Refuse<T>(
                StatusCodes.Status413PayloadTooLarge,
                $"The body is larger than {MaxBytes / 1024 / 1024} MiB; send the items in several requests.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Json);
        }
        catch (JsonException e)
        {
            return Refuse<T>(
                StatusCodes.Status400BadRequest, $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }

        using (document)
        {
            if (!HasReadableNames(body.Span))
            {
                return Refuse<T>(StatusCodes.Status400BadRequest, "The name of a field contains an unpaired surrogate.");
            }

            return ReadItems(document.RootElement, read);
        }
    }

    // JsonElement decodes names only when a property is looked up, and throws then.
    private static bool HasReadableNames(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Json.MaxDepth });
        try
        {
            while (reader.Read())
            {
                _ = reader is { TokenType: JsonTokenType.PropertyName, ValueIsEscaped: true } ? reader.GetString() : null;
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static (IReadOnlyList<T> Items, bool IsArray, Problem? Problem) ReadItems<T>(JsonElement root, Func<FieldReader, T> read)
    {
        bool isArray = root.ValueKind == JsonValueKind.Array;
        JsonElement[] elements = isArray ? [.. root.EnumerateArray()] : [root];
        switch (elements.Length)
        {
            case 0:
                return Refuse<T>(StatusCodes.Status400BadRequest, "The array is empty.");
            case > MaxItems:
                return Refuse<T>(
                    StatusCodes.Status422UnprocessableEntity,
                    $"There are {elements.Length} items; send at most {MaxItems} in one request.");
        }

        var errors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        T[] items = [.. elements.Select((element, i) =>
        {
            var fields = new FieldReader(element, isArray ? $"[{i}]" : "", errors);
            T item = read(fields);
            fields.RefuseUnknown();
            return item;
        })];
        return errors.Count == 0
            ? (items, isArray, null)
            : ([], isArray, new Problem
            {
                Status = StatusCodes.Status400BadRequest,
                Detail = "Nothing was accepted: " + string.Join(' ', errors.Take(3).Select(error => $"{error.Key} {error.Value}")),
                Errors = errors,
            });
    }

    private static (IReadOnlyList<T> Items, bool IsArray, Problem? Problem) Refuse<T>(int status, string detail) =>
        ([], false, new Problem { Status = status, Detail = detail });

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Encoding is UTF8Encoding);

    /// <summary>The whole body; null when it is too large, in which case reading stops at the limit.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > MaxBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
