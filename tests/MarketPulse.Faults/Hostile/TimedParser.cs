using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace MarketPulse.Faults.Hostile;

/// <summary>Runs parsers on a thread that can be abandoned, so that a parser that never returns affects only its own input.</summary>
internal sealed class TimedParser : IDisposable
{
    private const long FreeBytes = 64L * 1024 * 1024;
    private const long BytesPerByte = 2000;

    /// <summary>Attempts before a parser counts as slow: other work of this process may use processor time meanwhile.</summary>
    private const int Attempts = 4;

    /// <summary>Most processor time of an input.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>When a parser counts as hung: long enough that a busy machine gives a thread its second of processor time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Worker _worker = new();

    /// <summary>The parser that took longest, and its time.</summary>
    public (string Parser, TimeSpan Took) Slowest { get; private set; } = ("none", TimeSpan.Zero);

    /// <summary>Parses an input, repeatedly if it takes too long.</summary>
    /// <returns>What is wrong: an undocumented exception, a wrong result, or too much time or memory; null if nothing is wrong.</returns>
    public string? Try(string name, Func<string, string?> parser, string text)
    {
        TimeSpan took = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < Attempts && took > Limit; attempt++)
        {
            long begun = Stopwatch.GetTimestamp();
            TimeSpan worked = Environment.CpuUsage.TotalTime;
            if (_worker.TryParse(parser, text, Patience) is not { } answer)
            {
                _worker.Dispose();
                _worker = new Worker();
                return $"did not return within {Patience.TotalSeconds:0} s";
            }

            // The processor time is that of the whole process, and the elapsed time includes waits for the processor. Each is an upper
            // bound.
            TimeSpan passed = Stopwatch.GetElapsedTime(begun);
            TimeSpan used = Environment.CpuUsage.TotalTime - worked;
            took = used < passed ? used : passed;
            if (answer.Wrong is not null)
            {
                return answer.Wrong;
            }

            if (answer.Bytes > FreeBytes + (BytesPerByte * Encoding.UTF8.GetByteCount(text)))
            {
                return $"allocated {answer.Bytes / (1024 * 1024)} MB";
            }
        }

        if (took > Slowest.Took)
        {
            Slowest = (name, took);
        }

        return took > Limit ? $"took {took.TotalSeconds:0.0} s" : null;
    }

    public void Dispose() => _worker.Dispose();

    private sealed record Answer(string? Wrong, long Bytes);

    private sealed class Worker : IDisposable
    {
        private readonly BlockingCollection<(Func<string, string?> Parser, string Text)> _asked = [];
        private readonly BlockingCollection<Answer> _answers = [];

        public Worker() => new Thread(Run) { IsBackground = true, Name = "hostile input" }.Start();

        public Answer? TryParse(Func<string, string?> parser, string text, TimeSpan patience)
        {
            _asked.Add((parser, text));
            return _answers.TryTake(out Answer? answer, patience) ? answer : null;
        }

        // The thread ends when it has parsed its input; one that hangs ends with the process.
        public void Dispose() => _asked.CompleteAdding();

        private void Run()
        {
            foreach ((Func<string, string?> parser, string text) in _asked.GetConsumingEnumerable())
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                string? wrong;
                try
                {
                    wrong = parser(text);
                }
#pragma warning disable CA1031 // Any exception that a parser does not document is a finding.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    wrong = $"{e.GetType().Name}: {e.Message}";
                }

                _answers.Add(new Answer(wrong, GC.GetAllocatedBytesForCurrentThread() - before));
            }
        }
    }
}
