using System.Globalization;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Thrown when data is requested as of a moment before the store kept a history of what it held.</summary>
public sealed class AsOfTooEarlyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="logStartsUtc">The first moment that can be read; null when the history has not started.</param>
    public AsOfTooEarlyException(DateTimeOffset? logStartsUtc)
        : base(logStartsUtc is { } start
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"What the store held is known from {start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'} on (logstartsutc); ask for "
                + $"that moment or a later one.")
            : "The store keeps no history yet; it starts with the next refresh of the dimensions.") =>
        LogStartsUtc = logStartsUtc;

    /// <summary>The first moment that can be read; null when the history has not started.</summary>
    public DateTimeOffset? LogStartsUtc { get; }
}
