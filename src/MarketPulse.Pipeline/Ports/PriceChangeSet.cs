namespace MarketPulse.Pipeline.Ports;

/// <summary>What a merge of prices changed.</summary>
/// <param name="NewBars">Number of bars added.</param>
/// <param name="FirstChanged">Date of the first new or changed bar; null when nothing changed.</param>
/// <param name="LastBar">Date of the last bar now stored.</param>
/// <param name="HistoryChanged">Whether a past return changed by more than 1e-6.</param>
public readonly record struct PriceChangeSet(int NewBars, DateOnly? FirstChanged, DateOnly? LastBar, bool HistoryChanged);
