using System.Globalization;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Row keys of a log: the time from which an entry is known, then a number and the writer. Two entries of the same moment get different
/// keys, and those of one process keep their order.
/// </summary>
internal sealed class LogKeys
{
    private readonly string _writer = Guid.NewGuid().ToString("N")[..8];
    private long _appended;

    /// <summary>How the keys of the entries of a moment begin.</summary>
    public static string At(DateTimeOffset known) =>
        known.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The key of the next entry.</summary>
    public string Next(DateTimeOffset known) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(known)}|{Interlocked.Increment(ref _appended):D10}{_writer}");
}
