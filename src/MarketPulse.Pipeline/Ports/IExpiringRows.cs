namespace MarketPulse.Pipeline.Ports;

/// <summary>Removes old log entries and alerts, and the texts of forgotten articles from rows of events.</summary>
public interface IExpiringRows
{
    /// <summary>
    /// Removes the entries of the logs that were replaced by a later entry before the given time, from events of the given days. The logs
    /// then start at that time.
    /// </summary>
    /// <param name="after">The last event day of the period before; null for all days.</param>
    /// <param name="through">The last event day, inclusive.</param>
    /// <param name="before">Only entries that were no longer the latest at this time.</param>
    /// <param name="apply">Whether to delete; otherwise the entries are only counted.</param>
    /// <param name="cancellationToken">Stops between requests; the next call does the rest.</param>
    /// <returns>Number of entries.</returns>
    Task<int> ExpireLogsAsync(
        DateOnly? after, DateOnly through, DateTimeOffset before, bool apply, CancellationToken cancellationToken);

    /// <summary>Removes the alerts that were raised before the given time. The table holds few rows, and all are looked at.</summary>
    /// <param name="before">Only alerts raised before this time.</param>
    /// <param name="apply">Whether to delete; otherwise the alerts are only counted.</param>
    /// <param name="cancellationToken">Stops between requests; the next call does the rest.</param>
    /// <returns>Number of alerts.</returns>
    Task<int> ExpireAlertsAsync(DateTimeOffset before, bool apply, CancellationToken cancellationToken);

    /// <summary>
    /// Blanks headline and link of events, of their log entries and dates ahead, and of analogues that show them, where they are those of a
    /// forgotten article; and the reasons of corrections around these events that quote its title.
    /// </summary>
    /// <param name="eventIds">The events that the article was part of.</param>
    /// <param name="titles">The forms in which its title was stored.</param>
    /// <param name="url">Its address; null when it had none.</param>
    /// <param name="cancellationToken">Stops between requests; the next call does the rest.</param>
    /// <returns>Number of rows blanked.</returns>
    Task<int> BlankTextsAsync(
        IReadOnlyCollection<string> eventIds, IReadOnlyCollection<string> titles, string? url, CancellationToken cancellationToken);
}
