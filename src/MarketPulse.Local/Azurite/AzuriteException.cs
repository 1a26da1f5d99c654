namespace MarketPulse.Local.Azurite;

/// <summary>Azurite could not be installed or started; the message says why, and what to do about it.</summary>
public sealed class AzuriteException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="inner">The cause, if any.</param>
    public AzuriteException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
