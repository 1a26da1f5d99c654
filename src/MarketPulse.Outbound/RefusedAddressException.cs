namespace MarketPulse.Outbound;

/// <summary>An address that may not be asked.</summary>
/// <param name="message">One sentence that names the host and says why, without the rest of the address.</param>
public sealed class RefusedAddressException(string message) : Exception(message);
