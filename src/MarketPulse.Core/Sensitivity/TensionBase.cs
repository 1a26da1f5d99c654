namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// What standardizes the index of one scope: fixed once the base windows are over, so that later days can be computed without the earlier
/// ones.
/// </summary>
/// <param name="Deviations">Standard deviation of each feed's daily share in its base window; zero when the share did not vary.</param>
/// <param name="Mean">Mean of the index before scaling in its base window; null without a value.</param>
/// <param name="Last">
/// The last day that <paramref name="Mean"/> depends on; null while the base window is not over and a further day may change it.
/// </param>
public sealed record TensionBase(IReadOnlyDictionary<string, double> Deviations, double? Mean, DateOnly? Last);
