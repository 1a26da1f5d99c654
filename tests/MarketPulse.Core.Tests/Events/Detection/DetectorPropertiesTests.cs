using System.Text;
using CsCheck;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

/// <summary>Properties that hold for every article.</summary>
public class DetectorPropertiesTests
{
    private const string Seed = "0000KDb5lD50";
    private const int Samples = 600;

    private static readonly TradeDetector Detector = new();

    private static readonly Gen<string> Actor = OneOf(
        "US", "China", "Brussels", "Trump", "India", "Mexico", "Canada's Carney", "The White House", "Tokyo");

    private static readonly Gen<string> Verb = OneOf(
        "imposes", "scraps", "threatens", "delays", "agrees to lift", "refuses to cut", "doubles", "suspends", "denounces");

    private static readonly Gen<string> Thing = OneOf(
        "25% tariffs on steel", "export controls on chips", "duties on wine", "sanctions", "a ban on imports of beef", "trade talks");

    private static readonly Gen<string> Other = OneOf("from Japan", "with Brazil", "after talks in Geneva", "on Vietnam", "until August");
    private static readonly Gen<string> Headline = Gen.Select(
        Actor, Verb, Thing, Other, (actor, verb, thing, other) => $"{actor} {verb} {thing} {other}");

    private static readonly Gen<string> Unrelated = OneOf(
        "The weather in Geneva was mild.",
        "A museum opens its new wing in spring.",
        "Shares closed higher.",
        "The orchestra plays again on Sunday.",
        "He was born in a village by the sea.",
        "Tickets cost 12 euros.",
        "Rain is expected at the weekend.");

    [Fact]
    public void Unrelated_sentence_at_the_end_never_turns_the_stance() =>
        Gen.Select(Headline, Headline, Unrelated).Sample(
            (title, lead, sentence) => Read(title, $"{lead}. {sentence}").Stance == Read(title, $"{lead}.").Stance,
            seed: Seed,
            iter: Samples);

    [Fact]
    public void Case_quotes_and_unicode_forms_never_matter() =>
        Gen.Select(Headline, Gen.Int[0, 5]).Sample(
            (title, form) => Facts(Read(Respell(title, form), "")) == Facts(Read(title, "")), seed: Seed, iter: Samples);

    [Fact]
    public void No_text_throws() =>
        Gen.Select(Gen.String[Gen.Char, 0, 60], Headline, Gen.Int[0, 40]).Sample(
            (noise, headline, place) =>
            {
                int at = Math.Min(place, headline.Length);
                ArticleVerdict verdict = Read(headline.Insert(at, noise), noise + headline);
                return verdict.Relevance is >= 0 and <= 1 && verdict.Intensity is >= 0 and <= 100;
            },
            seed: Seed,
            iter: Samples);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Respell(string title, int form) => form switch
    {
        0 => title.ToUpperInvariant(),
        1 => title.ToLowerInvariant(),
        2 => $"\u201C{title.Replace("'", "\u2019", StringComparison.Ordinal)}\u201D",
        3 => title.Normalize(NormalizationForm.FormKD) + ".",
        4 => string.Concat(title.Select(c => c is > ' ' and < '\u007F' && c != '\'' && c != '%' ? (char)(c - '!' + '\uFF01') : c)),
        _ => title.Replace(" ", "\u00A0 ", StringComparison.Ordinal),
    };

    private static string Facts(ArticleVerdict verdict)
    {
        string codes = string.Join(' ', [.. verdict.Measures, "|", .. verdict.Actors, "|", .. verdict.Topics]);
        return $"{verdict.IsEvent} {verdict.Stance} {verdict.Certainty} {codes} {verdict.Quantities.Count}";
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
