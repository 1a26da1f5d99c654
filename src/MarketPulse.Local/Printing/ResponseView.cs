using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>The response of an instrument to tension, as printed.</summary>
internal static class ResponseView
{
    public static RowSet Rows(string symbol, IEnumerable<TensionResponse> steps) => RowSet.Create(
        "responses", steps, Columns, title: $"Cumulative return of {symbol} in basis points per point of tension");

    private static IReadOnlyList<ViewColumn<TensionResponse>> Columns { get; } =
    [
        new("impulse", step => Codes<TensionImpulse>.Of(step.Impulse)),
        new("day", step => CellText.ForLine(step.Day)) { Right = true },
        new("response", step => FigureText.WithSign(step.ResponseBps, 2)) { Right = true },
        new("95% interval", step => ScoreView.Interval(step.ResponseLoBps, step.ResponseHiBps)) { Right = true },
        new("p", step => FigureText.Plain(step.P, 3)) { Right = true },
        new("days with impulse", step => CellText.ForLine(step.ImpulseDays)) { Right = true, DropOrder = 1 },
        new("sessions", step => CellText.ForLine(step.Sessions)) { Right = true, DropOrder = 2 },
    ];
}
