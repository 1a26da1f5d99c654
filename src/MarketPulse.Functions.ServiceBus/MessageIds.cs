using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Creates ids for copies of messages. Duplicate detection silently drops a message whose id it has seen within its window, even if the
/// first message has been consumed, so every copy needs a new id. For a message without an id, the new id contains its sequence number.
/// </summary>
internal static partial class MessageIds
{
    /// <summary>Maximum length that Service Bus allows.</summary>
    public const int MaxLength = 128;

    /// <summary>The id of the n-th retry: <c>:try{n}</c> replaces the suffix of an earlier retry.</summary>
    public static string Retry(ServiceBusReceivedMessage message, int attempt) =>
        Append(TrySuffix().Replace(IdOf(message), ""), string.Create(CultureInfo.InvariantCulture, $":try{attempt}"));

    /// <summary>The id of a replay: <c>:replay{yyyyMMddHHmmss}</c> replaces the suffixes of earlier retries and replays.</summary>
    public static string Replay(ServiceBusReceivedMessage message, DateTimeOffset now) =>
        Append(CopySuffixes().Replace(IdOf(message), ""), ReplaySuffix(now));

    /// <summary>The suffix of all ids created by a replay that started at <paramref name="now"/>.</summary>
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
