using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>The numbers of one profile: what one instrument did on the event days of one window, kind and horizon.</summary>
/// <param name="eventIndex">The events.</param>
/// <param name="options">The windows, and which numbers to compute.</param>
/// <param name="placebo">The placebo dates of each window; empty when none are drawn.</param>
internal sealed class ProfileMeasurement(EventIndex eventIndex, SensitivityOptions options, IReadOnlyList<PlaceboDates> placebo)
{
    private const double Bps = 1e4;

    private readonly MeanEffects _means = new();

    /// <summary>Fills in a profile.</summary>
    /// <param name="blank">The profile's key, without numbers.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="slice">The event days.</param>
    /// <param name="reactions">The instrument's reactions for the placebo; null when no dates are drawn.</param>
    public SensitivityProfile Measure(
        SensitivityProfile blank, ProfiledInstrument instrument, ProfileSlice slice, PlaceboReactions? reactions)
    {
        SensitivityProfile row = WithCounts(blank, slice.Days);
        if (row.Status == SensitivityStatus.NoEvents)
        {
            return row;
        }

        var reasons = new HashSet<SensitivityReason>();
        row = options.BetaOnly ? row : WithResponses(WithMeans(row, slice.Days, reasons), slice.Days);
        if (row.Status == SensitivityStatus.Enough)
        {
            row = WithBeta(row, instrument, slice, reasons);
            row = options.BetaOnly || reactions is null ? row : WithPlacebo(row, slice, reactions, reasons);
        }

        return row with { Reason = [.. reasons.Select(reason => reason.Code()).Order(StringComparer.Ordinal)] };
    }

    private static SensitivityProfile WithCounts(SensitivityProfile row, ObservedDays days) => row with
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

    private SensitivityProfile WithMeans(SensitivityProfile row, ObservedDays days, HashSet<SensitivityReason> reasons)
    {
        MeanEffect? escalation = Mean(1), deescalation = Mean(-1);
        if (escalation is null || deescalation is null)
        {
            reasons.Add(SensitivityReason.TooFewEvents);
        }

        var spread = MeanEffect.Combine(escalation, deescalation, sign: -1);
        var asymmetry = MeanEffect.Combine(escalation, deescalation, sign: 1);
        row = row with
        {
            EscalationMeanPct = 100 * escalation?.Mean,
            EscalationLoPct = 100 * escalation?.Lo,
            EscalationHiPct = 100 * escalation?.Hi,
            PEscalation = escalation is null ? null : MeanTests.CrossSectional(days.Where(1, days.Scar).Values)?.PValue,
            DeescalationMeanPct = 100 * deescalation?.Mean,
            DeescalationLoPct = 100 * deescalation?.Lo,
            DeescalationHiPct = 100 * deescalation?.Hi,
            PDeescalation = deescalation is null ? null : MeanTests.CrossSectional(days.Where(-1, days.Scar).Values)?.PValue,
            SpreadPct = 100 * spread?.Value,
            SpreadLoPct = 100 * spread?.Lo,
            SpreadHiPct = 100 * spread?.Hi,
            AsymmetryPct = 100 * asymmetry?.Value,
            AsymmetryLoPct = 100 * asymmetry?.Lo,
            AsymmetryHiPct = 100 * asymmetry?.Hi,
        };
        return row.Status == SensitivityStatus.Enough ? WithHitRate(row, days) : row;

        MeanEffect? Mean(int sign)
        {
            (double[] values, double[] weights) = days.Where(sign, days.Car);
            return _means.Estimate(values, weights);
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
        MeanEffect? volume = _means.Estimate(values, weights);
        (values, weights) = days.Where(null, days.Volatility);
        MeanEffect? volatility = _means.Estimate(values, weights);
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

    private SensitivityProfile WithBeta(
        SensitivityProfile row, ProfiledInstrument instrument, ProfileSlice slice, HashSet<SensitivityReason> reasons)
    {
        if (slice.Days.IsConstant)
        {
            reasons.Add(SensitivityReason.ConstantIntensity);
            return row;
        }

        TensionDesign? design = instrument.Design(slice, options.Windows[slice.Window]);
        if (design?.Estimate(instrument.Abnormal) is not { } beta)
        {
            reasons.Add(SensitivityReason.SlopeUndefined);
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
        return options.BetaOnly
            ? row
            : WithHalves(
                WithInfluence(WithClean(row, instrument, design, beta, reasons), slice.Days, design, beta), instrument, slice, reasons);
    }

    private static SensitivityProfile WithClean(
        SensitivityProfile row, ProfiledInstrument instrument, TensionDesign design, BetaEstimate beta, HashSet<SensitivityReason> reasons)
    {
        BetaEstimate? clean = design.EstimateClean(beta, instrument.Releases);
        if (clean is null)
        {
            reasons.Add(SensitivityReason.CleanSlopeUndefined);
        }

        return row with
        {
            BetaCleanBps = Bps * clean?.Slope,
            BetaCleanErrorBps = Bps * clean?.StandardError,
            PBetaClean = clean is null ? null : StudentT.TwoSided(clean.Slope / clean.StandardError, clean.DegreesOfFreedom),
            ReleaseSessions = design.Weighted(instrument.ReleaseSessions).Length,
        };
    }

    private SensitivityProfile WithInfluence(SensitivityProfile row, ObservedDays days, TensionDesign design, BetaEstimate beta)
    {
        var influential = design.MostInfluential(beta, days.Session);
        return row with
        {
            InfluentialEventId = influential is { } most ? eventIndex.Events[days.MainEvent[most.Day]].EventId : null,
            BetaWithoutBps = influential is { } without && double.IsFinite(without.Slope) ? Bps * without.Slope : null,
        };
    }

    private SensitivityProfile WithHalves(
        SensitivityProfile row, ProfiledInstrument instrument, ProfileSlice slice, HashSet<SensitivityReason> reasons)
    {
        int[] signed = slice.Days.Signed;
        if (signed.Length < 2 * MeanEffects.FewestDays)
        {
            reasons.Add(SensitivityReason.TooFewEventsPerHalf);
            return row;
        }

        EventWindow window = options.Windows[slice.Window];
        int boundary = Math.Clamp(slice.Days.Session[signed[signed.Length / 2]] + window.Start, 0, instrument.Returns.Count);
        BetaEstimate? first = instrument.FirstHalf(slice, window, boundary)?.Estimate(instrument.Abnormal);
        BetaEstimate? second = instrument.SecondHalf(slice, window, boundary)?.Estimate(instrument.Abnormal);
        if (first is not { } a || second is not { } b)
        {
            reasons.Add(SensitivityReason.SlopeUndefinedInAHalf);
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

    private SensitivityProfile WithPlacebo(
        SensitivityProfile row, ProfileSlice slice, PlaceboReactions reactions, HashSet<SensitivityReason> reasons)
    {
        if (reactions.OnQuietDays is not { } quiet)
        {
            reasons.Add(SensitivityReason.TooFewQuietDays);
            return row;
        }

        double[] observed = Array.ConvertAll(
            slice.Days.Session, day => day < reactions.BySession.Length ? reactions.BySession[day] : double.NaN);
        double[] intensity = [.. slice.Days.Intensity.Select((value, i) => value * slice.Days.Weight[i])];
        return row with { PPlacebo = placebo[slice.Window].PValue(intensity, observed, quiet) };
    }
}

/// <summary>
/// How an instrument reacted over one window, for comparison with placebo dates (<see cref="OutOfSampleReturns.Standardized"/>).
/// </summary>
/// <param name="BySession">Its reaction around each session, NaN where there is none.</param>
/// <param name="OnQuietDays">Its reactions on the quiet sessions; null when there are too few.</param>
internal sealed record PlaceboReactions(double[] BySession, double[]? OnQuietDays);
