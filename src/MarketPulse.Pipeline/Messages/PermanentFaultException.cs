namespace MarketPulse.Pipeline.Messages;

/// <summary>Work that can never succeed, however often it is tried: it belongs in the dead letters, with its reason.</summary>
public sealed class PermanentFaultException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="reason">Code, e.g. <c>unknown_version</c>.</param>
    /// <param name="message">A sentence a person can act on.</param>
    /// <param name="inner">The cause, if any.</param>
    public PermanentFaultException(string reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>The reason as a code.</summary>
    public string Reason { get; }
}
