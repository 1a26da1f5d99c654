using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>The response of an instrument to tension, as printed.</summary>
internal static class ResponseView
{
    private const string Points = "+0.00;-0.00;0.00";

    public static RowSet Rows(string symbol, IEnumerable<TensionResponse> steps) => RowSet.Create(
        "responses", steps, Columns, title: $"Cumulative return of {symbol} in basis points per point of tension");

    private static IReadOnlyList<ViewColumn<TensionResponse>> Columns { get; } =
    [
        new("impulse", step => Codes<TensionImpulse>.Of(step.Impulse)),
        new("day", step => CellText.ForLine(step.Day)) { Right = true },
        new("response", step => ScoreView.Number(step.ResponseBps, Points)) { Right = true },
        new("95% interval", step => ScoreView.Interval(step.ResponseLoBps, step.ResponseHiBps)) { Right = true },
        new("p", step => ScoreView.Number(step.P, "0.000")) { Right = true },
        new("days with impulse", step => CellText.ForLine(step.ImpulseDays)) { Right = true, DropOrder = 1 },
        new("sessions", step => CellText.ForLine(step.Sessions)) { Right = true, DropOrder = 2 },
    ];
}
