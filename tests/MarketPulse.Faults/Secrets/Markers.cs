using System.Globalization;
using System.Security.Cryptography;

namespace MarketPulse.Faults.Secrets;

/// <summary>Secrets that occur nowhere else, so that any text that contains one is a leak.</summary>
internal sealed class Markers
{
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _leaks = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _characters;
    private int _texts;

    /// <summary>Creates a secret.</summary>
    /// <param name="name">What it is, for the report.</param>
    public string Add(string name) => Add(name, "SECRET" + RandomNumberGenerator.GetHexString(26));

    /// <summary>Adds a secret of a particular form.</summary>
    public string Add(string name, string secret)
    {
        _secrets[name] = secret;
        return secret;
    }

    /// <summary>Searches a text for all secrets.</summary>
    /// <param name="place">Where the text was found.</param>
    /// <param name="text">The text.</param>
    public void Search(string place, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        lock (_gate)
        {
            _texts++;
            _characters += text.Length;
            foreach ((string name, string secret) in _secrets)
            {
                // Half a secret is a leak as well, and it may have been escaped.
                string half = secret[..(secret.Length / 2)];
                if (text.Contains(half, StringComparison.OrdinalIgnoreCase)
                    || text.Contains(Uri.EscapeDataString(half), StringComparison.OrdinalIgnoreCase))
                {
                    _leaks.Add($"{place} contains the {name}");
                }
            }
        }
    }

    /// <summary>Where secrets were found.</summary>
    public IReadOnlyList<string> Leaks
    {
        get
        {
            lock (_gate)
            {
                return [.. _leaks];
            }
        }
    }

    /// <summary>What was searched for, in how much text.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{_secrets.Count} secrets ({string.Join(", ", _secrets.Keys)}) searched for in {_texts} texts, {_characters / 1000} kB");
}
