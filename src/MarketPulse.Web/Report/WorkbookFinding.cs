using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Web.Report;

/// <summary>The mean reaction of an instrument to one stance of all events, over [-1,+1] and the whole history.</summary>
/// <param name="Profile">The profile that it is from.</param>
/// <param name="Stance">Code of the stance.</param>
/// <param name="Days">Event days of that stance.</param>
internal sealed record WorkbookFinding(SensitivityProfile Profile, string Stance, int Days)
{
    public double? MeanPct { get; init; }

    public double? LoPct { get; init; }

    public double? HiPct { get; init; }

    public double? Q { get; init; }

    /// <summary>The findings among the profiles, the smallest q first.</summary>
    public static IEnumerable<WorkbookFinding> Of(IEnumerable<SensitivityProfile> profiles) => profiles
        .Where(profile => profile is { Kind: "all", Value: "all" }
            && profile.WindowKey == new EventWindow(-1, 1).Key && profile.Horizon == Horizon.All.Code())
        .SelectMany(profile => new[]
        {
            new WorkbookFinding(profile, Codes<Stance>.Of(Core.Events.Stance.Escalation), profile.EscalationDays)
            {
                MeanPct = profile.EscalationMeanPct,
                LoPct = profile.EscalationLoPct,
                HiPct = profile.EscalationHiPct,
                Q = profile.QEscalation,
            },
            new WorkbookFinding(profile, Codes<Stance>.Of(Core.Events.Stance.Deescalation), profile.DeescalationDays)
            {
                MeanPct = profile.DeescalationMeanPct,
                LoPct = profile.DeescalationLoPct,
                HiPct = profile.DeescalationHiPct,
                Q = profile.QDeescalation,
            },
        })
        .Where(finding => finding.MeanPct is not null)
        .OrderBy(finding => finding.Q ?? double.MaxValue).ThenBy(finding => finding.Profile.Symbol, StringComparer.Ordinal);
}
