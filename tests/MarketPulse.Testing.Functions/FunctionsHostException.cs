namespace MarketPulse.Testing.Functions;

/// <summary>Thrown when the app or its worker misbehaves. The message says what to do, or ends with the last lines of the worker.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">The cause, if any.</param>
public sealed class FunctionsHostException(string message, Exception? cause = null) : Exception(message, cause);
