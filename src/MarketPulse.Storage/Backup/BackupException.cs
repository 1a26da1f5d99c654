namespace MarketPulse.Storage.Backup;

/// <summary>A backup cannot be written or restored; the message says why and what to do.</summary>
public sealed class BackupException : IOException
{
    /// <summary>Creates the exception.</summary>
    public BackupException()
    {
    }

    /// <summary>Creates the exception with a message for the user.</summary>
    public BackupException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for the user and its cause.</summary>
    public BackupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
