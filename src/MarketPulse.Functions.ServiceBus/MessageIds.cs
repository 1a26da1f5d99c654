using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Ids of messages sent again. Duplicate detection silently drops an id seen within its window, even when the first copy is long consumed:
/// every copy therefore needs an id of its own. Copies of a message that has no id are named after its place in the queue.
/// </summary>
internal static partial class MessageIds
{
    /// <summary>What Service Bus allows.</summary>
    public const int MaxLength = 128;

    /// <summary>The id of the n-th retry: <c>:try{n}</c> takes the place of an earlier one.</summary>
    public static string Retry(ServiceBusReceivedMessage message, int attempt) =>
        Append(TrySuffix().Replace(IdOf(message), ""), string.Create(CultureInfo.InvariantCulture, $":try{attempt}"));

    /// <summary>The id of a replay: <c>:replay{yyyyMMddHHmmss}</c> takes the place of earlier retries and replays.</summary>
    public static string Replay(ServiceBusReceivedMessage message, DateTimeOffset now) =>
        Append(CopySuffixes().Replace(IdOf(message), ""), ReplaySuffix(now));

    /// <summary>The end of every id that a replay begun at <paramref name="now"/> gives.</summary>
    public static string ReplaySuffix(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $":replay{now.UtcDateTime:yyyyMMddHHmmss}");

    private static string IdOf(ServiceBusReceivedMessage message) =>
        message.MessageId is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"message:{message.SequenceNumber}");

    private static string Append(string id, string suffix) => id[..Math.Min(id.Length, MaxLength - suffix.Length)] + suffix;

    [GeneratedRegex(@":try\d+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TrySuffix();

    [GeneratedRegex(
        @"(:try\d+|:replay\d{14})+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CopySuffixes();
}
