using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Pipeline.Ports;

/// <summary>An article as clustering reads it.</summary>
/// <param name="Facts">What decides which event it reports.</param>
/// <param name="EventId">Id of the event that its row names; null when it names none.</param>
public sealed record StoredReport(ArticleFacts Facts, string? EventId)
{
    /// <inheritdoc cref="StoredArticle.Unfinished"/>
    public IReadOnlyList<string> Unfinished { get; init; } = [];
}
