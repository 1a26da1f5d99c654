using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks.Tests;

internal static class AlertSamples
{
    public const string Headline = "US <!channel> raises [tariffs](https://evil.example) & more | *now*";

    public static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    public static AlertContent Content { get; } = new()
    {
        Alert = new Alert
        {
            Rule = "strong",
            Subject = "20250602T120000Z-1f0c9a3e",
            EventId = "20250602T120000Z-1f0c9a3e",
            Reason = "Its intensity of 70 is at least 60.",
            Webhook = "desk",
            FiredUtc = Noon.AddMinutes(1),
            HeldBack = 3,
        },
        Title = $"Trade event: {Headline}",
        Condition = "an event has an intensity of at least 60",
        Event = new TradeEvent
        {
            EventId = "20250602T120000Z-1f0c9a3e",
            EventTimeUtc = Noon,
            Headline = Headline,
            Stance = Stance.Escalation,
            Intensity = 70,
            Measures = ["tariff"],
            Actors = ["CN", "US"],
        },
        Phrases = [new DecidingPhrase("raises", "verb", "raise", true, 3, 2.5)],
        Analogues =
        [
            new Analogue
            {
                EventId = "20250602T120000Z-1f0c9a3e",
                Rank = 1,
                AnalogueId = "20250404T101500Z-77ab01c2",
                AnalogueTimeUtc = Noon.AddDays(-59),
                Headline = Headline,
                Distance = 0.21,
            },
        ],
        Outcomes =
        [
            new AnalogueOutcome
            {
                Symbol = "FXI",
                WindowKey = "m1_p1",
                Count = 7,
                CarQ1Pct = -4,
                CarMedianPct = -2.5,
                CarQ3Pct = -1,
                ShareNegative = 0.9,
            },
        ],
        Scores =
        [
            new ImpactScore
            {
                EventId = "20250602T120000Z-1f0c9a3e",
                EventTimeUtc = Noon,
                Symbol = "FXI",
                WindowKey = "m1_p1",
                QEvent = 0.004,
                CarPct = -3,
            },
        ],
        Links = [new AlertLink("First report", new Uri("https://news.example/a?b=1&c=2"))],
    };
}
