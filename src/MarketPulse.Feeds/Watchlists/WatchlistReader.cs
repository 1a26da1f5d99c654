using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Feeds.Watchlists;

/// <summary>An instrument and the line on which it begins.</summary>
internal readonly record struct WatchlistEntry(Instrument Instrument, int Line);

/// <summary>Reads the JSON of a watchlist token by token, because only tokens have a position.</summary>
/// <param name="file">Name of the file in messages.</param>
internal sealed class WatchlistReader(string file)
{
    private static readonly string[] Fields =
    [
        "symbol", "name", "asset_class", "venue", "currency", "benchmark", "change", "quote", "tags", "aliases",
    ];

    private readonly List<WatchlistEntry> _entries = [];
    private readonly List<InputError> _errors = [];
    private int _line = 1;
    private int _counted;

    /// <summary>The instruments that could be read.</summary>
    public IReadOnlyList<WatchlistEntry> Entries => _entries;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<InputError> Errors => _errors;

    /// <summary>Reads the content of a file.</summary>
    public void Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(
            utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            ReadFile(ref json, utf8);
        }
        catch (JsonException exception)
        {
            int line = (int)(exception.LineNumber ?? 0) + 1;
            _errors.Add(new InputError(file, line, null, $"this is not valid JSON: {Reason(exception)}; what follows is not read."));
        }
        catch (InvalidOperationException)
        {
            _errors.Add(new InputError(file, Line(ref json, utf8), null, Bytes.NotUtf8));
        }
    }

    private void ReadFile(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            _errors.Add(new InputError(file, 1, null, "an object { \"instruments\": [ ... ] } is expected."));
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            int line = Line(ref json, utf8);
            json.Read();
            if (name == "instruments" && json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    ReadInstrument(ref json, utf8);
                }
            }
            else
            {
                if (name == "instruments")
                {
                    _errors.Add(new InputError(file, line, null, "\"instruments\" must be a list."));
                }
                else if (name != "$schema")
                {
                    _errors.Add(new InputError(file, line, null, $"\"{name}\" is unknown; the file must contain \"instruments\"."));
                }

                json.Skip();
            }
        }

        json.Read();
    }

    private void ReadInstrument(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        int line = Line(ref json, utf8);
        if (json.TokenType != JsonTokenType.StartObject)
        {
            _errors.Add(new InputError(file, line, null, "each instrument must be an object such as { \"symbol\": \"SPY\" }."));
            json.Skip();
            return;
        }

        int before = _errors.Count;
        var instrument = new Instrument { Symbol = "" };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            int at = Line(ref json, utf8);
            json.Read();
            if (!seen.Add(name))
            {
                _errors.Add(new InputError(file, at, null, $"\"{name}\" is given twice."));
                json.Skip();
                continue;
            }

            instrument = ReadField(ref json, instrument, name, at);
        }

        if (!seen.Contains("symbol"))
        {
            _errors.Add(new InputError(file, line, null, "the instrument has no \"symbol\"."));
        }
        else if (_errors.Count == before)
        {
            _entries.Add(new WatchlistEntry(instrument, line));
        }
    }

    private Instrument ReadField(ref Utf8JsonReader json, Instrument instrument, string name, int line)
    {
        switch (name)
        {
            case "tags":
                return instrument with { Tags = ReadTags(ref json, line) };
            case "aliases":
                return instrument with { Aliases = ReadAliases(ref json, line) };
            case "benchmark" when json.TokenType == JsonTokenType.Null:
                return instrument with { Benchmark = null };
            case var _ when json.TokenType == JsonTokenType.String && Fields.Contains(name):
                return WithText(instrument, name, json.GetString()!.Trim(), line);
            default:
                string problem = Fields.Contains(name)
                    ? $"\"{name}\" must be text."
                    : $"\"{name}\" is not a field of an instrument; the fields are {string.Join(", ", Fields)}.";
                _errors.Add(new InputError(file, line, null, problem));
                json.Skip();
                return instrument;
        }
    }

    private Instrument WithText(Instrument instrument, string name, string text, int line)
    {
        switch (name)
        {
            case "symbol":
                return instrument with { Symbol = text };
            case "name":
                return instrument with { Name = text };
            case "asset_class":
                return instrument with { AssetClass = text };
            case "venue":
                return instrument with { Venue = text };
            case "currency":
                return instrument with { Currency = text };
            case "benchmark":
                return instrument with { Benchmark = text };
            case "quote":
                return instrument with { Quote = Code<PriceQuote>(name, text, line) };
            default:
                return instrument with { Change = Code<PriceChange>(name, text, line) };
        }
    }

    private T Code<T>(string name, string text, int line)
        where T : struct, Enum
    {
        if (!Codes<T>.TryParse(text, out T value))
        {
            _errors.Add(new InputError(file, line, null, $"{name} '{text}' must be one of {string.Join(", ", Codes<T>.All)}."));
        }

        return value;
    }

    private List<string> ReadTags(ref Utf8JsonReader json, int line)
    {
        var tags = new List<string>();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            _errors.Add(new InputError(file, line, null, "\"tags\" must be a list of codes such as [\"cn\", \"rare_earths\"]."));
            json.Skip();
            return tags;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String)
            {
                tags.Add(json.GetString()!);
            }
            else
            {
                _errors.Add(new InputError(file, line, null, "\"tags\" must contain text only."));
                json.Skip();
            }
        }

        return tags;
    }

    private Dictionary<string, string> ReadAliases(ref Utf8JsonReader json, int line)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.TokenType != JsonTokenType.StartObject)
        {
            _errors.Add(new InputError(
                file, line, null, "\"aliases\" must be an object with a symbol per kind of feed, such as { \"stooq\": \"fxi.us\" }."));
            json.Skip();
            return aliases;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string kind = json.GetString()!;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                aliases[kind] = json.GetString()!;
            }
            else
            {
                _errors.Add(new InputError(file, line, null, $"the alias for {kind} must be text."));
                json.Skip();
            }
        }

        return aliases;
    }

    /// <summary>Line, from 1, of the current token. Lines are counted from the token of the last call.</summary>
    private int Line(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        int start = (int)json.TokenStartIndex;
        if (start > _counted)
        {
            _line += utf8[_counted..start].Count((byte)'\n');
            _counted = start;
        }

        return _line;
    }

    // The reader's message ends with a position counted from 0, unlike the line number that is shown.
    private static string Reason(JsonException exception)
    {
        int position = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (position < 0 ? exception.Message : exception.Message[..position]).TrimEnd('.', ' ');
    }
}
