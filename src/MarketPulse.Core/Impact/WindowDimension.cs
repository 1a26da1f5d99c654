using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact;

/// <summary>An event window, for dashboards.</summary>
[Table("windows")]
public sealed record WindowDimension : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => "dim";

    /// <inheritdoc/>
    public override string RowKey => WindowKey;

    /// <summary>Key of the window in every other table.</summary>
    [Column("windowkey", Example = "m1_p1")]
    public required string WindowKey { get; init; }

    /// <summary>First bar relative to day 0.</summary>
    [Column("start", Unit = "sessions", Example = "-1")]
    public required int Start { get; init; }

    /// <summary>Last bar relative to day 0, inclusive.</summary>
    [Column("end", Unit = "sessions", Example = "1")]
    public required int End { get; init; }

    /// <summary>The window in readable form.</summary>
    [Column("label", Example = "[-1,+1]")]
    public required string Label { get; init; }

    /// <summary>Position in a list of windows, from 1.</summary>
    [Column("order", Unit = "count", Example = "2")]
    public required int Order { get; init; }

    /// <summary>
    /// The windows that are scored: the defaults, and [0,+1], which replaces [0,0] when only the day of an event is known.
    /// </summary>
    public static IReadOnlyList<WindowDimension> All { get; } =
    [
        .. EventWindow.Defaults.Append(new EventWindow(0, 1)).Distinct().OrderBy(window => window.Length).ThenBy(window => window.Start)
            .Select((window, index) => new WindowDimension
            {
                WindowKey = window.Key,
                Start = window.Start,
                End = window.End,
                Label = window.Label,
                Order = index + 1,
            }),
    ];
}
