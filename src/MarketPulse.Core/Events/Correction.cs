using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events;

/// <summary>
/// An analyst's correction of an event. It refers to reports and not to the event, because the id of an event changes when an earlier
/// report arrives: it holds for whichever event these reports belong to.
/// </summary>
/// <remarks>
/// Rows are only added. Revoking a correction sets <see cref="RevokedUtc"/>, <see cref="RevokedBy"/> and <see cref="RevokedReason"/>; the
/// rest never changes.
/// </remarks>
[Table("corrections")]
public sealed record Correction : TableRow
{
    /// <summary>Maximum length of <see cref="Reason"/> and <see cref="RevokedReason"/>, in UTF-16 units.</summary>
    public const int MaxReason = 1000;

    /// <summary>Maximum length of <see cref="MadeBy"/> and <see cref="RevokedBy"/>, in UTF-16 units.</summary>
    public const int MaxName = 256;

    /// <summary>
    /// The longest time between the first reports of two events that are merged, and between the first report of an event and its corrected
    /// time. It limits what must be read when articles around a correction change.
    /// </summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public override string PartitionKey => RowKeys.Partition(PublishedUtc);

    /// <inheritdoc/>
    public override string RowKey => CorrectionId;

    /// <summary>Time of the report (<c>yyyyMMddTHHmmssZ</c>), the kind, and 8 hex digits, separated by dashes.</summary>
    [Column("correctionid", Example = "20250602T120000Z-stance-5b7d2468")]
    public required string CorrectionId { get; init; }

    /// <summary>What is corrected.</summary>
    [Column("kind", Example = "stance")]
    public required CorrectionKind Kind { get; init; }

    /// <summary>The event as it was named when the correction was made. Its id may have changed since.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public string EventId { get; init; } = "";

    /// <summary>
    /// Id of the report that the correction refers to: the one that is split off, the first one of the earlier event that is merged, and
    /// otherwise the first one of the event.
    /// </summary>
    [Column("articleid", Example = "1f0c9a3e5b7d2468")]
    public required string ArticleId { get; init; }

    /// <summary>When that report was published.</summary>
    [Column("publishedutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset PublishedUtc { get; init; }

    /// <summary>Id of the first report of the later event that is merged; null for other kinds.</summary>
    [Column("otherarticleid")]
    public string? OtherArticleId { get; init; }

    /// <summary>When the report of <see cref="OtherArticleId"/> was published.</summary>
    [Column("otherpublishedutc", Unit = "utc")]
    public DateTimeOffset? OtherPublishedUtc { get; init; }

    /// <summary>The corrected stance; null for other kinds.</summary>
    [Column("stance", Example = "deescalation")]
    public Stance? Stance { get; init; }

    /// <summary>The corrected time of the event; null for other kinds.</summary>
    [Column("timeutc", Unit = "utc")]
    public DateTimeOffset? TimeUtc { get; init; }

    /// <summary>Whether <see cref="TimeUtc"/> is exact or only the day is known; null for other kinds.</summary>
    [Column("timeresolution")]
    public TimeResolution? TimeResolution { get; init; }

    /// <summary>Who made the correction.</summary>
    [Column("madeby", Example = "analyst")]
    public required string MadeBy { get; init; }

    /// <summary>When it was made.</summary>
    [Column("madeutc", Unit = "utc", Example = "2025-06-03T08:15:00Z")]
    public required DateTimeOffset MadeUtc { get; init; }

    /// <summary>Why it was made.</summary>
    [Column("reason", Example = "The headline is about the tariffs that are lifted.")]
    public required string Reason { get; init; }

    /// <summary>When it was revoked; null while it holds.</summary>
    [Column("revokedutc", Unit = "utc")]
    public DateTimeOffset? RevokedUtc { get; init; }

    /// <summary>Who revoked it; null while it holds.</summary>
    [Column("revokedby")]
    public string? RevokedBy { get; init; }

    /// <summary>Why it was revoked; null while it holds.</summary>
    [Column("revokedreason")]
    public string? RevokedReason { get; init; }

    /// <summary>
    /// Whether it has what its kind needs, and neither its reports nor the corrected time are further apart than <see cref="Reach"/>. A
    /// correction that does not has no effect.
    /// </summary>
    public bool IsInReach => Kind switch
    {
        CorrectionKind.Stance => Stance is not null,
        CorrectionKind.Merge => OtherArticleId is not null && OtherPublishedUtc is { } other && (other - PublishedUtc).Duration() <= Reach,
        CorrectionKind.Time => TimeUtc is { } time && TimeResolution is not null && (time - PublishedUtc).Duration() <= Reach,
        _ => true,
    };

    /// <summary>
    /// The id of a correction: the same for the same content and repetition, so that a correction that is made twice at once is stored
    /// once.
    /// </summary>
    /// <param name="content">The correction, whose own id is not considered.</param>
    /// <param name="repetition">How many corrections with the same content were made before and revoked or replaced.</param>
    public static string CreateId(Correction content, int repetition)
    {
        ArgumentNullException.ThrowIfNull(content);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{content.Kind}|{content.ArticleId}|{content.OtherArticleId}|{content.Stance}|{content.TimeUtc:O}|{content.TimeResolution}|"
                + $"{repetition}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
        return $"{RowKeys.Stamp(content.PublishedUtc)}Z{Middle(content.Kind)}{hash}";
    }

    /// <summary>Whether an id is that of a correction of a kind.</summary>
    /// <param name="correctionId">The id, as <see cref="CreateId"/> makes it.</param>
    /// <param name="kind">The kind.</param>
    public static bool IsIdOf(string correctionId, CorrectionKind kind)
    {
        ArgumentNullException.ThrowIfNull(correctionId);
        return correctionId.Contains(Middle(kind), StringComparison.Ordinal);
    }

    /// <summary>Whether another correction says the same, whoever made it and whether or not it was revoked.</summary>
    public bool SaysTheSame(Correction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsAbout(other) && Stance == other.Stance && TimeUtc == other.TimeUtc && TimeResolution == other.TimeResolution;
    }

    /// <summary>Whether another correction is of the same kind and refers to the same reports, so that the later one replaces it.</summary>
    public bool IsAbout(Correction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Kind == other.Kind && ArticleId == other.ArticleId && OtherArticleId == other.OtherArticleId;
    }

    private static string Middle(CorrectionKind kind) => $"-{Codes<CorrectionKind>.Of(kind)}-";

    /// <summary>Orders corrections by when they were made, then by id. Of two that contradict each other, the later one holds.</summary>
    internal static int CompareMade(Correction one, Correction other)
    {
        int order = one.MadeUtc.CompareTo(other.MadeUtc);
        return order != 0 ? order : string.CompareOrdinal(one.CorrectionId, other.CorrectionId);
    }
}

/// <summary>What a correction corrects.</summary>
public enum CorrectionKind
{
    /// <summary>The direction of the event.</summary>
    Stance,

    /// <summary>Two events are one.</summary>
    Merge,

    /// <summary>A report belongs to an event of its own.</summary>
    Split,

    /// <summary>When the event happened.</summary>
    Time,

    /// <summary>There is no such event.</summary>
    Void,
}
