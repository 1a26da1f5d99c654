using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// What one instrument contributes to the profiles: everything that was measured from its own scores and prices, before instruments are
/// compared.
/// </summary>
public sealed record ProfilePart
{
    /// <summary>Symbol of the instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>Fingerprint of what the watchlist and the settings say about the instrument.</summary>
    public required string Definition { get; init; }

    /// <summary>Fingerprint of all that the part was measured from. Parts with the same fingerprint hold the same profiles.</summary>
    public required string Inputs { get; init; }

    /// <summary>Id of the run for which the instrument was last looked at.</summary>
    public required string Run { get; init; }

    /// <summary>The profiles, without q values and shrinkage; null when they are to stay as they are stored.</summary>
    public IReadOnlyList<SensitivityProfile>? Profiles { get; init; }

    /// <summary>The calibration of the instrument's scores, by window; null when <see cref="Profiles"/> is.</summary>
    public IReadOnlyList<Calibration>? Calibrations { get; init; }

    /// <summary>
    /// What the instrument contributes to the findings; null when <see cref="Profiles"/> is, or if it has no prices or no benchmark.
    /// </summary>
    public ReactionMember? Reactions { get; init; }

    /// <summary>
    /// Stored scores of the instrument that name other releases than the calendar has in their window, with those that they should name.
    /// They are not stored with the part.
    /// </summary>
    public IReadOnlyList<ImpactScore> Renamed { get; init; } = [];

    /// <summary>The stored row that this one was read from; null when it is new.</summary>
    public string? Version { get; init; }

    /// <summary>A fingerprint of several parts; empty without any.</summary>
    public static string Fingerprint(IEnumerable<ProfilePart> parts)
    {
        string text = string.Join('\n', parts
            .OrderBy(part => part.Symbol, StringComparer.Ordinal)
            .Select(part => $"{part.Symbol} {part.Definition} {part.Inputs}"));
        return text.Length == 0 ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
