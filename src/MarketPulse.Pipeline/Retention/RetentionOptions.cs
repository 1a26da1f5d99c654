namespace MarketPulse.Pipeline.Retention;

/// <summary>
/// For how many days each kind of data is kept; 0 keeps it forever. Scores, events and counts of articles are always kept.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>Longest period, in days.</summary>
    public const int MaxDays = 36_500;

    /// <summary>Full texts of articles that are not about trade conflict. Their title and first 500 characters remain.</summary>
    public int IrrelevantTextDays { get; set; } = 90;

    /// <summary>Full texts of all articles. Their title and first 500 characters remain.</summary>
    public int TextDays { get; set; }

    /// <summary>
    /// Title, text and addresses of articles that report no event. Their id and verdict remain, because the tension index counts them.
    /// </summary>
    public int QuietArticleDays { get; set; }

    /// <summary>Log entries that a later one has replaced. As-of reads reach back no further than this.</summary>
    public int LogDays { get; set; }

    /// <summary>Alerts.</summary>
    public int AlertDays { get; set; }

    /// <summary>Dead letters on storage queues.</summary>
    public int DeadLetterDays { get; set; }
}
