using System.Buffers;
using System.Text;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// Reads one symbol's daily bars from CSV. The header names the columns, in any order and case: <c>Date</c> or <c>Timestamp</c> and
/// <c>Close</c> are required; <c>Open</c>, <c>High</c>, <c>Low</c>, <c>Adj Close</c>, <c>Volume</c>, <c>Dividend</c> and <c>Split</c> are
/// optional. Exports of Yahoo, Stooq and spreadsheets can be read unchanged. A row that cannot be read is skipped with an error; the rest
/// is kept.
/// </summary>
/// <remarks>UTF-8 is parsed by hand because Sylvan.Data.Csv reads 130 MB/s per core and this reads 320 (the goal is 200).</remarks>
public sealed class PriceCsv
{
    /// <summary>Largest file, in bytes; a century of daily bars takes 2 MB.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Most errors kept per file; one more gives the number of those that were not kept.</summary>
    public const int MaxErrors = 100;

    private readonly TimeProvider _clock;

    /// <summary>Creates the reader.</summary>
    /// <param name="clock">Decides which dates are in the future.</param>
    public PriceCsv(TimeProvider clock) => _clock = clock ?? throw new ArgumentNullException(nameof(clock));

    /// <summary>The symbol of a price file: its name without the extension.</summary>
    public static string SymbolOf(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>Reads a file. A file that cannot be opened is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="symbol">The symbol; null to take it from the file's name.</param>
    /// <param name="change">How changes are measured; prices must be positive unless they are differences.</param>
    public PriceFile Read(string path, string? symbol = null, PriceChange change = PriceChange.Return)
    {
        ArgumentNullException.ThrowIfNull(path);
        symbol ??= SymbolOf(path);
        byte[]? buffer = null;
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            long length = RandomAccess.GetLength(file);
            if (length > MaxBytes)
            {
                return Refused(path, symbol, TooLarge);
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length + 1);
            int read = 0;
            for (int count; read < length && (count = RandomAccess.Read(file, buffer.AsSpan(read, (int)length - read), read)) > 0;)
            {
                read += count;
            }

            return Parse(buffer.AsSpan(0, read), path, symbol, change);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused(path, symbol, $"cannot be read: {exception.Message}");
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="file">Name of the file in messages.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="change">How changes are measured; prices must be positive unless they are differences.</param>
    public PriceFile Parse(ReadOnlySpan<byte> utf8, string file, string symbol, PriceChange change = PriceChange.Return)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }
        else if (utf8.Length >= 2 && (utf8[0], utf8[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            return Refused(file, symbol, "is UTF-16; save it as UTF-8.");
        }

        int header = utf8.IndexOf((byte)'\n');
        ReadOnlySpan<byte> headerLine = header < 0 ? utf8 : utf8[..header];
        PriceCsvHeader? columns = PriceCsvHeader.Parse(Encoding.UTF8.GetString(headerLine), out string? wrong);
        if (columns is null)
        {
            return Refused(file, symbol, wrong!, line: 1);
        }

        // The date may already be tomorrow's in the easternmost time zone.
        DateOnly last = DateOnly.FromDateTime(_clock.GetUtcNow().AddHours(14).UtcDateTime);
        var rows = new PriceCsvRows(columns, file, change, last, capacity: utf8.Length / TypicalRowBytes);
        if (header >= 0)
        {
            rows.ReadAll(utf8[(header + 1)..]);
        }

        List<PriceBar> bars = rows.InOrder();
        if (bars.Count == 0 && rows.Errors.Count == 0)
        {
            rows.Errors.Add(new InputError(file, null, null, "has a header but no bars."));
        }

        return new PriceFile(new PriceHistory { Symbol = symbol, Bars = bars }, rows.CappedErrors());
    }

    /// <summary>The error for a file larger than <see cref="MaxBytes"/>.</summary>
    internal const string TooLarge = "is larger than 256 MB, which no daily series needs.";

    private const int TypicalRowBytes = 48;

    private static PriceFile Refused(string file, string symbol, string message, int? line = null) =>
        new(new PriceHistory { Symbol = symbol, Bars = [] }, [new InputError(file, line, null, message)]);
}
