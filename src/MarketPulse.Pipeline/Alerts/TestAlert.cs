using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>An alert that tries out a webhook: it has the shape of a real one, and says in every line a person reads first that it is none.</summary>
public static class TestAlert
{
    /// <summary>Name of the rule in a test that is of no rule.</summary>
    public const string NoRule = "test";

    /// <summary>A test of a webhook, as an alert of one of its rules would look.</summary>
    /// <param name="webhook">Name of the webhook.</param>
    /// <param name="rule">The rule; null for none.</param>
    /// <param name="pageUrl">Where the page is, if anybody said.</param>
    /// <param name="now">The time: each test has an id of its own.</param>
    public static AlertContent Of(string webhook, AlertRule? rule, Uri? pageUrl, DateTimeOffset now)
    {
        AlertKind kind = rule?.Kind ?? AlertKind.Event;
        return new AlertContent
        {
            Alert = new Alert
            {
                Rule = rule?.Name ?? NoRule,
                Subject = $"test|{webhook}|{RowKeys.Stamp(now)}",
                Kind = kind,
                EventId = kind is AlertKind.Event or AlertKind.Score ? Event.EventId : null,
                Reason = rule is null ? "Somebody tries out this webhook." : $"Somebody tries out this rule. It fires when {rule.Condition}.",
                Webhook = webhook,
                Attempts = 1,
                FiredUtc = now,
            },
            Title = $"Alerts of MarketPulse reach {webhook}",
            Condition = rule?.Condition ?? "somebody tries out the webhook",
            Event = kind is AlertKind.Event or AlertKind.Score ? Event : null,
            Phrases = kind is AlertKind.Event or AlertKind.Score ? [new DecidingPhrase("raises tariffs", "measure", "tariff", true, 14, 2)] : [],
            Links = pageUrl is null ? [] : [new AlertLink("MarketPulse", pageUrl)],
            IsTest = true,
        };
    }

    private static TradeEvent Event { get; } = new()
    {
        EventId = "20000101T000000Z-00000000",
        EventTimeUtc = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Headline = "Test: country raises tariffs",
        Stance = Stance.Escalation,
        Intensity = 50,
        Certainty = Certainty.Announced,
        Measures = ["tariff"],
    };
}
