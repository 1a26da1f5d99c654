using System.Collections;
using System.Runtime.InteropServices;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>
/// Studies many events on many instruments: one row per study, and tests across them. Runs in parallel over instruments; the result does
/// not depend on the degree of parallelism.
/// </summary>
public sealed class StudyBatch
{
    private readonly EventStudy _study;
    private readonly IReadOnlyList<EventWindow> _windows;
    private readonly bool _excludeOverlaps;

    /// <summary>Creates a batch.</summary>
    /// <param name="options">Model and estimation window.</param>
    /// <param name="windows">The windows to score.</param>
    /// <param name="excludeOverlaps">Whether to leave bars inside any event's windows out of the fits of the other events.</param>
    /// <exception cref="ArgumentException">Options and windows do not go together; the message says what to change.</exception>
    public StudyBatch(StudyOptions options, IReadOnlyList<EventWindow> windows, bool excludeOverlaps = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(windows);
        _study = new EventStudy(options);
        _windows = windows;
        _excludeOverlaps = excludeOverlaps;
    }

    /// <summary>Rows computed and held at a time: enough to keep every processor busy, little memory.</summary>
    internal int RowsAtOnce { get; init; } = 5_000;

    /// <summary>
    /// Scores every event on every instrument. Rows are ordered by event in the order of the list, then instrument, then window. They are
    /// computed while they are enumerated, some events at a time, so memory does not grow with the number of rows.
    /// </summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="degreeOfParallelism">Number of instruments to process at a time; -1 for as many as there are processors.</param>
    /// <param name="progress">Notified after every group of events.</param>
    /// <param name="cancellationToken">Stops between studies.</param>
    public IEnumerable<StudyRow> Run(
        IReadOnlyList<StudySubject> subjects,
        int degreeOfParallelism = -1,
        IProgress<BatchProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        return new RowsByEvent(_study, _windows, RowsAtOnce).Run(subjects, Excluded, degreeOfParallelism, progress, cancellationToken);
    }

    /// <summary>Runs every test across the events of each instrument. Events that share a day 0 count once.</summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="bootstrapDraws">Draws of the wild bootstrap; 0 leaves it out.</param>
    /// <param name="seed">Seed of the bootstrap: the same seed gives the same p.</param>
    /// <param name="progress">Notified after every instrument, from any thread.</param>
    /// <param name="cancellationToken">Stops between instruments and within the bootstrap.</param>
    public IReadOnlyList<TestSummary> SummariesBySymbol(
        IReadOnlyList<StudySubject> subjects,
        int bootstrapDraws = 0,
        int seed = 1,
        IProgress<BatchProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        var summaries = new TestSummary[subjects.Count * _windows.Count];
        ForEach(subjects.Count, "instruments", -1, progress, i =>
        {
            bool[] excluded = Excluded(subjects[i]);
            for (int w = 0; w < _windows.Count; w++)
            {
                var observed = subjects[i].Events.DistinctBy(located => located.Position)
                    .Select(located => (located.Position, Observation: Observe(subjects[i], located, _windows[w], excluded)))
                    .Where(pair => pair.Observation is not null).ToList();
                List<EventObservation> observations = [.. observed.Select(pair => pair.Observation!)];
                var summary = TestSummary.AcrossEvents(observations, bootstrapDraws, seed, cancellationToken);
                CleanMean? clean = subjects[i].Releases is null ? null : CleanMean.Estimate(
                    [.. observations.Select(observation => observation.Car)],
                    [.. observed.Select(pair => subjects[i].ReleasesIn(pair.Position, _windows[w]))]);
                summaries[(w * subjects.Count) + i] = summary with
                {
                    Confounded = clean?.Confounded,
                    MeanCarClean = clean?.Mean,
                    MeanCarCleanLo = clean?.Lo,
                    MeanCarCleanHi = clean?.Hi,
                    PClean = clean?.P,
                    Subject = subjects[i].Returns.Symbol,
                    Window = _windows[w].Key,
                    Benchmark = subjects[i].Benchmark,
                };
            }
        }, cancellationToken);
        return WithQ(summaries);
    }

    /// <summary>Runs every test across the instruments of each event, each against its main benchmark.</summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="bootstrapDraws">Draws of the wild bootstrap; 0 leaves it out.</param>
    /// <param name="seed">Seed of the bootstrap: the same seed gives the same p.</param>
    /// <param name="progress">Notified after every event, from any thread.</param>
    /// <param name="cancellationToken">Stops between events and within the bootstrap.</param>
    public IReadOnlyList<TestSummary> SummariesByEvent(
        IReadOnlyList<StudySubject> subjects,
        int bootstrapDraws = 0,
        int seed = 1,
        IProgress<BatchProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        subjects = [.. subjects.Where(subject => subject.Alternative == 0)];
        string[] events =
            [.. subjects.SelectMany(subject => subject.Events).Select(located => located.Event.Id).Distinct(StringComparer.Ordinal)];
        bool[][] excluded = [.. subjects.Select(Excluded)];
        ILookup<string, LocatedEvent>[] byId =
            [.. subjects.Select(subject => subject.Events.ToLookup(located => located.Event.Id, StringComparer.Ordinal))];
        var summaries = new TestSummary[events.Length * _windows.Count];
        ForEach(events.Length, "events", -1, progress, e =>
        {
            for (int w = 0; w < _windows.Count; w++)
            {
                var observations = new List<EventObservation>();
                for (int i = 0; i < subjects.Count; i++)
                {
                    observations.AddRange(byId[i][events[e]]
                        .Select(located => Observe(subjects[i], located, _windows[w], excluded[i])).OfType<EventObservation>());
                }

                var summary = TestSummary.AcrossInstruments(observations, bootstrapDraws, seed, cancellationToken);
                summaries[(w * events.Length) + e] = summary with { Subject = events[e], Window = _windows[w].Key };
            }
        }, cancellationToken);
        return WithQ(summaries);
    }

    /// <summary>
    /// The mean path of cumulative abnormal returns over all events and instruments, each against its main benchmark, with its 95% band.
    /// </summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="from">
    /// First bar relative to day 0; the path starts no earlier than the gap. With an estimation window of fixed dates, events whose path
    /// would begin before its end are left out.
    /// </param>
    /// <param name="to">Last bar relative to day 0.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public IReadOnlyList<AveragePathDay> AveragePath(
        IReadOnlyList<StudySubject> subjects, int from, int to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);

        // Instruments that share a day 0 move together, so their mean is one observation.
        var byDay = new Dictionary<string, List<IReadOnlyList<PathDay>>>(StringComparer.Ordinal);
        int first = _study.Options.HasFixedEstimation ? from : Math.Max(from, -_study.Options.Gap);
        foreach (StudySubject subject in subjects.Where(subject => subject.Alternative == 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool[] excluded = Excluded(subject);
            foreach (LocatedEvent located in subject.Events.DistinctBy(located => located.Position))
            {
                IReadOnlyList<PathDay> path = _study.Path(subject.Returns, located.Position, from, to, excluded);
                if (path.Count == to - first + 1)
                {
                    ref List<IReadOnlyList<PathDay>>? paths = ref CollectionsMarshal.GetValueRefOrAddDefault(byDay, located.DayZero, out _);
                    (paths ??= []).Add(path);
                }
            }
        }

        return AveragePathDay.Average([.. byDay.Values]);
    }

    /// <summary>
    /// The calendar-time portfolio of each window over all events and instruments, each against its main benchmark. Only studies that can
    /// be scored over the whole window are in it.
    /// </summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public IReadOnlyList<CalendarTimePortfolio> CalendarTime(
        IReadOnlyList<StudySubject> subjects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        StudySubject[] main = [.. subjects.Where(subject => subject is { Alternative: 0, Bars.Length: > 0 })];
        if (main.Length == 0)
        {
            return [.. _windows.Select(window => new CalendarTimePortfolio { Window = window.Key })];
        }

        int first = main.Min(subject => subject.Bars[0]);
        var sessions = new BitArray(main.Max(subject => subject.Bars[^1]) - first + 1);
        var holdings = _windows.Select(_ => new List<CalendarTimePortfolio.Holding>()).ToArray();
        foreach (StudySubject subject in main)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool[] excluded = Excluded(subject);
            Array.ForEach(subject.Bars, bar => sessions[bar - first] = true);
            foreach (LocatedEvent located in subject.Events.Where(located => located.Position >= 0).DistinctBy(located => located.Position))
            {
                for (int w = 0; w < _windows.Count; w++)
                {
                    IReadOnlyList<PathDay> path = _study.Path(
                        subject.Returns, located.Position, _windows[w].Start, _windows[w].End, excluded);
                    if (path.Count == _windows[w].Length)
                    {
                        holdings[w].Add(new CalendarTimePortfolio.Holding(
                            subject.Returns.Symbol,
                            [.. path.Select(day => subject.Bars[day.Index])],
                            [.. path.Select(day => day.AbnormalReturn)]));
                    }
                }
            }
        }

        return [.. _windows.Select((window, w) => CalendarTimePortfolio.Measure(window, holdings[w], sessions, first))];
    }

    /// <summary>
    /// Regresses the CARs of each window on characteristics of the instruments, over all events and the instruments that have
    /// characteristics, each against its main benchmark. Events that share a day 0 count once, and errors are clustered by day 0, because
    /// the abnormal returns of one day are not independent.
    /// </summary>
    /// <param name="subjects">Instruments with their events.</param>
    /// <param name="characteristics">The characteristics.</param>
    /// <param name="draws">Draws of the wild cluster bootstrap.</param>
    /// <param name="seed">Seed of the bootstrap: the same seed gives the same p.</param>
    /// <param name="cancellationToken">Stops between instruments and within the bootstrap.</param>
    public IReadOnlyList<CharacteristicEffect> Explain(
        IReadOnlyList<StudySubject> subjects,
        InstrumentCharacteristics characteristics,
        int draws,
        int seed = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(characteristics);
        var regression = new CharacteristicRegression(characteristics, draws, seed);
        var cars = _windows.Select(_ => new List<(string Symbol, string DayZero, double Car)>()).ToArray();
        foreach (StudySubject subject in subjects.Where(subject => subject.Alternative == 0
            && characteristics.BySymbol.ContainsKey(subject.Returns.Symbol)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool[] excluded = Excluded(subject);
            foreach (LocatedEvent located in subject.Events.Where(located => located.Position >= 0).DistinctBy(located => located.Position))
            {
                for (int w = 0; w < _windows.Count; w++)
                {
                    if (Observe(subject, located, _windows[w], excluded) is { } observed)
                    {
                        cars[w].Add((subject.Returns.Symbol, located.DayZero, observed.Car));
                    }
                }
            }
        }

        return [.. _windows.SelectMany((window, w) => regression.Run(window, cars[w], cancellationToken))];
    }

    private static void ForEach(
        int count, string unit, int atOnce, IProgress<BatchProgress>? progress, Action<int> work, CancellationToken cancellationToken)
    {
        int done = 0;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = atOnce };
        Parallel.For(0, count, options, i =>
        {
            work(i);
            progress?.Report(new BatchProgress(Interlocked.Increment(ref done), count, unit));
        });
    }

    /// <summary>
    /// Bars inside any event's windows, one flag per bar; an event's own windows are outside its estimation window anyway. Empty when
    /// nothing is left out.
    /// </summary>
    private bool[] Excluded(StudySubject subject)
    {
        if (!_excludeOverlaps)
        {
            return [];
        }

        var excluded = new bool[subject.Returns.Count];
        int first = _windows.Min(window => window.Start), last = _windows.Max(window => window.End);
        foreach (LocatedEvent located in subject.Events)
        {
            int from = Math.Clamp(located.Position + first, 0, excluded.Length);
            int to = Math.Clamp(located.Position + last + 1, from, excluded.Length);
            excluded.AsSpan(from..to).Fill(true);
        }

        return excluded;
    }

    private EventObservation? Observe(StudySubject subject, LocatedEvent located, EventWindow window, bool[] excluded) =>
        _study.Observe(located.Event.Id, subject.Returns, subject.Bars, located.Position, window, excluded);

    private TestSummary[] WithQ(TestSummary[] summaries)
    {
        int each = summaries.Length / Math.Max(1, _windows.Count);
        return [.. summaries.Chunk(Math.Max(1, each)).SelectMany(window =>
        {
            double?[] q = BenjaminiHochberg.Adjust([.. window.Select(summary => summary.PHeadline)]);
            return window.Select((summary, i) => summary with { QHeadline = q[i] });
        })];
    }
}
