namespace MarketPulse.Pipeline.Ports;

/// <summary>Which event an article reports, as a clustering run determined it.</summary>
/// <param name="ArticleId">The article.</param>
/// <param name="Day">UTC date of its publication.</param>
/// <param name="Before">The event that its row named when the run read it; null for none.</param>
/// <param name="EventId">The event that it reports; null for none.</param>
public sealed record EventAttribution(string ArticleId, DateOnly Day, string? Before, string? EventId)
{
    /// <summary>
    /// Ids of the events that the run changes because of this article and has to have scored, or whose scores it has to delete. A run that
    /// stops before it has done so is completed from them. Null to keep what is stored.
    /// </summary>
    public IReadOnlyList<string>? Unfinished { get; init; }
}
