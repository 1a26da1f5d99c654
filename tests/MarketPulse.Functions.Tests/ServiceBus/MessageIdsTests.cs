using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;

namespace MarketPulse.Functions.Tests.ServiceBus;

public sealed class MessageIdsTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 2, 12, 0, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("score:e:1:2025-06-02:0", "score:e:1:2025-06-02:0:try2")]
    [InlineData("score:e:1:2025-06-02:0:try1", "score:e:1:2025-06-02:0:try2")]
    [InlineData("article:a:replay20250601000000", "article:a:replay20250601000000:try2")]
    [InlineData("article:a:replay20250601000000:try1", "article:a:replay20250601000000:try2")]
    [InlineData("", "message:7:try2")]
    [InlineData(null, "message:7:try2")]
    public void Retry_replaces_an_earlier_suffix(string? id, string expected) => MessageIds.Retry(Message(id), 2).ShouldBe(expected);

    [Theory]
    [InlineData("article:a", "article:a:replay20250602120005")]
    [InlineData("article:a:try5", "article:a:replay20250602120005")]
    [InlineData("article:a:replay20250601000000:try5", "article:a:replay20250602120005")]
    [InlineData(null, "message:7:replay20250602120005")]
    public void Replay_resets_the_count(string? id, string expected) => MessageIds.Replay(Message(id), Now).ShouldBe(expected);

    [Fact]
    public void Ids_never_exceed_the_limit()
    {
        ServiceBusReceivedMessage longest = Message(new string('x', 128));
        MessageIds.Retry(longest, 5).Length.ShouldBe(128);
        MessageIds.Replay(longest, Now).Length.ShouldBe(128);
        MessageIds.Replay(longest, Now).ShouldEndWith(MessageIds.ReplaySuffix(Now));
    }

    private static ServiceBusReceivedMessage Message(string? id) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(messageId: id, sequenceNumber: 7);
}
