using MarketPulse.Core.Impact;

namespace MarketPulse.Storage.Scores;

/// <summary>Which facts a score was computed from: the event's revision, the symbol's last bar and the revision of its prices. Each only grows.</summary>
internal readonly record struct ScoreVersion(int Revision, DateOnly? BarsThrough, int PriceRevision)
{
    public static ScoreVersion Of(ImpactScore score) => new(score.Revision, score.BarsThrough, score.PriceRevision);

    public static ScoreVersion Of(AbnormalReturn path) => new(path.Revision, path.BarsThrough, path.PriceRevision);

    /// <summary>Where this version stands next to <paramref name="other"/>.</summary>
    public Freshness Against(ScoreVersion other)
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

    public override string ToString() => FormattableString.Invariant($"event revision {Revision}, bars through {BarsThrough:yyyy-MM-dd}, price revision {PriceRevision}");
}

/// <summary>How two versions of a row stand to each other.</summary>
internal enum Freshness
{
    /// <summary>Computed from the same facts.</summary>
    Same,

    /// <summary>No fact older, one or more newer.</summary>
    Fresher,

    /// <summary>No fact newer, one or more older.</summary>
    Staler,

    /// <summary>One fact newer and another older.</summary>
    Crossed,
}
