namespace MarketPulse.Local.Printing;

/// <summary>How every command prints, whatever it prints.</summary>
/// <param name="Quiet">Whether to print only results, warnings and errors: no sentences beside them and no progress.</param>
/// <param name="NoColor">Whether to print without colour and without progress, as with the variable NO_COLOR.</param>
internal sealed record OutputManner(bool Quiet = false, bool NoColor = false);
