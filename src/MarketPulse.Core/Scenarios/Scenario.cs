using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Scenarios;

/// <summary>A hypothetical event whose effect is to be predicted.</summary>
public sealed record Scenario
{
    /// <summary>Largest intensity of either sign.</summary>
    public const double MostIntensity = 100;

    /// <summary>Signed intensity, -100 to 100: escalation positive, de-escalation negative.</summary>
    public required double Intensity { get; init; }

    /// <summary>Measure of the event; null for any.</summary>
    public string? Measure { get; init; }

    /// <summary>Topic of the event; null for any.</summary>
    public string? Topic { get; init; }

    /// <summary>Country pair of the event; null for any.</summary>
    public string? Pair { get; init; }

    /// <summary>The window to predict.</summary>
    public EventWindow Window { get; init; } = new(-1, 1);

    /// <summary>Which past reactions the prediction is based on.</summary>
    public Horizon Horizon { get; init; } = Horizon.All;

    /// <summary>The kinds of events that the scenario belongs to, most specific first; all events last.</summary>
    public IReadOnlyList<(string Kind, string Value)> Kinds =>
    [
        .. new (string Kind, string? Value)[] { ("measure", Measure), ("topic", Topic), ("pair", Pair), (EventIndex.All, EventIndex.All) }
            .Where(kind => kind.Value is not null)
            .Select(kind => (kind.Kind, kind.Value!)),
    ];
}
