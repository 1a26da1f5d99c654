using System.Text;
using System.Text.Json;

namespace MarketPulse.Faults.Hostile;

/// <summary>An input that is known to break parsers, or might.</summary>
/// <param name="Parser">The parser it is meant for.</param>
/// <param name="Text">The input, which may contain lone surrogates.</param>
internal sealed record HostileInput(string Parser, string Text);

/// <summary>
/// The hand-picked inputs of <c>corpus.jsonl</c>. A line has either <c>input</c>, or <c>before</c>, <c>repeat</c> with its number of
/// <c>times</c>, and <c>after</c>.
/// </summary>
internal static class Corpus
{
    private static readonly Lazy<IReadOnlyList<HostileInput>> Lines = new(static () => Read());

    public static IReadOnlyList<HostileInput> All => Lines.Value;

    private static List<HostileInput> Read()
    {
        using Stream stream = typeof(Corpus).Assembly.GetManifestResourceStream("corpus.jsonl")!;
        using var reader = new StreamReader(stream);
        var inputs = new List<HostileInput>();
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            string text = root.TryGetProperty("input", out JsonElement input)
                ? Unescaped(input)
                : Unescaped(root.GetProperty("before"))
                    + new StringBuilder().Insert(0, Unescaped(root.GetProperty("repeat")), root.GetProperty("times").GetInt32())
                    + Unescaped(root.GetProperty("after"));
            inputs.Add(new HostileInput(root.GetProperty("for").GetString()!, text));
        }

        return inputs;
    }

    // GetString rejects lone surrogates, which some of the inputs are made of.
    private static string Unescaped(JsonElement value)
    {
        string raw = value.GetRawText()[1..^1];
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)Convert.ToUInt16(raw.Substring(i + 1, 4), 16),
                var other => other,
            });
            i += raw[i] == 'u' ? 4 : 0;
        }

        return text.ToString();
    }
}
