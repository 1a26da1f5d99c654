using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

public sealed class HeadlineTests
{
    private static readonly TradeDetector Detector = new();

    [Theory]
    [InlineData("US imposes 25% tariffs on steel from Canada", Stance.Escalation)]
    [InlineData("China retaliates with duties on American soybeans", Stance.Escalation)]
    [InlineData("Brussels scraps planned tariffs on US whiskey", Stance.Deescalation)]
    [InlineData("India refuses to lift tariffs on US almonds", Stance.Escalation)]
    [InlineData("Trump threatens to end trade talks with Canada", Stance.Escalation)]
    [InlineData("US and Japan reach trade deal", Stance.Deescalation)]
    [InlineData("Mexico and US agree to extend tariff truce", Stance.Deescalation)]
    [InlineData("Canada lifts duties on Chinese steel to 40%", Stance.Escalation)]
    [InlineData("Canada lifts duties on Chinese steel", Stance.Deescalation)]
    [InlineData("Japan sets duty at 12%, down from 30%", Stance.Deescalation)]
    [InlineData("Brazil raises car tariff from 20% to 35%", Stance.Escalation)]
    [InlineData("Britain delays checks and quotas on Thai poultry", Stance.Deescalation)]
    [InlineData("EU sanctions on Indonesian nickel suspended", Stance.Deescalation)]
    [InlineData("Tariff talks between Norway and India collapse", Stance.Escalation)]
    [InlineData("Court allows tariffs on solar panels", Stance.Escalation)]
    [InlineData("Washington allows chip sales to Vietnam", Stance.Deescalation)]
    [InlineData("China resumes imports of Norwegian salmon", Stance.Deescalation)]
    [InlineData("China suspends import licences of Polish dairies", Stance.Escalation)]
    [InlineData("Seoul withdraws WTO complaint against Tokyo", Stance.Deescalation)]
    [InlineData("Tariff dispute jeopardises Swiss trade deal", Stance.Escalation)]
    [InlineData("EU agrees trade deal with 10% tariff on Malaysian goods", Stance.Deescalation)]
    [InlineData("Turkey offers talks on steel but Brussels announces new quotas", Stance.Mixed)]
    [InlineData("Canada agrees to trade talks despite new US tariffs", Stance.Mixed)]
    [InlineData("Brazil hits Chile, Peru with 20% duties but delays start", Stance.Mixed)]
    [InlineData("Commission to vote on tariffs on Turkish steel", Stance.Neutral)]
    [InlineData("US and Chile start trade talks", Stance.Neutral)]
    [InlineData("Norway opposes U.S. sanctions on tankers", Stance.Escalation)]
    [InlineData("Norway opposes sanctions on tankers", Stance.Deescalation)]
    [InlineData("Trade court rules steel tariffs illegal", Stance.Deescalation)]
    [InlineData("India denies it will ban Huawei", Stance.Deescalation)]
    [InlineData("ZTE to be excluded from Chilean network", Stance.Escalation)]
    [InlineData("China lifts suspension of Chilean poultry imports", Stance.Deescalation)]
    [InlineData("Vietnam accuses US of delaying trade deal", Stance.Escalation)]
    [InlineData("Peru refrains from imposing tariffs on Polish steel", Stance.Deescalation)]
    [InlineData("Tariff exemption for Chile to expire", Stance.Escalation)]
    [InlineData("Peru to hold off tariffs on Polish steel", Stance.Deescalation)]
    [InlineData("US senators slam Trump's tariffs on Chilean copper", Stance.Deescalation)]
    [InlineData("Chile slams Trump's tariffs on copper", Stance.Escalation)]
    [InlineData("Norway opposed to U.S. resumption of sanctions on tankers", Stance.Escalation)]
    [InlineData("Mexico and Chile reach trade deal, discuss next steps", Stance.Deescalation)]
    [InlineData("Thailand says it does not want trade tensions to escalate", Stance.Deescalation)]
    [InlineData("Macron and Carney declare truce in dairy dispute", Stance.Deescalation)]
    [InlineData("Norway and India agree to trade talks amid tariff row", Stance.Deescalation)]
    [InlineData("Canada agrees to trade talks as US raises tariffs", Stance.Mixed)]
    public void Direction_is_the_sign_of_the_verb_times_that_of_its_object(string title, Stance stance)
    {
        ArticleVerdict verdict = Read(title);

        verdict.IsEvent.ShouldBeTrue();
        verdict.Stance.ShouldBe(stance);
    }

    [Theory]
    [InlineData("Stocks fall as tariffs weigh on sentiment", "market_wrap")]
    [InlineData("Explainer: what the new tariffs on Canada mean", "explainer")]
    [InlineData("Lakers trade guard to Celtics before the deadline", "not_relevant")]
    [InlineData("US farmers count the cost of China tariffs", "company_effect")]
    [InlineData("Opinion: tariffs on Vietnam are a mistake", "opinion")]
    [InlineData("Which way will the tariffs on Canada go?", "question")]
    [InlineData("Mexican exports fall after new tariffs", "economic_data")]
    [InlineData("Electricity tariffs to rise in Kenya", "not_relevant")]
    [InlineData("Soybeans tumble on China tariff plan", "market_wrap")]
    [InlineData("Timeline: the trade war with China", "explainer")]
    public void Coverage_without_a_development_is_not_an_event_and_says_why(string title, string reason)
    {
        ArticleVerdict verdict = Read(title);

        verdict.IsEvent.ShouldBeFalse();
        verdict.Reason.ShouldBe(reason);
    }

    [Fact]
    public void Phrases_add_up_to_the_log_odds_of_the_relevance()
    {
        ArticleVerdict verdict = Read("US imposes 25% tariffs on steel from Canada");

        double score = verdict.Phrases.Sum(phrase => phrase.Weight);
        verdict.Relevance.ShouldBe(1 / (1 + Math.Exp(-score)), 1e-6);
    }

    private static ArticleVerdict Read(string title) => Detector.Detect(new Article
    {
        Id = "0",
        Feed = "file",
        Title = title,
        Published = new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero),
    });
}
