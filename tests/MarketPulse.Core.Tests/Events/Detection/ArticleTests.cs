using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

public sealed class ArticleTests
{
    private static readonly TradeDetector Detector = new();

    [Fact]
    public void Article_with_accusations_from_both_sides_and_a_hoped_for_call_is_mixed()
    {
        ArticleVerdict verdict = Read("", File.ReadAllText(Directory.GetFiles(SharedData.Path("seed"))[0]));

        verdict.IsEvent.ShouldBeTrue();
        verdict.Stance.ShouldBe(Stance.Mixed);
        verdict.Pairs.ShouldBe(["US-CN"]);
        verdict.Certainty.ShouldBe(Certainty.Considered);
        verdict.Measures.ShouldBeSubsetOf(["deal", "delay", "export_control", "talks", "tariff", "truce", "visa"]);
        new[] { "export_control", "talks", "tariff", "truce", "visa" }.ShouldBeSubsetOf(verdict.Measures);
        new[] { "aerospace", "rare_earths", "semiconductors", "students", "telecom" }.ShouldBeSubsetOf(verdict.Topics);
    }

    [Theory]
    [InlineData("Stocks close higher.")]
    [InlineData("The weather in Geneva was mild.")]
    [InlineData("A museum opens its new wing in spring.")]
    public void Unrelated_sentence_at_the_end_never_turns_the_stance(string sentence)
    {
        const string Title = "China hits back with 34% tariff on all US goods";
        const string Body = "Beijing imposed the duties on Friday and added export controls on rare earths.";

        Read(Title, $"{Body} {sentence}").Stance.ShouldBe(Read(Title, Body).Stance);
    }

    [Theory]
    [InlineData("CHINA HITS BACK WITH 34% TARIFF ON ALL U.S. GOODS")]
    [InlineData("china hits back with 34% tariff on all us goods.")]
    [InlineData("\u201CChina\u201D hits back with 34% tariff on all US goods")]
    [InlineData("\uFF23hina hits back with 34% \uFF34ariff on all US goods")]
    public void Case_quotes_and_unicode_forms_do_not_matter(string title)
    {
        ArticleVerdict verdict = Read(title, "");

        verdict.IsEvent.ShouldBeTrue();
        verdict.Stance.ShouldBe(Stance.Escalation);
        verdict.Actors.ShouldBe(["CN", "US"]);
        verdict.Quantities.Single().ShouldBe(new Quantity(34, "percent", "34%"));
    }

    [Fact]
    public void Effective_date_stands_beside_the_announcement()
    {
        ArticleVerdict verdict = Read("US announces 25% tariff on cars", "The duty takes effect on July 9.");

        verdict.EffectiveDate.ShouldBe(new DateOnly(2025, 7, 9));
        verdict.Certainty.ShouldBe(Certainty.Announced);
    }

    [Fact]
    public void Amounts_carry_their_scale_and_currency()
    {
        Read("US hits $300 billion of Chinese goods with 10 percent tariff", "").Quantities
            .ShouldBe([new Quantity(3e11, "USD", "300 billion"), new Quantity(10, "percent", "10 percent")]);
    }

    [Theory]
    [InlineData("Die Vereinigten Staaten verh\u00E4ngen neue Z\u00F6lle auf Stahl aus Europa und Kanada ab Juli")]
    [InlineData("\u4E2D\u56FD\u5BF9\u7F8E\u56FD\u5546\u54C1\u52A0\u5F81\u5173\u7A0E")]
    public void Other_languages_are_flagged_not_guessed(string title)
    {
        ArticleVerdict verdict = Read(title, "");

        verdict.IsEvent.ShouldBeFalse();
        verdict.Language.ShouldBe("other");
    }

    [Fact]
    public void Markup_left_in_the_text_makes_no_difference()
    {
        const string Title = "China hits back with 34% tariff on all US goods";
        const string Body = "Beijing imposed the duties on Friday and added export controls on rare earths.";

        ArticleVerdict marked = Read(
            "<b>China</b> hits back with <span class=\"rate\">34%</span> tariff on all US goods",
            "<p>Beijing imposed the duties on&nbsp;Friday</p> and added <a href=\"/controls?x=1&amp;y=2\">export controls</a> on rare "
            + "earths.<br/>");

        ArticleVerdict plain = Read(Title, Body);
        (marked.Stance, marked.IsEvent, marked.Intensity).ShouldBe((plain.Stance, plain.IsEvent, plain.Intensity));
        marked.Measures.ShouldBe(plain.Measures);
        marked.Topics.ShouldBe(plain.Topics);
        marked.Actors.ShouldBe(plain.Actors);
    }

    [Fact]
    public void Title_alone_is_enough() => Read("US and India sign trade deal", "").Stance.ShouldBe(Stance.Deescalation);

    [Fact]
    public void Reason_of_an_article_without_a_title_does_not_depend_on_the_article_before()
    {
        const string Body = "Analysts said on Friday that the tariffs on steel and the trade war between the US and China would go on.";
        var detector = new TradeDetector();
        Article untitled = new() { Id = "0", Feed = "file", Title = "", Body = Body, Published = default };
        Article opinion = untitled with { Title = "Opinion: tariffs on Vietnam are a mistake", Body = "" };

        string alone = detector.Detect(untitled).Reason;
        detector.Detect(opinion).Reason.ShouldBe("opinion");

        detector.Detect(untitled).Reason.ShouldBe(alone);
    }

    [Fact]
    public void Empty_article_gets_a_reason() => (Read("", "").IsEvent, Read("", "").Reason).ShouldBe((false, "not_relevant"));

    [Fact]
    public void Replacement_characters_do_not_hide_the_words_around_them()
    {
        // Decoders replace invalid UTF-8 by U+FFFD.
        ArticleVerdict verdict = Read("China \uFFFDhits back\uFFFD with 34% tariff on all US goods", "");

        (verdict.IsEvent, verdict.Stance).ShouldBe((true, Stance.Escalation));
    }

    [Fact]
    public void Date_of_an_article_from_the_future_changes_nothing_but_the_year_of_dates_without_one()
    {
        ArticleVerdict Of(int year) => Detector.Detect(new Article
        {
            Id = "0",
            Feed = "file",
            Title = "US announces 25% tariff on cars",
            Body = "The duty takes effect on July 9.",
            Published = new DateTimeOffset(year, 6, 2, 0, 0, 0, TimeSpan.Zero),
        });

        Of(2125).EffectiveDate.ShouldBe(new DateOnly(2125, 7, 9));
        (Of(2125).Stance, Of(2125).Intensity).ShouldBe((Of(2025).Stance, Of(2025).Intensity));
    }

    [Fact]
    public void No_text_throws()
    {
        string[] pieces =
        [
            "", " ", "\0", "\uD800", "<", "<a", "&", "&#", "'", "U.S.", "U.", "...", "%", "$", "25%", "tariff", "\u0301", "not ", "\n\n",
            "\u2019s", "1,", "July 99", "from July 32",
        ];
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            Should.NotThrow(() => Read(text, text + text), text);
        }
    }

    // Allocation is the same on every machine, unlike time. Super-linear memory fails here, and an endless search hangs.
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("<a")]
    [InlineData("U.")]
    [InlineData("not ")]
    [InlineData("tariff ")]
    [InlineData("&#")]
    [InlineData("no date has been ")]
    public void Ten_million_hostile_characters_take_less_memory_than_themselves(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 10_000_000 / piece.Length));

        // The first article also loads the lexicon.
        Read("Tariffs", "");
        long before = GC.GetAllocatedBytesForCurrentThread();

        Read("Tariffs", text);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(text.Length);
    }

    [Fact]
    public void Sample_articles_have_the_stance_that_they_report()
    {
        string[] read =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "samples", "articles.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(article =>
                {
                    ArticleVerdict verdict = Read(article.GetProperty("title").GetString()!, article.GetProperty("body").GetString()!);
                    return $"{article.GetProperty("id").GetString()} {(verdict.IsEvent ? verdict.Stance : "none")}";
                }),
        ];

        read.ShouldBe(
        [
            "ten-percent-order Escalation",
            "energy-duties Escalation",
            "reciprocal-rate Escalation",
            "thirty-four-back Escalation",
            "thirty-four-back-copy Escalation",
            "one-two-five Escalation",
            "ninety-day-truce Deescalation",
            "leaders-call Mixed",
            "retail-close none",
            "truce-extended Deescalation",
            "hundred-percent-threat Escalation",
            "leaders-deal Deescalation",
        ]);
    }

    [Fact]
    public void Offsets_of_phrases_point_at_their_words()
    {
        const string Title = "Brussels scraps planned tariffs on U.S. whiskey";

        foreach (DecidingPhrase phrase in Read(Title, "").Phrases.Where(phrase => phrase.Kind != "base"))
        {
            Title.Substring(phrase.Offset, phrase.Text.Length).ShouldBe(phrase.Text);
        }
    }

    private static ArticleVerdict Read(string title, string body) => Detector.Detect(new Article
    {
        Id = "0",
        Feed = "file",
        Title = title,
        Body = body,
        Published = new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero),
    });
}
