using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Scores;

/// <summary>The facts from which a score was computed. Each of them only increases.</summary>
/// <param name="Revision">Revision of the event.</param>
/// <param name="BarsThrough">Date of the symbol's last bar.</param>
/// <param name="PriceRevision">Revision of the symbol's prices.</param>
internal readonly record struct ScoreVersion(int Revision, DateOnly? BarsThrough, int PriceRevision)
{
    /// <summary>The version of a score.</summary>
    public static ScoreVersion From(ImpactScore score) => new(score.Revision, score.BarsThrough, score.PriceRevision);

    /// <summary>The version of a day of a path.</summary>
    public static ScoreVersion From(AbnormalReturn path) => new(path.Revision, path.BarsThrough, path.PriceRevision);

    /// <summary>The exception for a row whose stored version is neither older nor newer than its own.</summary>
    public static StaleRunException Crossed(string rowKey, ScoreVersion scored, ScoreVersion stored) =>
        new($"Row '{rowKey}' was scored from {scored}, but the stored row from {stored}. Score the event again.");

    /// <summary>Compares this version with another.</summary>
    public Freshness CompareWith(ScoreVersion other)
    {
        int bars = Nullable.Compare(BarsThrough, other.BarsThrough);
        int most = Math.Max(Math.Max(Revision.CompareTo(other.Revision), bars), PriceRevision.CompareTo(other.PriceRevision));
        int least = Math.Min(Math.Min(Revision.CompareTo(other.Revision), bars), PriceRevision.CompareTo(other.PriceRevision));
        return (least, most) switch
        {
            (0, 0) => Freshness.Same,
            ( >= 0, _) => Freshness.Fresher,
            (_, <= 0) => Freshness.Staler,
            _ => Freshness.Crossed,
        };
    }

    public override string ToString() => FormattableString.Invariant(
        $"event revision {Revision}, bars through {BarsThrough:yyyy-MM-dd}, price revision {PriceRevision}");
}

/// <summary>How one version of a row compares with another.</summary>
internal enum Freshness
{
    /// <summary>Computed from the same facts.</summary>
    Same,

    /// <summary>At least one fact is newer and none is older.</summary>
    Fresher,

    /// <summary>At least one fact is older and none is newer.</summary>
    Staler,

    /// <summary>Some facts are newer and others older.</summary>
    Crossed,
}
