namespace MarketPulse.Local.Commands;

/// <summary>Ends a command with one sentence for the user.</summary>
internal sealed class CommandError : Exception
{
    private CommandError(string sentence, int exitCode, Exception? inner)
        : base(sentence, inner) => ExitCode = exitCode;

    /// <summary>1 when the work failed, 2 when the arguments are wrong.</summary>
    public int ExitCode { get; }

    /// <summary>An error for work that failed.</summary>
    /// <param name="sentence">What is wrong, where (file, line, column), and what to do about it.</param>
    /// <param name="inner">The cause, if any.</param>
    public static CommandError Failed(string sentence, Exception? inner = null) => new(sentence, ExitCodes.Failed, inner);

    /// <summary>An error for wrong arguments.</summary>
    /// <param name="sentence">Which argument, and what it must be.</param>
    public static CommandError BadArguments(string sentence) => new(sentence, ExitCodes.BadArguments, null);
}

/// <summary>Exit codes of every command.</summary>
internal static class ExitCodes
{
    /// <summary>The command succeeded.</summary>
    public const int Ok = 0;

    /// <summary>Something failed; the rest was processed.</summary>
    public const int Failed = 1;

    /// <summary>The arguments are wrong; nothing was done.</summary>
    public const int BadArguments = 2;
}
