using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Times;

namespace MarketPulse.Feeds.Files;

/// <summary>How well the time of a catalogued event is known.</summary>
public enum TimePrecision
{
    /// <summary>To the minute or better.</summary>
    Minute,

    /// <summary>The side of the trading session is known, the minute is not.</summary>
    Approximate,

    /// <summary>Only the date.</summary>
    Day,
}

/// <summary>A row of an event catalogue.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Article">The event as an article: headline, body and time.</param>
public sealed record CatalogueEvent(string Id, Article Article)
{
    /// <summary>How well the time is known.</summary>
    public TimePrecision Precision { get; init; }

    /// <summary>Which way it moved trade tension, as judged by whoever wrote the catalogue.</summary>
    public Stance Stance { get; init; }

    /// <summary>Countries that act or are affected.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>Whether it is the start of a measure that was known in advance, and therefore no news.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>Number of sources that agree on the date, 1 or 2.</summary>
    public int Verified { get; init; }

    /// <summary>Where it is known from.</summary>
    public string Sources { get; init; } = "";
}

/// <summary>
/// A catalogue of dated events as CSV. The header names <c>id, published, precision, title, body, actors, stance, scheduled, verified,
/// sources</c> in any order; other columns are for people. It is also a file of articles, which <see cref="ArticleFiles"/> reads.
/// </summary>
/// <param name="Events">The rows that can be used, in the order of the file.</param>
/// <param name="Errors">What is wrong with the others, by line.</param>
public sealed record EventCatalogue(IReadOnlyList<CatalogueEvent> Events, IReadOnlyList<InputError> Errors)
{
    private static readonly string[] Names =
        ["id", "published", "precision", "title", "body", "actors", "stance", "scheduled", "verified", "sources", "effective"];

    private static readonly string[] Stances = [.. Codes<Stance>.All.Where(code => code != Codes<Stance>.Of(Stance.Neutral))];

    /// <summary>Reads the content of a catalogue. A row that is wrong is left out with an error; the others are kept.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="file">Name of the file in messages.</param>
    /// <param name="feed">Name of the feed to which the articles are attributed.</param>
    /// <param name="clock">Gives the time of first sight.</param>
    public static EventCatalogue Parse(byte[] utf8, string file, string feed, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(clock);
        var events = new List<CatalogueEvent>();
        var errors = new List<InputError>();
        var builder = new ArticleBuilder(clock.GetUtcNow(), published: null, feed, accepted: null);
        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        ReadOnlyMemory<byte> text = utf8.AsMemory(utf8.Length - Bytes.WithoutMark(utf8).Length);
        int[]? columns = null;
        foreach (CsvRecord record in CsvRecords.Read(text, file, CsvRecords.SeparatorOf(text.Span)))
        {
            if (record.Fields is null)
            {
                errors.Add(record.Error!);
            }
            else if (columns is null)
            {
                columns = CsvRecords.FindColumns(record.Fields, Names);
                string[] missing = [.. Names.Where((name, i) => columns[i] < 0 && name != "effective")];
                if (missing.Length > 0)
                {
                    errors.Add(new InputError(file, record.Line, null, $"the header lacks {string.Join(", ", missing)}; add it."));
                    break;
                }
            }
            else if (new Row(record, columns, file, errors).Read(builder, lines) is { } found)
            {
                events.Add(found);
            }
        }

        if (columns is null && errors.Count == 0)
        {
            errors.Add(new InputError(file, null, null, "is empty."));
        }

        return new EventCatalogue(events, errors);
    }

    /// <summary>One row while it is read.</summary>
    private readonly record struct Row(CsvRecord Record, int[] Columns, string File, List<InputError> Errors)
    {
        public CatalogueEvent? Read(ArticleBuilder builder, Dictionary<string, int> lines)
        {
            string id = Cell("id");
            if (Problem(id, lines) is { } problem)
            {
                Errors.Add(new InputError(File, Record.Line, null, $"{problem} The row is skipped."));
                return null;
            }

            lines.Add(id, Record.Line);
            var fields = new ArticleFields { Id = id, Title = Cell("title"), Body = Cell("body"), Published = Cell("published") };
            if (builder.Build(fields, File, Record.Line, Errors) is not { } article)
            {
                return null;
            }

            TimePrecision precision = Codes<TimePrecision>.Parse(Cell("precision"));
            return new CatalogueEvent(
                id, precision == TimePrecision.Approximate ? article with { TimeResolution = TimeResolution.Approximate } : article)
            {
                Precision = precision,
                Stance = Codes<Stance>.Parse(Cell("stance")),
                Actors = Cell("actors").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                IsScheduled = Cell("scheduled") == "yes",
                Verified = int.Parse(Cell("verified"), CultureInfo.InvariantCulture),
                Sources = Cell("sources"),
            };
        }

        private string Cell(string name)
        {
            int column = Columns[Array.IndexOf(Names, name)];
            return CsvRecords.Cell(Record.Fields!, column).Trim();
        }

        private string? Problem(string id, Dictionary<string, int> lines)
        {
            string published = Cell("published"), stance = Cell("stance"), effective = Cell("effective");
            return id.Length == 0 ? "The event has no id; give it one that no other row has."
                : lines.TryGetValue(id, out int first) ? $"id '{id}' is already used on line {first}; give the event another."
                : !Codes<TimePrecision>.TryParse(Cell("precision"), out TimePrecision precision)
                    ? $"precision '{Cell("precision")}' must be one of {string.Join(", ", Codes<TimePrecision>.All)}."
                : !Stances.Contains(stance) ? $"stance '{stance}' must be one of {string.Join(", ", Stances)}."
                : !PublishedTimeParser.TryParse(published, zone: null, out PublishedTime time)
                    ? $"published '{published}' is not an unambiguous date; write 2025-06-02T12:00Z or 2025-06-02."
                : time.ZoneMissing ? $"published '{published}' has no time zone; write 2025-06-02T12:00Z."
                : (precision == TimePrecision.Day) != (time.Resolution == TimeResolution.Day)
                    ? $"published '{published}' does not fit the precision {Cell("precision")}; a date is day, a time is not."
                : effective.Length > 0 && !DateOnly.TryParseExact(effective, "yyyy-MM-dd", out _)
                    ? $"effective '{effective}' is not a date; write yyyy-MM-dd or leave it empty."
                : Cell("scheduled") is not ("" or "yes") ? $"scheduled '{Cell("scheduled")}' must be yes or empty."
                : Cell("verified") is not ("1" or "2") ? $"verified '{Cell("verified")}' must be 1 or 2, the number of agreeing sources."
                : Cell("sources").Length == 0 ? "The event has no sources; say where it is known from."
                : null;
        }
    }
}
