using System.Globalization;
using System.Security.Cryptography;

namespace MarketPulse.Faults.Secrets;

/// <summary>Secrets that occur nowhere but where they were given, so that each place they turn up in is a leak.</summary>
internal sealed class Markers
{
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _leaks = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _characters;
    private int _texts;

    /// <summary>A new secret.</summary>
    /// <param name="name">What it is, for the table.</param>
    public string Add(string name) => Add(name, "SECRET" + RandomNumberGenerator.GetHexString(26));

    /// <summary>A secret of a form of its own.</summary>
    public string Add(string name, string secret)
    {
        _secrets[name] = secret;
        return secret;
    }

    /// <summary>Looks for every secret in a text.</summary>
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
                // Half of it is as bad, and it may have been escaped.
                string half = secret[..(secret.Length / 2)];
                if (text.Contains(half, StringComparison.OrdinalIgnoreCase) || text.Contains(Uri.EscapeDataString(half), StringComparison.OrdinalIgnoreCase))
                {
                    _leaks.Add($"{place} holds the {name}");
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

    /// <summary>How much was searched, for what.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture, $"{_secrets.Count} secrets ({string.Join(", ", _secrets.Keys)}) searched for in {_texts} texts, {_characters / 1000} kB");
}
