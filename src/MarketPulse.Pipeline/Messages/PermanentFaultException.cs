namespace MarketPulse.Pipeline.Messages;

/// <summary>Thrown when work can never succeed, however often it is retried. Its message is dead-lettered with the reason.</summary>
public sealed class PermanentFaultException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="reason">The reason as a code, e.g. <c>unknown_version</c>.</param>
    /// <param name="message">A sentence that tells an operator what is wrong and what to do.</param>
    /// <param name="inner">The cause, if any.</param>
    public PermanentFaultException(string reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>The reason as a code.</summary>
    public string Reason { get; }
}
