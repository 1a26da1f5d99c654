using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace MarketPulse.Faults.Hostile;

/// <summary>Puts inputs through parsers on a thread that can be left behind, so that one that never returns costs its own input alone.</summary>
internal sealed class TimedParser : IDisposable
{
    private const long FreeBytes = 64L * 1024 * 1024;
    private const long BytesPerByte = 2000;

    // A busy machine pauses a thread for seconds; a slow parser is slow each time.
    private const int Looks = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Worker _worker = new();

    /// <summary>The parser that took longest, and how long.</summary>
    public (string Parser, TimeSpan Took) Slowest { get; private set; } = ("none", TimeSpan.Zero);

    /// <summary>Parses, again where it took too long.</summary>
    /// <returns>What is wrong: an exception that is not the parser's own, a broken promise, too much time or memory; null when nothing is.</returns>
    public string? Try(string name, Func<string, string?> parser, string text)
    {
        TimeSpan took = TimeSpan.MaxValue;
        for (int look = 0; look < Looks && took > Limit; look++)
        {
            long begun = Stopwatch.GetTimestamp();
            TimeSpan worked = Environment.CpuUsage.TotalTime;
            if (_worker.TryParse(parser, text, Patience) is not { } answer)
            {
                _worker.Dispose();
                _worker = new Worker();
                return $"no answer within {Patience.TotalSeconds:0} s";
            }

            // On a busy machine the clock runs on while the parser waits for its turn; what it used of the processor is its own.
            TimeSpan passed = Stopwatch.GetElapsedTime(begun);
            TimeSpan used = Environment.CpuUsage.TotalTime - worked;
            took = used < passed ? used : passed;
            if (answer.Wrong is not null)
            {
                return answer.Wrong;
            }

            if (answer.Bytes > FreeBytes + (BytesPerByte * Encoding.UTF8.GetByteCount(text)))
            {
                return $"took {answer.Bytes / (1024 * 1024)} MB";
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

        // The thread ends with its input, or never, and then with the process.
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
#pragma warning disable CA1031 // Any exception but the parser's own is the finding.
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
