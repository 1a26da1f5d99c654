namespace MarketPulse.Testing.Functions;

/// <summary>The app or its worker does not do as it should; the message says what to do, or ends with the worker's last lines.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">What it came from.</param>
public sealed class FunctionsHostException(string message, Exception? cause = null) : Exception(message, cause);
