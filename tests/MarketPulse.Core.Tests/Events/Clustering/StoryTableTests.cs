using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class StoryTableTests
{
    [Theory]
    [InlineData("US imposes 25% tariffs on Chinese goods", "US-CN", "CN US", "", "CN-US|general")]
    [InlineData("China hits back at US", "CN-US", "CN US", "", "CN-US|general")]
    [InlineData("US imposes tariffs on steel", "", "US", "steel_aluminium metals", "US|metals")]
    [InlineData("Germany fears US car tariffs", "DE-US", "DE US", "autos", "EU-US|autos")]
    [InlineData("US hits EU, Canada, Mexico with tariffs", "US-EU US-CA US-MX", "CA EU MX US", "steel_aluminium", "US-world|metals")]
    [InlineData("China taxes soybeans, cars and planes", "CN-US", "CN US", "agriculture autos aerospace", "CN-US|general")]
    [InlineData("Mexico sees NAFTA deal soon", "", "MX", "autos", "CA-MX-US|usmca")]
    [InlineData("Canada arrests Huawei executive", "CA-US", "CA US huawei", "telecom", "CN-US|huawei")]
    [InlineData("France adopts digital tax on big firms", "FR-US", "FR US", "services", "EU-US|digital_tax")]
    [InlineData("China curbs exports of gallium", "CN-US", "CN US", "rare_earths", "CN-US|rare_earths")]
    [InlineData("G7 leaders discuss trade", "", "global", "", "none|general")]
    public void Story_is_the_parties_and_the_dispute(string headline, string pairs, string actors, string topics, string story) =>
        StoryTable.Shipped.StoryOf(Event(headline, pairs, actors, topics)).ShouldBe(story);

    [Theory]
    [InlineData("US reimposes sanctions on Iran", "US-IR", "IR US", "IR-US|sanctions_ir")]
    [InlineData("EU opposes US sanctions on Iran", "EU-US EU-IR", "EU IR US", "IR-US|sanctions_ir")]
    [InlineData("US extends deadline for Rusal sanctions", "", "US rusal", "US|sanctions_ru")]
    [InlineData("US sanctions officials of Zimbabwe", "US-ZW", "US ZW", "US-ZW|general")]
    public void Sanctions_are_told_apart_by_their_target(string headline, string pairs, string actors, string story) =>
        StoryTable.Shipped.StoryOf(Event(headline, pairs, actors, "") with { Measures = ["sanction"] }).ShouldBe(story);

    [Fact]
    public void Clustered_event_has_the_story_of_its_facts_and_a_tag_for_it()
    {
        TradeEvent only = EventClustering.Cluster([Reports.Article("US imposes tariffs on China", 0)]).Events.ShouldHaveSingleItem();

        only.Story.ShouldBe("CN-US|general");
        EventTag.FromEvent(only).Single(tag => tag.Kind == "story").Value.ShouldBe("CN-US|general");
    }

    [Theory]
    [InlineData("\"code\": \"usmca\"", "\"code\": \"USMCA\"", "USMCA")]
    [InlineData("\"words\": [\"brexit\"]", "\"parties\": \"EU-GB\"", "brexit")]
    [InlineData("\"sectors\"", "\"sektors\"", "sektors")]
    public void Invalid_file_is_refused_with_the_entry(string text, string replacement, string named)
    {
        using Stream stream = StoryTable.OpenShipped();
        string file = new StreamReader(stream).ReadToEnd();
        file.ShouldContain(text);
        byte[] invalid = Encoding.UTF8.GetBytes(file.Replace(text, replacement, StringComparison.Ordinal));

        Should.Throw<FormatException>(() => StoryTable.Load(new MemoryStream(invalid))).Message.ShouldContain(named);
    }

    private static TradeEvent Event(string headline, string pairs, string actors, string topics) => new()
    {
        EventId = "20250602T120000Z-00000001",
        EventTimeUtc = Reports.Monday,
        Headline = headline,
        Pairs = Split(pairs),
        Actors = Split(actors),
        Topics = Split(topics),
    };

    private static string[] Split(string codes) => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
