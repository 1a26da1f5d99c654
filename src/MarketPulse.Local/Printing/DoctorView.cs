using MarketPulse.Local.Hosting;

namespace MarketPulse.Local.Printing;

/// <summary>The checks of the machine, as printed.</summary>
internal static class DoctorView
{
    private static readonly IReadOnlyList<ViewColumn<DoctorCheck>> Columns =
    [
        new("check", row => row.Check),
        new("result", row => row.Result) { Style = row => Colour(row.Result) },
        new("finding", row => row.Finding) { Wraps = true },
        new("fix", row => row.Fix) { Wraps = true },
    ];

    public static RowSet Rows(IEnumerable<DoctorCheck> checks) => RowSet.Create("checks", checks, Columns, title: "What the commands need");

    private static string Colour(string result) => result switch
    {
        DoctorCheck.Ok => "green",
        DoctorCheck.Warning => "yellow",
        _ => "red",
    };
}
