using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Profiles of many instruments over the same events: a pure function of events, scores and prices. Instruments are added one at a time, in
/// any order; what depends on all of them (q, shrinkage) is computed at the end, or by <see cref="Compare"/> when the instruments were
/// measured apart. Not thread-safe.
/// </summary>
public sealed class SensitivityStudy
{
    private const int FewestDaysOfKind = 8;

    private readonly EventStudy _study;
    private readonly SensitivityOptions _options;
    private readonly EventIndex _eventIndex;
    private readonly DateOnly _asOf;
    private readonly HorizonWeights[] _horizons;
    private readonly PlaceboDates[] _placebo;
    private readonly ProfileMeasurement _measurement;
    private readonly List<SensitivityProfile> _rows = [];
    private readonly CalendarCache _calendars = new();

    /// <summary>Starts a study.</summary>
    /// <param name="study">The engine that computes abnormal returns.</param>
    /// <param name="eventIndex">The events.</param>
    /// <param name="sessions">Every date on which an instrument traded, ascending; horizons look back from the last.</param>
    /// <param name="options">What to compute.</param>
    public SensitivityStudy(EventStudy study, EventIndex eventIndex, IReadOnlyList<DateOnly> sessions, SensitivityOptions options)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(eventIndex);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(options);
        _study = study;
        _eventIndex = eventIndex;
        _options = options;
        _asOf = sessions.Count == 0 ? DateOnly.MinValue : sessions[^1];
        _horizons = [.. options.Horizons.Select(horizon => new HorizonWeights(horizon, _asOf, sessions.Count == 0 ? _asOf : sessions[0]))];
        _placebo = options.Placebo
            ? [.. options.Windows.Select(window => new PlaceboDates(eventIndex, [.. sessions], window, eventIndex.Events.Count))]
            : [];
        _measurement = new ProfileMeasurement(eventIndex, options, _placebo);
    }

    /// <summary>Adds an instrument that cannot be measured.</summary>
    /// <param name="symbol">Symbol of the instrument.</param>
    /// <param name="assetClass">Asset class of the instrument.</param>
    /// <param name="status">Why it cannot be measured.</param>
    /// <returns>Its profiles.</returns>
    public IReadOnlyList<SensitivityProfile> AddWithoutPrices(string symbol, string assetClass, SensitivityStatus status)
    {
        int before = _rows.Count;
        foreach (EventWindow window in _options.Windows)
        {
            foreach (HorizonWeights horizon in _horizons)
            {
                _rows.Add(Blank(symbol, assetClass, window, horizon.Horizon, _eventIndex.Kinds[0]) with { Status = status });
            }
        }

        return _rows[before..];
    }

    /// <summary>Adds an instrument.</summary>
    /// <param name="assetClass">Asset class of the instrument.</param>
    /// <param name="returns">Returns of the instrument and its benchmark, as far back as known.</param>
    /// <param name="observed">The instrument's observations of each window of the options.</param>
    /// <param name="releases">The scheduled releases that concern the instrument; null for none.</param>
    /// <returns>Its profiles, without what depends on other instruments.</returns>
    public IReadOnlyList<SensitivityProfile> Add(
        string assetClass,
        JoinedReturns returns,
        IReadOnlyList<IReadOnlyList<ObservedEvent>> observed,
        IReadOnlyList<LocatedRelease>? releases = null)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(observed);
        ObservedEvent[][] ordered = [.. observed.Select(window => window.OrderBy(one => one.Day0).ThenBy(one => one.Event).ToArray())];
        double[] abnormal = OutOfSampleReturns.Abnormal(_study, returns);
        var instrument = new ProfiledInstrument(
            assetClass, returns, abnormal, _calendars.Get(CalendarDesigns.Fingerprint(returns.Dates, abnormal, ordered)))
        {
            Releases =
            [
                .. (releases ?? []).GroupBy(release => release.Kind).OrderBy(kind => kind.Key)
                    .Select(kind => kind.Select(release => release.Position).Distinct().ToArray()),
            ],
            Marks = !_options.BetaOnly && LeadLag.Estimate(returns) is { IsStale: true } ? [LeadLag.StaleFixing] : [],
        };
        int before = _rows.Count;
        for (int w = 0; w < ordered.Length; w++)
        {
            AddWindow(instrument, w, ordered[w]);
        }

        return _rows[before..];
    }

    /// <summary>The profiles of all instruments added, ordered by key.</summary>
    public IReadOnlyList<SensitivityProfile> Complete() => Compare(_rows);

    /// <summary>Sets what depends on all instruments: q values and the estimates after shrinkage.</summary>
    /// <param name="profiles">The profiles of every instrument, as they were added.</param>
    /// <returns>The complete profiles, ordered by key.</returns>
    public static IReadOnlyList<SensitivityProfile> Compare(IEnumerable<SensitivityProfile> profiles) =>
    [
        .. profiles.GroupBy(row => (row.PartitionKey, row.Kind, row.Value))
            .SelectMany(group => Compared([.. group.OrderBy(row => row.Symbol, StringComparer.Ordinal)]))
            .OrderBy(row => row.PartitionKey, StringComparer.Ordinal).ThenBy(row => row.RowKey, StringComparer.Ordinal),
    ];

    private void AddWindow(ProfiledInstrument instrument, int w, ObservedEvent[] observed)
    {
        PlaceboReactions? reactions = Reactions(instrument.Returns, w);
        int[] sessions = Array.ConvertAll(observed, one => instrument.Returns.IndexOnOrAfter(one.Day0));
        for (int k = 0; k < _eventIndex.Kinds.Count; k++)
        {
            EventKind kind = _eventIndex.Kinds[k];
            if (_options.Kinds is { } wanted && !wanted.Contains((kind.Kind, kind.Value)))
            {
                continue;
            }

            foreach (HorizonWeights horizon in _horizons)
            {
                var days = ObservedDays.GroupByDay(observed, kind, _eventIndex, horizon, sessions);
                if (k == 0 || days.Count >= FewestDaysOfKind)
                {
                    SensitivityProfile blank = Blank(
                        instrument.Returns.Symbol, instrument.AssetClass, _options.Windows[w], horizon.Horizon, kind) with
                    {
                        Marks = instrument.Marks,
                    };
                    _rows.Add(_measurement.Measure(blank, instrument, new ProfileSlice(w, k, horizon, days), reactions));
                }
            }
        }
    }

    private PlaceboReactions? Reactions(JoinedReturns returns, int w)
    {
        if (!_options.Placebo)
        {
            return null;
        }

        double[] standardized = OutOfSampleReturns.Standardized(_study, returns, _options.Windows[w]);
        return new PlaceboReactions(standardized, _placebo[w].OnQuietDays(returns.Dates, standardized));
    }

    private SensitivityProfile Blank(string symbol, string assetClass, EventWindow window, Horizon horizon, EventKind kind) => new()
    {
        Symbol = symbol,
        AssetClass = assetClass,
        WindowKey = window.Key,
        Horizon = horizon.Code(),
        Kind = kind.Kind,
        Value = kind.Value,
        AsOfUtc = _asOf == DateOnly.MinValue ? null : new DateTimeOffset(_asOf, TimeOnly.MinValue, TimeSpan.Zero),
    };

    /// <summary>Sets what depends on all instruments of one window, horizon and kind value.</summary>
    private static SensitivityProfile[] Compared(SensitivityProfile[] rows)
    {
        double?[] q = BenjaminiHochberg.Adjust([.. rows.Select(row => row.PBeta)]);
        double?[] reactions = BenjaminiHochberg.Adjust(
            [.. rows.Select(row => row.PEscalation), .. rows.Select(row => row.PDeescalation)]);
        int[] estimated = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i].BetaBps is not null)];
        ShrunkEstimate[] shrunk = Shrinkage.Shrink(
            [.. estimated.Select(i => (rows[i].BetaBps!.Value, rows[i].BetaErrorBps!.Value, rows[i].AssetClass))]);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = rows[i] with { QBeta = q[i], QEscalation = reactions[i], QDeescalation = reactions[rows.Length + i] };
        }

        for (int j = 0; j < estimated.Length; j++)
        {
            int i = estimated[j];
            rows[i] = rows[i] with
            {
                ShrunkBps = shrunk[j].Mean,
                ShrunkLoBps = shrunk[j].Lo,
                ShrunkHiBps = shrunk[j].Hi,
                Weight = shrunk[j].Weight,
            };
        }

        return rows;
    }
}
