using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Local.Printing;

/// <summary>A round of polling as printed.</summary>
internal static class PollView
{
    private static readonly IReadOnlyList<DataColumn<FeedPoll>> Data =
    [
        new("feed", row => row.Feed),
        new("outcome", row => OutcomeOf(row)),
        new("added", row => row.Added),
        new("errors", row => row.Errors),
    ];

    private static readonly IReadOnlyList<ViewColumn<FeedPoll>> Columns =
    [
        new("feed", row => row.Feed),
        new("outcome", row => OutcomeOf(row)),
        new("new", row => row.Added.ToString(CultureInfo.InvariantCulture)) { Right = true },
    ];

    public static RowSet Rows(IEnumerable<FeedPoll> polls) => RowSet.Create("polls", polls, Columns, Data, title: "Polled");

    private static string OutcomeOf(FeedPoll row) => row.Outcome is { } outcome ? Codes<PollOutcome>.Of(outcome) : "";
}
