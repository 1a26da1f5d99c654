using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Profiles of many instruments over the same events: a pure function of events, scores and prices. Instruments are added one after another, in any order;
/// what compares them (q, shrinkage) is set at the end. Not for use from several threads at once.
/// </summary>
public sealed class SensitivityStudy
{
    private const int FewestDaysOfKind = 8;
    private const int CalendarsKept = 4;
    private const double Bps = 1e4;

    private readonly EventStudy _study;
    private readonly SensitivityOptions _options;
    private readonly EventIndex _eventIndex;
    private readonly DateOnly _asOf;
    private readonly HorizonWeights[] _horizons;
    private readonly PlaceboDates[] _placebo;
    private readonly MeanEffects _means = new();
    private readonly List<SensitivityProfile> _rows = [];
    private readonly LinkedList<(string Key, CalendarDesigns Designs)> _calendars = new();

    /// <summary>Begins a study.</summary>
    /// <param name="study">How abnormal returns are computed.</param>
    /// <param name="eventIndex">The events that count, by position.</param>
    /// <param name="sessions">Every date on which an instrument traded, ascending; horizons look back from the last.</param>
    /// <param name="options">Windows, and whether placebo dates are drawn.</param>
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
        _placebo = options.Placebo ? [.. options.Windows.Select(window => new PlaceboDates(eventIndex, [.. sessions], window, eventIndex.Events.Count))] : [];
    }

    /// <summary>Adds an instrument that cannot be measured.</summary>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="assetClass">Its asset class.</param>
    /// <param name="status">Why.</param>
    public void AddWithoutPrices(string symbol, string assetClass, SensitivityStatus status)
    {
        foreach (EventWindow window in _options.Windows)
        {
            foreach (HorizonWeights horizon in _horizons)
            {
                _rows.Add(Blank(symbol, assetClass, window, horizon.Horizon, _eventIndex.Kinds[0]) with { Status = status });
            }
        }
    }

    /// <summary>Adds an instrument.</summary>
    /// <param name="assetClass">Its asset class.</param>
    /// <param name="returns">Its returns with its benchmark's, as far back as known.</param>
    /// <param name="observed">For each window of the options, what its final scores say.</param>
    public void Add(string assetClass, JoinedReturns returns, IReadOnlyList<IReadOnlyList<ObservedEvent>> observed)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(observed);
        ObservedEvent[][] ordered = [.. observed.Select(window => window.OrderBy(one => one.Day0).ThenBy(one => one.Event).ToArray())];
        double[] abnormal = OutOfSampleReturns.Of(_study, returns);
        var instrument = new Subject(assetClass, returns, abnormal, DesignsOf(CalendarDesigns.Fingerprint(returns.Dates, abnormal, ordered)));
        for (int w = 0; w < ordered.Length; w++)
        {
            AddWindow(instrument, w, ordered[w]);
        }
    }

    /// <summary>The profiles of all instruments added, by key.</summary>
    public IReadOnlyList<SensitivityProfile> Complete() =>
    [
        .. _rows.GroupBy(row => (row.PartitionKey, row.Kind, row.Value)).SelectMany(group => Compared([.. group.OrderBy(row => row.Symbol, StringComparer.Ordinal)]))
            .OrderBy(row => row.PartitionKey, StringComparer.Ordinal).ThenBy(row => row.RowKey, StringComparer.Ordinal),
    ];

    private CalendarDesigns DesignsOf(string key)
    {
        for (LinkedListNode<(string Key, CalendarDesigns Designs)>? node = _calendars.First; node is not null; node = node.Next)
        {
            if (node.Value.Key == key)
            {
                _calendars.Remove(node);
                _calendars.AddFirst(node);
                return node.Value.Designs;
            }
        }

        var designs = new CalendarDesigns();
        _calendars.AddFirst((key, designs));
        if (_calendars.Count > CalendarsKept)
        {
            _calendars.RemoveLast();
        }

        return designs;
    }

    private void AddWindow(Subject instrument, int w, ObservedEvent[] observed)
    {
        double[]? standardized = _options.Placebo ? OutOfSampleReturns.Standardized(_study, instrument.Returns, _options.Windows[w]) : null;
        double[]? quiet = standardized is null ? null : _placebo[w].OnQuietDays(instrument.Returns.Dates, standardized);
        int[] sessions = Array.ConvertAll(observed, one => instrument.Returns.IndexOnOrAfter(one.Day0));
        for (int k = 0; k < _eventIndex.Kinds.Count; k++)
        {
            EventKind kind = _eventIndex.Kinds[k];
            foreach (HorizonWeights horizon in _horizons)
            {
                ObservedDays days = ObservedDays.Of(observed, kind, _eventIndex, horizon, sessions);
                if ((k == 0 || days.Count >= FewestDaysOfKind) && (_options.Kinds is null || _options.Kinds.Contains((kind.Kind, kind.Value))))
                {
                    _rows.Add(Profile(instrument, new Slice(w, k, horizon, days), standardized, quiet));
                }
            }
        }
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

    private SensitivityProfile Profile(Subject instrument, Slice slice, double[]? standardized, double[]? quiet)
    {
        ObservedDays days = slice.Days;
        SensitivityProfile row = Blank(
            instrument.Returns.Symbol, instrument.AssetClass, _options.Windows[slice.Window], slice.Weights.Horizon, _eventIndex.Kinds[slice.Kind]) with
        {
            Events = days.Events,
            EventDays = days.Count,
            EscalationDays = days.Intensity.Count(value => value > 0),
            DeescalationDays = days.Intensity.Count(value => value < 0),
            FirstDay0 = days.Count == 0 ? null : days.Day0[0],
            LastDay0 = days.Count == 0 ? null : days.Day0[^1],
            OverlapShare = days.Count == 0 ? null : (double)days.Overlapping / days.Count,
            Status = days.Count == 0 ? SensitivityStatus.NoEvents
                : days.Signed.Length < MeanEffects.FewestDays ? SensitivityStatus.TooFewEvents
                : SensitivityStatus.Enough,
        };
        if (row.Status == SensitivityStatus.NoEvents)
        {
            return row;
        }

        var reasons = new SortedSet<string>(StringComparer.Ordinal);
        if (_options.BetaOnly)
        {
            row = row.Status == SensitivityStatus.Enough ? WithBeta(row, instrument, slice, reasons) : row;
            return row with { Reason = [.. reasons] };
        }

        row = WithResponses(WithMeans(row, days, reasons), days);
        if (row.Status == SensitivityStatus.Enough)
        {
            row = WithBeta(row, instrument, slice, reasons);
            row = WithPlacebo(row, slice, standardized, quiet, reasons);
        }

        return row with { Reason = [.. reasons] };
    }

    private SensitivityProfile WithMeans(SensitivityProfile row, ObservedDays days, SortedSet<string> reasons)
    {
        MeanEffect? e = Mean(1, days.Car), d = Mean(-1, days.Car);
        if (e is null || d is null)
        {
            reasons.Add("too_few_events");
        }

        var spread = MeanEffect.Combine(e, d, -1);
        var asymmetry = MeanEffect.Combine(e, d, 1);
        row = row with
        {
            EscalationMeanPct = 100 * e?.Mean,
            EscalationLoPct = 100 * e?.Lo,
            EscalationHiPct = 100 * e?.Hi,
            PEscalation = e is null ? null : MeanTests.CrossSectional(days.Where(1, days.Scar).Values)?.PValue,
            DeescalationMeanPct = 100 * d?.Mean,
            DeescalationLoPct = 100 * d?.Lo,
            DeescalationHiPct = 100 * d?.Hi,
            PDeescalation = d is null ? null : MeanTests.CrossSectional(days.Where(-1, days.Scar).Values)?.PValue,
            SpreadPct = 100 * spread?.Value,
            SpreadLoPct = 100 * spread?.Lo,
            SpreadHiPct = 100 * spread?.Hi,
            AsymmetryPct = 100 * asymmetry?.Value,
            AsymmetryLoPct = 100 * asymmetry?.Lo,
            AsymmetryHiPct = 100 * asymmetry?.Hi,
        };
        return row.Status == SensitivityStatus.Enough ? WithHitRate(row, days) : row;

        MeanEffect? Mean(int sign, double[] values)
        {
            (double[] chosen, double[] weights) = days.Where(sign, values);
            return _means.Of(chosen, weights);
        }
    }

    /// <summary>Interval of Wilson (1927, eq. 4).</summary>
    private static SensitivityProfile WithHitRate(SensitivityProfile row, ObservedDays days)
    {
        double hits = 0, total = 0, squares = 0;
        for (int i = 0; i < days.Count; i++)
        {
            double weight = days.Intensity[i] == 0 ? 0 : days.Weight[i];
            hits += days.Car[i] * days.Intensity[i] < 0 ? weight : 0;
            total += weight;
            squares += weight * weight;
        }

        double z = Normal.Quantile(0.975), n = total * total / squares, share = hits / total;
        double centre = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        double half = z * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n))) / (1 + (z * z / n));
        return row with { HitRate = share, HitRateLo = centre - half, HitRateHi = centre + half };
    }

    private SensitivityProfile WithResponses(SensitivityProfile row, ObservedDays days)
    {
        (double[] values, double[] weights) = days.Where(null, days.Volume);
        MeanEffect? volume = _means.Of(values, weights);
        (values, weights) = days.Where(null, days.Volatility);
        MeanEffect? volatility = _means.Of(values, weights);
        return row with
        {
            VolumeResponse = volume?.Mean,
            VolumeResponseLo = volume?.Lo,
            VolumeResponseHi = volume?.Hi,
            VolatilityResponse = volatility?.Mean,
            VolatilityResponseLo = volatility?.Lo,
            VolatilityResponseHi = volatility?.Hi,
        };
    }

    private SensitivityProfile WithBeta(SensitivityProfile row, Subject instrument, Slice slice, SortedSet<string> reasons)
    {
        ObservedDays days = slice.Days;
        int count = instrument.Returns.Count;
        if (days.IsConstant)
        {
            reasons.Add("constant_intensity");
            return row;
        }

        TensionDesign? design = instrument.Design(this, slice, part: 0, 0, count);
        if (design?.Estimate(instrument.Abnormal) is not { } beta)
        {
            reasons.Add("slope_undefined");
            return row;
        }

        double wide = StudentT.Quantile(0.975, beta.DegreesOfFreedom) * beta.StandardError;
        row = row with
        {
            BetaBps = Bps * beta.Slope,
            BetaLoBps = Bps * (beta.Slope - wide),
            BetaHiBps = Bps * (beta.Slope + wide),
            BetaErrorBps = Bps * beta.StandardError,
            PBeta = StudentT.TwoSided(beta.Slope / beta.StandardError, beta.DegreesOfFreedom),
            Sessions = design.Sessions,
            WindowErrorPct = 100 * design.WindowError(beta.Residuals),
        };
        return _options.BetaOnly ? row : WithHalves(WithInfluence(row, slice, design, beta), instrument, slice, reasons);
    }

    private SensitivityProfile WithInfluence(SensitivityProfile row, Slice slice, TensionDesign design, BetaEstimate beta)
    {
        ObservedDays days = slice.Days;
        var influential = design.MostInfluential(beta, days.Session);
        return row with
        {
            InfluentialEventId = influential is { } most ? _eventIndex.Events[days.MainEvent[most.Day]].EventId : null,
            BetaWithoutBps = influential is { } without && double.IsFinite(without.Slope) ? Bps * without.Slope : null,
        };
    }

    private SensitivityProfile WithHalves(SensitivityProfile row, Subject instrument, Slice slice, SortedSet<string> reasons)
    {
        int[] signed = slice.Days.Signed;
        if (signed.Length < 2 * MeanEffects.FewestDays)
        {
            reasons.Add("too_few_events_per_half");
            return row;
        }

        int boundary = Math.Clamp(slice.Days.Session[signed[signed.Length / 2]] + _options.Windows[slice.Window].Start, 0, instrument.Returns.Count);
        BetaEstimate? first = instrument.Design(this, slice, part: 1, 0, boundary)?.Estimate(instrument.Abnormal);
        BetaEstimate? second = instrument.Design(this, slice, part: 2, boundary, instrument.Returns.Count)?.Estimate(instrument.Abnormal);
        if (first is not { } a || second is not { } b)
        {
            reasons.Add("slope_undefined_in_a_half");
            return row;
        }

        double change = b.Slope - a.Slope;
        double wide = Normal.Quantile(0.975) * Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError));
        return row with
        {
            BetaFirstHalfBps = Bps * a.Slope,
            BetaSecondHalfBps = Bps * b.Slope,
            BetaChangeBps = Bps * change,
            BetaChangeLoBps = Bps * (change - wide),
            BetaChangeHiBps = Bps * (change + wide),
        };
    }

    private SensitivityProfile WithPlacebo(SensitivityProfile row, Slice slice, double[]? standardized, double[]? quiet, SortedSet<string> reasons)
    {
        if (standardized is null)
        {
            return row;
        }

        if (quiet is null)
        {
            reasons.Add("too_few_quiet_days");
            return row;
        }

        double[] observed = Array.ConvertAll(slice.Days.Session, day => day < standardized.Length ? standardized[day] : double.NaN);
        double[] intensity = [.. slice.Days.Intensity.Select((value, i) => value * slice.Days.Weight[i])];
        return row with { PPlacebo = _placebo[slice.Window].PValue(intensity, observed, quiet) };
    }

    /// <summary>Sets what compares the instruments of one window, horizon and kind value.</summary>
    private static SensitivityProfile[] Compared(SensitivityProfile[] rows)
    {
        double?[] q = BenjaminiHochberg.Adjust([.. rows.Select(row => row.PBeta)]);
        int[] estimated = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i].BetaBps is not null)];
        ShrunkEstimate[] shrunk = Shrinkage.Of([.. estimated.Select(i => (rows[i].BetaBps!.Value, rows[i].BetaErrorBps!.Value, rows[i].AssetClass))]);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = rows[i] with { QBeta = q[i] };
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

    /// <summary>One instrument while it is added.</summary>
    private sealed record Subject(string AssetClass, JoinedReturns Returns, double[] Abnormal, CalendarDesigns Designs)
    {
        public TensionDesign? Design(SensitivityStudy study, Slice slice, int part, int from, int to) => Designs.Get(
            slice.Window,
            slice.Kind,
            slice.Weights.Horizon,
            part,
            () => CalendarDesigns.Create(Returns.Dates, Abnormal, slice.Days, study._options.Windows[slice.Window], slice.Weights, from, to));
    }

    /// <summary>One window, kind and horizon.</summary>
    private sealed record Slice(int Window, int Kind, HorizonWeights Weights, ObservedDays Days);
}

/// <summary>What a sensitivity study covers.</summary>
public sealed record SensitivityOptions
{
    /// <summary>The windows; observations are given in this order.</summary>
    public IReadOnlyList<EventWindow> Windows { get; init; } = EventWindow.Defaults;

    /// <summary>Whether placebo dates are drawn.</summary>
    public bool Placebo { get; init; } = true;

    /// <summary>The horizons.</summary>
    public IReadOnlyList<Horizon> Horizons { get; init; } = Enum.GetValues<Horizon>();

    /// <summary>The kinds of events, as kind and value; null for all that there are.</summary>
    public IReadOnlyList<(string Kind, string Value)>? Kinds { get; init; }

    /// <summary>Whether the tension beta and the window's error are all that is wanted, as a scenario needs them.</summary>
    public bool BetaOnly { get; init; }
}
