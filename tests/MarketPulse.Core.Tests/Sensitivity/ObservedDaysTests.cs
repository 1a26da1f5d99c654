using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

public class ObservedDaysTests
{
    private static readonly DateOnly Day = new(2025, 6, 2);

    [Theory]
    [InlineData("60 A, 40 A", 60, "the strongest of a story counts")]
    [InlineData("60 A, 40 B", 100, "stories add up")]
    [InlineData("60 A, -80 A", -80, "the strongest decides the direction")]
    [InlineData("-60 A, 60 A", -60, "of equally strong events the earlier one counts")]
    [InlineData("60 A, -80 A, 90 B, 10 B", 10, "each story by its strongest event")]
    [InlineData("0 A, 30 A", 30, "events without a direction do not count")]
    [InlineData("30 A, 20 -, 20 -", 70, "events without a story count each by itself")]
    public void Intensity_of_a_day_is_the_sum_over_its_stories(string events, double expected, string because)
    {
        TradeEvent[] given = [.. events.Split(", ").Select((one, i) => Event(i, one.Split(' ')))];
        var index = new EventIndex(given);
        ObservedEvent[] observed = [.. given.Select((_, i) => new ObservedEvent(i, Day) { Car = 0.01 })];

        ObservedDays days = ObservedDays.GroupByDay(
            observed, index.Kinds[0], index, new HorizonWeights(Horizon.All, Day, Day), new int[given.Length]);

        days.Intensity.ShouldHaveSingleItem().ShouldBe(expected, because);
        days.Events.ShouldBe(given.Length);
    }

    private static TradeEvent Event(int i, string[] intensityAndStory)
    {
        double intensity = double.Parse(intensityAndStory[0], CultureInfo.InvariantCulture);
        return new TradeEvent
        {
            EventId = $"20250602T120000Z-{i:x8}",
            EventTimeUtc = new DateTimeOffset(Day, new TimeOnly(12, 0), TimeSpan.Zero),
            Intensity = Math.Abs(intensity),
            Stance = intensity > 0 ? Stance.Escalation : intensity < 0 ? Stance.Deescalation : Stance.Neutral,
            Story = intensityAndStory[1] == "-" ? "" : intensityAndStory[1],
        };
    }
}
