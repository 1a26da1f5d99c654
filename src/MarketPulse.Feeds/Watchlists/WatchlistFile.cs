using System.Reflection;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Feeds.Watchlists;

/// <summary>
/// A watchlist as JSON: <c>{ "instruments": [ { "symbol": "FXI", ... } ] }</c>, with comments and trailing commas allowed. The schema for
/// editors is
/// <c>watchlist.schema.json</c>.
/// </summary>
/// <param name="Instruments">The valid instruments, in the order of the file.</param>
/// <param name="Errors">What is wrong with the others, by line.</param>
public sealed record WatchlistFile(IReadOnlyList<Instrument> Instruments, IReadOnlyList<InputError> Errors)
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly Lazy<WatchlistFile> ShippedFile = new(() => Parse(Resource("watchlist.default.json"), "the shipped watchlist"));

    /// <summary>The watchlist that is used unless one is configured: about forty instruments affected by trade policy.</summary>
    public static Watchlist Shipped => ShippedFile.Value.ToWatchlist();

    /// <summary>The shipped watchlist as a file, to be used as a template.</summary>
    public static byte[] ShippedJson => Resource("watchlist.default.json");

    /// <summary>The JSON schema, which editors use for completion and validation.</summary>
    public static byte[] Schema => Resource("watchlist.schema.json");

    /// <summary>Reads a file. A file that cannot be opened is an error in the result, not an exception.</summary>
    public static WatchlistFile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? new WatchlistFile([],
                [
                    new InputError(path, null, null, "is larger than 4 MB; a watchlist has a few hundred instruments."),
                ])
                : Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new WatchlistFile([], [new InputError(path, null, null, $"cannot be read: {exception.Message}")]);
        }
    }

    /// <summary>Reads the content of a file.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="file">Name of the file in messages.</param>
    public static WatchlistFile Parse(ReadOnlySpan<byte> utf8, string file)
    {
        var reader = new WatchlistReader(file);
        reader.Read(Bytes.WithoutMark(utf8));
        List<InputError> errors = [.. reader.Errors];
        Instrument[] instruments = [.. reader.Entries.Select(entry => entry.Instrument)];
        var refused = new HashSet<int>();
        foreach (WatchlistProblem problem in WatchlistRules.Check(instruments))
        {
            refused.Add(problem.Index);
            string message = problem.FirstIndex is { } first
                ? FormattableString.Invariant($"{problem.Message} The first is on line {reader.Entries[first].Line}.")
                : problem.Message;
            errors.Add(new InputError(file, reader.Entries[problem.Index].Line, null, message));
        }

        if (instruments.Length == 0 && errors.Count == 0)
        {
            errors.Add(new InputError(file, null, null, "names no instrument; write { \"instruments\": [ { \"symbol\": \"SPY\" } ] }."));
        }

        return new WatchlistFile([.. instruments.Where((_, index) => !refused.Contains(index))], [.. errors.OrderBy(error => error.Line)]);
    }

    /// <summary>The watchlist of a file without errors.</summary>
    /// <exception cref="InvalidOperationException">There are errors; the message contains all of them.</exception>
    public Watchlist ToWatchlist() =>
        Errors.Count == 0
            ? new Watchlist(Instruments)
            : throw new InvalidOperationException(string.Join(Environment.NewLine, Errors));

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(WatchlistFile), name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
