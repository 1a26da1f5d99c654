using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

public class RuleTests
{
    private static readonly TradeDetector Detector = new();

    public static TheoryData<string> Rules => [.. Lexicon.Shipped().File.Rules.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_does_to_its_example_what_it_says(string name)
    {
        RuleFile rule = Detector.Lexicon.File.Rules.Single(rule => rule.Name == name);

        ArticleVerdict verdict = Read(rule.Example.Title);

        Found(rule.Example.Title).ShouldContain(name);
        (verdict.IsEvent ? Codes<Stance>.Of(verdict.Stance) : null).ShouldBe(rule.Example.Stance);
    }

    [Fact]
    public void Rule_is_shown_among_the_phrases_with_the_words_that_it_matched()
    {
        DecidingPhrase phrase = Read("Ottawa hauls Washington to the WTO over lumber").Phrases.Single(phrase => phrase.Kind == "rule");

        (phrase.Code, phrase.Text).ShouldBe(("takes_to_wto", "hauls Washington to the WTO"));
    }

    [Fact]
    public void Rate_on_a_country_is_a_tariff_whether_or_not_the_word_falls()
    {
        ArticleVerdict verdict = Read("Washington sets 30% on Malaysia");

        verdict.Measures.ShouldBe(["tariff"]);
        verdict.Phrases.ShouldContain(phrase => phrase.Code == "tariff" && phrase.Text == "30");
    }

    // Every repetition could start a match that has to be given up much later.
    [Theory]
    [InlineData("court ")]
    [InlineData("hit with 5% on ")]
    [InlineData("Trump sets Trump sets 5 ")]
    [InlineData("deny plan to pause, ")]
    public void Text_that_almost_matches_everywhere_is_read_to_its_end(string piece)
    {
        string title = string.Concat(Enumerable.Repeat(piece, 20_000));

        Read(title).LexiconVersion.ShouldNotBeEmpty();
    }

    private static List<string> Found(string title)
    {
        var found = new List<string>();
        var scanner = new SentenceScanner(Detector.Lexicon.Phrases);
        var sentence = new SentenceReading(scanner, Detector.Lexicon.Phrases, Detector.Lexicon.Rules);
        scanner.Start(title);
        while (scanner.Next())
        {
            sentence.Read(withRules: true);
            foreach (RuleMatch match in sentence.Rules.ToArray())
            {
                found.Add(match.Rule.Name);
            }
        }

        return found;
    }

    private static ArticleVerdict Read(string title) => Detector.Detect(new Article
    {
        Id = "0",
        Feed = "file",
        Title = title,
        Published = new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero),
    });
}
