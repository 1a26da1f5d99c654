using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>Thrown when a poll fails.</summary>
public sealed class FeedFaultException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="outcome">How the poll ended.</param>
    /// <param name="message">One sentence that a person can act on; it must not contain a key.</param>
    /// <param name="retryAfter">The wait that the source requested; null for none.</param>
    /// <param name="inner">The cause.</param>
    public FeedFaultException(PollOutcome outcome, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        Outcome = outcome;
        RetryAfter = retryAfter;
    }

    /// <summary>How the poll ended.</summary>
    public PollOutcome Outcome { get; }

    /// <summary>The wait that the source requested; null for none.</summary>
    public TimeSpan? RetryAfter { get; }
}
