using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>Compares events by everything except their revision and time of writing.</summary>
internal static class EventsAre
{
    public static void Same(ClusteredEvents actual, ClusteredEvents expected)
    {
        actual.Events.Select(Text).ShouldBe(expected.Events.Select(Text));
        actual.Voided.Select(Text).ShouldBe(expected.Voided.Select(Text));
        actual.EventByArticle.OrderBy(pair => pair.Key).ShouldBe(expected.EventByArticle.OrderBy(pair => pair.Key));
    }

    private static string Text(TradeEvent tradeEvent) => string.Join(
        ';',
        RowSchema.Of<TradeEvent>().Columns
            .Where(column => column.Name is not ("revision" or "modifiedutc"))
            .Select(column => column.Read(tradeEvent) switch
            {
                IReadOnlyList<string> list => string.Join('|', list),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            }));
}
