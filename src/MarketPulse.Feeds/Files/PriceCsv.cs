using System.Buffers;
using System.Text;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// Reads one symbol's daily bars from CSV. The header decides: <c>Date</c> or <c>Timestamp</c> and <c>Close</c> are needed; <c>Open</c>,
/// <c>High</c>, <c>Low</c>, <c>Adj Close</c>, <c>Volume</c>, <c>Dividend</c> and <c>Split</c> are taken where they are, in any order and case;
/// exports of Yahoo, Stooq and spreadsheets load as they are. A row that cannot be read is left out with a message, the rest is kept.
/// </summary>
/// <remarks>UTF-8 is parsed by hand because Sylvan.Data.Csv gets through 130 MB/s per core where this gets through 320 (the goal is 200).</remarks>
public sealed class PriceCsv
{
    /// <summary>Larger files are refused: a daily series of a century has 2 MB.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Messages kept per file; one more tells how many there were.</summary>
    public const int MaxErrors = 100;

    private readonly TimeProvider _clock;

    /// <summary>Creates the reader.</summary>
    /// <param name="clock">Tells which dates lie in the future.</param>
    public PriceCsv(TimeProvider clock) => _clock = clock ?? throw new ArgumentNullException(nameof(clock));

    /// <summary>The symbol that a price file is about: its name without the extension.</summary>
    public static string SymbolOf(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>Reads a file. A file that cannot be opened is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="symbol">The symbol; the file's name when null.</param>
    /// <param name="change">Whether prices must be positive.</param>
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
                return Refused(path, symbol, "has over 256 MB, which no daily series needs.");
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
    /// <param name="utf8">The content.</param>
    /// <param name="file">What messages call the file.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="change">Whether prices must be positive.</param>
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

        // It is tomorrow already on the other side of the date line.
        DateOnly last = DateOnly.FromDateTime(_clock.GetUtcNow().AddHours(14).UtcDateTime);
        var rows = new PriceCsvRows(columns, file, change, last, expected: utf8.Length / 48);
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

    private static PriceFile Refused(string file, string symbol, string message, int? line = null) =>
        new(new PriceHistory { Symbol = symbol, Bars = [] }, [new InputError(file, line, null, message)]);
}
