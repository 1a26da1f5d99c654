using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Reads and writes the JSON files of terms, rules and fitted weights, and opens those that ship with this assembly.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private static readonly JsonSerializerOptions Indented = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Opens a file that ships with this assembly, embedded beside a type.</summary>
    public static Stream OpenShipped(Type type, string name) =>
        type.Assembly.GetManifestResourceStream(type, name)
        ?? throw new InvalidOperationException($"{name} is not embedded in this assembly.");

    /// <summary>
    /// Reads a file, without the carriage returns that a checkout may add, so that its fingerprint is the same on every platform.
    /// </summary>
    public static byte[] ReadContent(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return [.. copy.ToArray().Where(value => value != (byte)'\r')];
    }

    /// <summary>Parses and checks the content of a file.</summary>
    /// <param name="content">JSON.</param>
    /// <param name="name">What the file is, such as <c>lexicon</c>.</param>
    /// <param name="check">Checks what the types cannot; the line of the field is added to the error.</param>
    /// <exception cref="FormatException">A field is unknown, missing or invalid; the message names it and its line.</exception>
    public static T Parse<T>(byte[] content, string name, Action<T> check)
        where T : class
    {
        try
        {
            T file = JsonSerializer.Deserialize<T>(content, Strict) ?? throw new FormatException($"The {name} is empty.");
            check(file);
            return file;
        }
        catch (JsonException e)
        {
            throw new FormatException($"The {name} is not valid at {e.Path ?? "$"} (line {e.LineNumber + 1}): {e.Message}", e);
        }
        catch (InvalidFieldException e)
        {
            throw e.In(content);
        }
    }

    /// <summary>The content of a file, indented.</summary>
    public static string Write<T>(T file) => JsonSerializer.Serialize(file, Indented) + "\n";
}
