using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class TitleReadingTests
{
    [Theory]
    [InlineData("China vows to retaliate against US tariffs", "CN")]
    [InlineData("Trump's steel tariffs threaten growth, warns Angela Merkel", "DE")]
    [InlineData("Trump tariffs: China retaliates with levies on US products", "CN")]
    [InlineData("U.S. steel tariffs are unfair: EU trade chief", "EU")]
    [InlineData("Huawei sues over curbs on its equipment", "@huawei")]
    [InlineData("Shares fall on fears of a slowdown", null)]
    public void Actor_is_who_speaks_or_else_the_first_name_that_is_no_attribute(string title, string? actor) =>
        Read(title).Actor.ShouldBe(actor);

    [Theory]
    [InlineData("NAFTA talks near an end: Mexico's Guajardo", "guajardo")]
    [InlineData("Lighthizer says talks with China are on track", "lighthizer")]
    [InlineData("EU has to defend itself, says Weber", "weber")]
    [InlineData("Trump adviser says tariffs will work", "")]
    [InlineData("US plans tariffs on cars: Bloomberg", "")]
    public void Speakers_are_named_persons_and_no_advisers_or_media(string title, string speakers) =>
        string.Join(' ', Read(title).Speakers).ShouldBe(speakers);

    [Fact]
    public void Synonyms_inflections_and_names_are_the_same_words()
    {
        TitleReading one = Read("Washington slaps new duties on Chinese aluminium");
        TitleReading other = Read("U.S. to impose tariffs on China's aluminum");

        other.Words.ShouldBe(one.Words);
        TitleReading.Cosine(one, other).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Rare_words_weigh_more_than_common_ones()
    {
        TitleReading title = Read("China puts tariffs on bananas");

        Weight("banana").ShouldBeGreaterThan(2 * Weight("tariff"));

        double Weight(string word) => title.Weights[Array.IndexOf(title.Words, word)];
    }

    [Theory]
    [InlineData("us")]
    [InlineData("tell us: who pays")]
    public void Pronoun_is_no_country(string title) => Read(title).Countries.ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("': - %%% …")]
    [InlineData("\ud800\udc00\ud800")]
    [InlineData("says")]
    [InlineData("U.")]
    public void Odd_headlines_have_no_actor(string title) => Read(title).Actor.ShouldBeNull();

    [Fact]
    public void Endless_headline_is_read_up_to_its_thousandth_character() =>
        Read(string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"w{i}"))).Words.Length.ShouldBeLessThan(500);

    private static TitleReading Read(string title) => TitleReading.Read(title, ClusteringRules.Shipped);
}
