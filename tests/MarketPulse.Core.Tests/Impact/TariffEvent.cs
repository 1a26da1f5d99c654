using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>An event to score of which only the time matters.</summary>
internal static class TariffEvent
{
    public static TradeEvent At(DateTimeOffset time, TimeResolution resolution) => new()
    {
        EventId = RowKeys.EventId(time, "00000001"),
        EventTimeUtc = time,
        TimeResolution = resolution,
        Stance = Stance.Escalation,
        Intensity = 50,
        Certainty = Certainty.Announced,
        Measures = ["tariff"],
        Topics = [],
        Actors = ["CN", "US"],
        Pairs = ["US-CN"],
        Headline = "Headline",
        Relevance = 1,
        Articles = [],
        LexiconVersion = "1",
    };
}
