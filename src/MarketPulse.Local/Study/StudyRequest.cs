using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Local.Study;

/// <summary>What an event study from files is asked to do.</summary>
internal sealed record StudyRequest
{
    /// <summary>Folder with one CSV for each symbol.</summary>
    public required string Prices { get; init; }

    /// <summary>The list of events.</summary>
    public required string Events { get; init; }

    /// <summary>Symbol of the benchmark; null for models without one.</summary>
    public string? Benchmark { get; init; }

    /// <summary>Instruments with benchmarks of their own, the main one first; the others use <see cref="Benchmark"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> BenchmarkMap { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Symbols of further factors.</summary>
    public IReadOnlyList<string> Factors { get; init; } = [];

    /// <summary>The instruments; empty for every file that is neither benchmark nor factor.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Portfolios to study in addition to the instruments; daily prices only.</summary>
    public IReadOnlyList<Portfolio> Portfolios { get; init; } = [];

    /// <summary>The event windows, in bars for daily prices and in minutes for intraday prices.</summary>
    public required IReadOnlyList<EventWindow> Windows { get; init; }

    /// <summary>Model and estimation window.</summary>
    public required StudyOptions Options { get; init; }

    /// <summary>The prices to use; null for the best that each file has.</summary>
    public PriceBasis? Basis { get; init; }

    /// <summary>The venue whose clock and calendar decide which session a moment belongs to.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Only events with this label; null for all.</summary>
    public string? Direction { get; init; }

    /// <summary>Whether bars inside other events' windows are left out of the fits.</summary>
    public bool ExcludeOverlaps { get; init; }

    /// <summary>Which tests to print instead of the single studies; null for none.</summary>
    public SummaryKind? Summary { get; init; }

    /// <summary>Whether to print the calendar-time portfolio instead of the single studies.</summary>
    public bool CalendarTime { get; init; }

    /// <summary>Characteristics to explain the CARs by, and the file they come from; null for none.</summary>
    public (string Path, InstrumentCharacteristics Values)? Explain { get; init; }

    /// <summary>Scheduled releases to mark and hold constant; null for none.</summary>
    public ReleaseCalendar? Releases { get; init; }

    /// <summary>The instrument to study by synthetic control; null for none.</summary>
    public string? SyntheticControl { get; init; }

    /// <summary>Donors of the synthetic control; empty for every file that is neither benchmark nor factor.</summary>
    public IReadOnlyList<string> Donors { get; init; } = [];

    /// <summary>Draws of the wild bootstrap; 0 leaves it out.</summary>
    public int BootstrapDraws { get; init; }

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; }

    /// <summary>SVG file for the average path; null draws none.</summary>
    public string? Plot { get; init; }

    /// <summary>Every symbol that is a benchmark or a factor of some instrument.</summary>
    public IReadOnlyList<string> Regressors =>
    [
        .. BenchmarkMap.Values.SelectMany(benchmarks => benchmarks).Concat(Benchmark is null ? [] : [Benchmark]).Concat(Factors)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Benchmark and factors of an instrument in the order of the model, once for each of its benchmarks.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RegressorsOf(string symbol) =>
        BenchmarkMap.TryGetValue(symbol, out IReadOnlyList<string>? benchmarks)
            ? [.. benchmarks.Select(benchmark => (IReadOnlyList<string>)[benchmark, .. Factors])]
            : [SharedRegressors];

    /// <summary>Benchmark and factors of the instruments that <see cref="BenchmarkMap"/> does not list.</summary>
    public IReadOnlyList<string> SharedRegressors => Benchmark is null ? Factors : [Benchmark, .. Factors];
}

/// <summary>How the tests across studies are grouped.</summary>
internal enum SummaryKind
{
    /// <summary>Across the events of each symbol.</summary>
    BySymbol,

    /// <summary>Across the symbols of each event.</summary>
    ByEvent,
}
