using MarketPulse.Core.Events.Linking;

namespace MarketPulse.Core.Tests.Events.Linking;

public class EventLinksTests
{
    [Theory]
    [InlineData("rare_earths", "CN US", "rare_earths cn", LinkKind.Direct, "topic rare_earths, country cn")]
    [InlineData("", "CN US", "cn", LinkKind.Direct, "country cn")]
    [InlineData("semiconductors", "CN US", "cn", LinkKind.Direct, "country cn")]
    [InlineData("semiconductors", "CN US huawei", "huawei", LinkKind.Direct, "actor huawei")]
    [InlineData("agriculture", "CN US", "semiconductors cn", LinkKind.Market, "country cn, other topics")]
    [InlineData("agriculture", "CN US", "us", LinkKind.Market, "country us")]
    [InlineData("agriculture", "CN US", "", LinkKind.Market, "broad instrument")]
    [InlineData("autos", "GLOBAL US", "jp", LinkKind.Market, "aimed at all countries")]
    [InlineData("agriculture", "CN US", "semiconductors us", LinkKind.None, "no tag in common")]
    [InlineData("agriculture", "CN US", "eu de", LinkKind.None, "no tag in common")]
    [InlineData("", "", "eu", LinkKind.None, "no tag in common")]
    public void Tags_decide_the_link_and_give_its_reason(string topics, string actors, string tags, LinkKind kind, string reason) =>
        EventLinks.Between(Codes(topics), Codes(actors), Codes(tags)).ShouldBe(new EventLink(kind, reason));

    [Fact]
    public void Link_is_written_as_a_code() => new EventLink(LinkKind.Direct, "").Code.ShouldBe("direct");

    private static string[] Codes(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
