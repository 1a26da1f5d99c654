using System.Text;
using System.Text.Unicode;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Times;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// Reads articles from <c>.txt</c> (one article; the first line is the title when it is short), <c>.jsonl</c> and <c>.csv</c> (<c>id, url,
/// title, body, published, source</c>, all but the title optional) and folders of them. What cannot be used is reported; the rest is read.
/// </summary>
public sealed class ArticleFiles
{
    /// <summary>
    /// Longest text of one article, in characters. Longer ones are refused, because a truncated article could mean the opposite.
    /// </summary>
    public const int MaxTextLength = 1_000_000;

    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    private readonly TimeProvider _clock;
    private readonly ArticleOptions? _accepted;

    /// <summary>Creates the reader.</summary>
    /// <param name="clock">Gives the time of first sight.</param>
    /// <param name="accepted">Which articles to accept; null for all, when they are not going to be stored.</param>
    public ArticleFiles(TimeProvider clock, ArticleOptions? accepted = null) =>
        (_clock, _accepted) = (clock ?? throw new ArgumentNullException(nameof(clock)), accepted);

    /// <summary>Whether a file contains articles, by its extension: <c>.txt</c>, <c>.jsonl</c>, <c>.ndjson</c> or <c>.csv</c>.</summary>
    public static bool IsArticleFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".txt" or ".jsonl" or ".ndjson" or ".csv";

    /// <summary>The article files of a folder and its subfolders, by path.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsArticleFile).Order(StringComparer.Ordinal)];

    /// <summary>Reads a file, or every article file of a folder.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="published">Time of publication of articles that state none; null when they must state one.</param>
    /// <param name="feed">Name of the feed to which the articles are attributed.</param>
    public ArticleFile Read(string path, PublishedTime? published = null, string feed = "file")
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            ArticleFile[] files = [.. Files(path).Select(file => Read(file, published, feed))];
            return files.Length == 0
                ? Refused(path, "contains no .txt, .jsonl or .csv file.")
                : new ArticleFile([.. files.SelectMany(file => file.Articles)], [.. files.SelectMany(file => file.Errors)]);
        }

        if (!IsArticleFile(path))
        {
            return Refused(path, "is neither a .txt, .jsonl or .csv file nor a folder.");
        }

        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? Refused(path, "is larger than 256 MB; split it.")
                : Parse(File.ReadAllBytes(path), path, published, feed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused(path, $"cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads one article from standard input or another stream of text.</summary>
    /// <param name="text">UTF-8 text.</param>
    /// <param name="name">Name of the stream in messages, such as <c>standard input</c>.</param>
    /// <param name="published">Time of publication.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<ArticleFile> ReadTextAsync(Stream text, string name, PublishedTime? published, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var buffer = new MemoryStream();
        byte[] chunk = new byte[65536];
        for (int read; (read = await text.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            if (buffer.Length > 4L * MaxTextLength)
            {
                return Refused(name, TooLong);
            }
        }

        return ParseText(buffer.ToArray(), name, new ArticleBuilder(_clock.GetUtcNow(), published, "file", _accepted));
    }

    /// <summary>Reads the bytes of a file. The extension of <paramref name="file"/> determines the format.</summary>
    public ArticleFile Parse(byte[] utf8, string file, PublishedTime? published = null, string feed = "file")
    {
        ArgumentNullException.ThrowIfNull(utf8);
        ArgumentNullException.ThrowIfNull(file);
        var builder = new ArticleBuilder(_clock.GetUtcNow(), published, feed, _accepted);
        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".csv" => ArticleCsv.Parse(utf8, file, builder),
            ".jsonl" or ".ndjson" => ArticleJsonLines.Parse(utf8, file, builder),
            _ => ParseText(utf8, file, builder),
        };
    }

    internal static string TooLong =>
        $"has more than {MaxTextLength / 1_000_000} million characters of text, more than any article; split it or remove the text.";

    private static ArticleFile ParseText(byte[] utf8, string file, ArticleBuilder builder)
    {
        ReadOnlySpan<byte> bytes = Bytes.WithoutMark(utf8);
        if (!Utf8.IsValid(bytes))
        {
            (int line, int column) = Bytes.FirstInvalid(bytes);
            return new ArticleFile([], [new InputError(file, line, column, Bytes.NotUtf8)]);
        }

        (string title, string body) = TitleOf(Encoding.UTF8.GetString(bytes));
        var errors = new List<InputError>();
        Article? article = builder.Build(new ArticleFields { Title = title, Body = body }, file, line: 1, errors);
        return new ArticleFile(article is null ? [] : [article], errors);
    }

    /// <summary>
    /// Splits a text into title and body. The title is the first line if it is short, otherwise as much of its first sentence as fits; in
    /// that case the body is the whole text.
    /// </summary>
    internal static (string Title, string Body) TitleOf(string text)
    {
        string trimmed = text.Trim();
        int end = trimmed.IndexOf('\n', StringComparison.Ordinal);
        string first = (end < 0 ? trimmed : trimmed[..end]).Trim();
        return first.Length <= Headline.MaxLength
            ? (first, end < 0 ? "" : trimmed[(end + 1)..].Trim())
            : (Headline.Shorten(first), trimmed);
    }

    private static ArticleFile Refused(string file, string message) => new([], [new InputError(file, null, null, message)]);
}
