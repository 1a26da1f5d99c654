using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>A poll that failed, and in which way.</summary>
public sealed class FeedFaultException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="outcome">How the poll ended.</param>
    /// <param name="message">One sentence that a person can act on, without a key in it.</param>
    /// <param name="retryAfter">The wait that the source asked for.</param>
    /// <param name="inner">The cause.</param>
    public FeedFaultException(PollOutcome outcome, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        Outcome = outcome;
        RetryAfter = retryAfter;
    }

    /// <summary>How the poll ended.</summary>
    public PollOutcome Outcome { get; }

    /// <summary>The wait that the source asked for; null when it asked for none.</summary>
    public TimeSpan? RetryAfter { get; }
}
