using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Sensitivity;

/// <summary>An instrument while its profiles are measured.</summary>
/// <param name="AssetClass">Its asset class.</param>
/// <param name="Returns">Its returns with its benchmark's.</param>
/// <param name="Abnormal">Its abnormal return of each session, out of sample.</param>
/// <param name="Designs">The regressions of its calendar.</param>
internal sealed record ProfiledInstrument(string AssetClass, JoinedReturns Returns, double[] Abnormal, CalendarDesigns Designs)
{
    /// <summary>What to keep in mind about its prices: <see cref="SensitivityProfile.Marks"/>.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>For each kind of scheduled release the sessions of its releases, each once, as positions in the returns.</summary>
    public IReadOnlyList<int[]> Releases
    {
        get;
        init
        {
            field = value;
            ReleaseSessions = [.. value.SelectMany(sessions => sessions).Distinct()];
        }
    }
    = [];

    /// <summary>The sessions on which a release of any kind falls, each once, as positions in the returns.</summary>
    public int[] ReleaseSessions { get; private init; } = [];

    /// <summary>The regression over all sessions; null where its slope is undefined.</summary>
    public TensionDesign? Design(ProfileSlice slice, EventWindow window) => Design(slice, window, CalendarPart.Whole, ..Returns.Count);

    /// <summary>The regression over the sessions before a boundary.</summary>
    public TensionDesign? FirstHalf(ProfileSlice slice, EventWindow window, int boundary) =>
        Design(slice, window, CalendarPart.FirstHalf, ..boundary);

    /// <summary>The regression over the sessions from a boundary on.</summary>
    public TensionDesign? SecondHalf(ProfileSlice slice, EventWindow window, int boundary) =>
        Design(slice, window, CalendarPart.SecondHalf, boundary..Returns.Count);

    private TensionDesign? Design(ProfileSlice slice, EventWindow window, CalendarPart part, Range sessions) => Designs.Get(
        new DesignKey(slice.Window, slice.Kind, slice.Horizon.Horizon, part),
        () => CalendarDesigns.Create(Returns.Dates, Abnormal, slice.Days, window, slice.Horizon, sessions));
}
