namespace MarketPulse.Core.Events.Clustering;

/// <summary>A headline with the act that a reader says it reports.</summary>
/// <param name="Id">Identifies the headline in its file.</param>
/// <param name="Published">UTC date of publication.</param>
/// <param name="Title">The headline as plain text.</param>
/// <param name="Act">The act, the same for all its reports; null if the headline reports none.</param>
public sealed record LabelledAct(string Id, DateOnly Published, string Title, string? Act);
