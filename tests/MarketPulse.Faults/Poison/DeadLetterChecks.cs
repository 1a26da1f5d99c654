using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Faults.Poison;

/// <summary>Checks that exactly the messages which cannot be handled were dead-lettered, at once and with a reason.</summary>
internal static class DeadLetterChecks
{
    /// <summary>
    /// One sentence for each message that is missing, unexpected, duplicated, or was dead-lettered only after many deliveries.
    /// </summary>
    public static IEnumerable<string> FindFaults(IReadOnlyList<DeadLetter> dead, IReadOnlyList<string> sent) =>
    [
        .. sent.Except(dead.Select(letter => letter.Body), StringComparer.Ordinal)
            .Select(body => $"not dead-lettered with its body: {Start(body)}"),
        .. dead.Select(letter => letter.Body).Except(sent, StringComparer.Ordinal)
            .Select(body => $"dead-lettered without cause: {Start(body)}"),
        .. dead.Where(letter => letter.Reason is "" or "too_many_deliveries" || letter.Description.Length == 0)
            .Select(letter => $"dead-lettered as '{letter.Reason}' ({letter.Description}): {Start(letter.Body)}"),
        .. dead.GroupBy(letter => letter.Body, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"dead-lettered twice: {Start(group.Key)}"),
    ];

    private static string Start(string body) => body.Length > 80 ? body[..80] : body;
}
