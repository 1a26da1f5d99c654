using MarketPulse.Core.Contract;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>
/// Rows of a batch, ordered by event in the order of the list, then instrument, then window. Some events are computed at a time, so memory
/// does not grow with the number of rows.
/// </summary>
/// <param name="study">The engine.</param>
/// <param name="windows">The windows to score.</param>
/// <param name="rowsAtOnce">Rows computed and held at a time.</param>
internal sealed class RowsByEvent(EventStudy study, IReadOnlyList<EventWindow> windows, int rowsAtOnce)
{
    /// <summary>Computes the rows while they are enumerated.</summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="excluded">Which bars of an instrument to leave out of the fits, one flag per bar; empty for none.</param>
    /// <param name="atOnce">Number of instruments to process at a time; -1 for as many as there are processors.</param>
    /// <param name="progress">Notified after every group of events.</param>
    /// <param name="cancellationToken">Stops between studies.</param>
    public IEnumerable<StudyRow> Run(
        IReadOnlyList<StudySubject> subjects,
        Func<StudySubject, bool[]> excluded,
        int atOnce,
        IProgress<BatchProgress>? progress,
        CancellationToken cancellationToken)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (StudyEvent listed in subjects.SelectMany(subject => subject.Events).Select(located => located.Event))
        {
            order.TryAdd(listed.Id, order.Count);
        }

        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = atOnce };
        SubjectQueue[] queues = [.. subjects.Select(subject => new SubjectQueue(subject, order, excluded(subject)))];
        int events = Math.Max(1, rowsAtOnce / Math.Max(1, subjects.Count * windows.Count));
        for (int end = events; end - events < order.Count; end += events)
        {
            var rows = new StudyRow[subjects.Count][];
            Parallel.For(0, queues.Length, options, i => rows[i] = RowsOf(queues[i], end, cancellationToken));
            StudyRow[] sorted = [.. rows.SelectMany(of => of).OrderBy(row => order[row.EventId])];
            SetQ(sorted);
            progress?.Report(new BatchProgress(Math.Min(end, order.Count), order.Count, "events"));
            foreach (StudyRow row in sorted)
            {
                yield return row;
            }
        }
    }

    private StudyRow[] RowsOf(SubjectQueue queue, int end, CancellationToken cancellationToken)
    {
        StudySubject subject = queue.Subject;
        ArraySegment<LocatedEvent> events = queue.TakeBefore(end);
        string model = Codes<ExpectedReturnModel>.Of(study.Options.Model);
        var rows = new StudyRow[events.Count * windows.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (LocatedEvent located, EventWindow window) = (events[i / windows.Count], windows[i % windows.Count]);
            rows[i] = new StudyRow
            {
                EventId = located.Event.Id,
                Day0 = located.DayZero,
                Symbol = subject.Returns.Symbol,
                Window = window.Key,
                Model = model,
                Result = located.IsHalted
                    ? EventStudy.NotScored(ScoreReason.Halted, 0, window, 0)
                    : study.Evaluate(subject.Returns, located.Position, window, excluded: queue.Excluded),
                Market = located.IsHalted
                    ? null
                    : study.EvaluateMarket(subject.Returns, located.Position, window, excluded: queue.Excluded),
                PriceBasis = subject.PriceBasis,
                Confounders = located.IsHalted
                    ? ""
                    : ReleaseCalendar.Joined(subject.ReleasesIn(located.Position, window)),
                Direction = located.Event.Direction,
                Benchmark = subject.Benchmark,
                Alternative = subject.Alternative,
                Overlaps = located.IsHalted ? 0 : Overlaps(queue.Days, located.Position, window),
            };
        }

        return rows;
    }

    /// <summary>How many other events have their day 0 inside the window of one.</summary>
    private static int Overlaps(int[] days, int day0, EventWindow window) =>
        Before(days, day0 + window.End + 1) - Before(days, day0 + window.Start) - (window is { Start: <= 0, End: >= 0 } ? 1 : 0);

    /// <summary>How many of the ascending days are before a day.</summary>
    private static int Before(int[] days, int day)
    {
        int low = 0, high = days.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = days[middle] < day ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static void SetQ(StudyRow[] rows)
    {
        var groups = Enumerable.Range(0, rows.Length).GroupBy(i => (rows[i].EventId, rows[i].Window, rows[i].Alternative));
        foreach (int[] members in groups.Select(group => group.ToArray()))
        {
            double?[] q = BenjaminiHochberg.Adjust([.. members.Select(i => rows[i].PAdjusted)]);
            for (int i = 0; i < members.Length; i++)
            {
                rows[members[i]] = rows[members[i]] with { QEvent = q[i] };
            }
        }
    }

    /// <summary>The events of an instrument in the order of the list, taken group by group.</summary>
    private sealed class SubjectQueue
    {
        private readonly Dictionary<string, int> _order;
        private readonly LocatedEvent[] _events;
        private int _taken;

        public SubjectQueue(StudySubject subject, Dictionary<string, int> order, bool[] excluded)
        {
            _order = order;
            _events = [.. subject.Events.OrderBy(located => order[located.Event.Id])];
            Subject = subject;
            Excluded = excluded;
            Days = [.. subject.Events.Where(located => !located.IsHalted).Select(located => located.Position).Order()];
        }

        public StudySubject Subject { get; }

        public bool[] Excluded { get; }

        /// <summary>Position of day 0 of every event, ascending.</summary>
        public int[] Days { get; }

        /// <summary>Takes the events whose place in the list is before <paramref name="end"/> and that were not taken yet.</summary>
        public ArraySegment<LocatedEvent> TakeBefore(int end)
        {
            int first = _taken;
            while (_taken < _events.Length && _order[_events[_taken].Event.Id] < end)
            {
                _taken++;
            }

            return new ArraySegment<LocatedEvent>(_events, first, _taken - first);
        }
    }
}
