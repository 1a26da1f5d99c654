namespace MarketPulse.Outbound;

/// <summary>Thrown when an address must not be requested.</summary>
/// <param name="message">One sentence that names the host, but not the rest of the address, and gives the reason.</param>
public sealed class RefusedAddressException(string message) : Exception(message);
