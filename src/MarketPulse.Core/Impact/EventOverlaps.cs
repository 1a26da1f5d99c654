using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Core.Impact;

/// <summary>How many other live events fall into the windows of an event, by instrument and window.</summary>
public sealed class EventOverlaps
{
    private const int KeyDigits = 16;

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private string? _key;

    /// <summary>Creates the overlaps of an event.</summary>
    /// <param name="counts">Number of other events by symbol and key of the window; what is not listed has none.</param>
    public EventOverlaps(IEnumerable<(string Symbol, string WindowKey, int Count)> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        foreach ((string symbol, string windowKey, int count) in counts.Where(one => one.Count > 0))
        {
            _counts.Add(Name(symbol, windowKey), count);
        }
    }

    /// <summary>
    /// Fingerprint of all counts: 16 hexadecimal digits, equal exactly when the counts are. Windows without overlaps do not enter it.
    /// </summary>
    public string Key => _key ??= ComputeKey();

    /// <summary>Number of other events whose day 0 is inside the window.</summary>
    /// <param name="symbol">The instrument.</param>
    /// <param name="windowKey">Key of the event window.</param>
    public int Count(string symbol, string windowKey) => _counts.GetValueOrDefault(Name(symbol, windowKey));

    private static string Name(string symbol, string windowKey) => $"{symbol}|{windowKey}";

    private string ComputeKey()
    {
        var text = new StringBuilder();
        foreach ((string name, int count) in _counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}={count}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..KeyDigits];
    }
}
