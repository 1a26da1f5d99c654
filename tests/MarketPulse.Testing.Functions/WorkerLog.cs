using System.Collections.Immutable;
using MarketPulse.Testing.Functions.Rpc;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Testing.Functions;

/// <summary>A line that the worker logged.</summary>
/// <param name="InvocationId">The invocation that it belongs to. If empty, the real host does not show the line.</param>
/// <param name="Category">The logger's name.</param>
/// <param name="Level">Its level.</param>
/// <param name="Message">Its text.</param>
/// <param name="IsSystem">Whether the worker's own code wrote it, not the app's.</param>
public sealed record LogLine(string InvocationId, string Category, LogLevel Level, string Message, bool IsSystem);

/// <summary>The lines that the worker writes to the stream and to its console.</summary>
public sealed class WorkerLog
{
    private const int LastLines = 60;
    private readonly Lock _lock = new();
    private readonly Queue<string> _last = new();
    private readonly List<(Func<string, bool> IsMatch, TaskCompletionSource Seen)> _awaited = [];
    private ImmutableList<LogLine> _lines = [];

    /// <summary>All lines from the stream, in order.</summary>
    public IReadOnlyList<LogLine> Lines => Volatile.Read(ref _lines);

    /// <summary>The last lines from stream and console, for messages.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return _last.Count == 0
                    ? "The worker has written nothing."
                    : $"The worker's last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _last)}";
            }
        }
    }

    /// <summary>
    /// Completes when the worker writes a line that contains the text to the stream or console, or at once if one of the last lines does.
    /// </summary>
    internal Task WhenSeenAsync(string text)
    {
        lock (_lock)
        {
            bool IsMatch(string line) => line.Contains(text, StringComparison.Ordinal);
            if (_last.Any(IsMatch))
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((IsMatch, seen));
            return seen.Task;
        }
    }

    internal void AddOutput(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            lock (_lock)
            {
                Remember(line);
            }
        }
    }

    internal void Add(RpcLog log)
    {
        bool isSystem = log.LogCategory == RpcLog.Types.RpcLogCategory.System;
        var line = new LogLine(log.InvocationId, log.Category, (LogLevel)(int)log.Level, log.Message, isSystem);
        lock (_lock)
        {
            _lines = _lines.Add(line);
            Remember($"{line.Level}: {line.Category}: {line.Message}");
            if (log.Exception is { } exception)
            {
                Remember(exception.Message);
            }
        }
    }

    private void Remember(string line)
    {
        _last.Enqueue(line);
        if (_last.Count > LastLines)
        {
            _last.Dequeue();
        }

        _awaited.RemoveAll(wait => wait.IsMatch(line) && wait.Seen.TrySetResult());
    }
}
