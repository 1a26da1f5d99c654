using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Faults.Poison;

/// <summary>Whether the dead letters are what was sent, each with a reason that is no mere "failed often".</summary>
internal static class DeadLetterChecks
{
    public static IEnumerable<string> Wrong(IReadOnlyList<DeadLetter> dead, IReadOnlyList<string> sent) =>
    [
        .. sent.Except(dead.Select(letter => letter.Body), StringComparer.Ordinal).Select(body => $"not dead-lettered with its body: {Start(body)}"),
        .. dead.Select(letter => letter.Body).Except(sent, StringComparer.Ordinal).Select(body => $"dead-lettered without cause: {Start(body)}"),
        .. dead.Where(letter => letter.Reason is "" or "too_many_deliveries" || letter.Description.Length == 0)
            .Select(letter => $"dead-lettered as '{letter.Reason}' ({letter.Description}): {Start(letter.Body)}"),
        .. dead.GroupBy(letter => letter.Body, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"dead-lettered twice: {Start(group.Key)}"),
    ];

    private static string Start(string body) => body.Length > 80 ? body[..80] : body;
}
