namespace MarketPulse.Infra.Tests.Cost;

/// <summary>
/// Metered operations of one day, counted from the work of the steps per article, event and instrument. Times are conservative assumptions:
/// 15 ms for a table operation, 0.1 s for a page of 1,000 rows, 0.3 s for a price request, two of which a source answers side by side.
/// </summary>
internal sealed record DailyUse(Load Load)
{
    private const double TableSeconds = 0.015;
    private const double PageSeconds = 0.1;
    private const double PriceSeconds = 0.3;
    private const double RowsPerPage = 1000;
    private const double RowsPerBatch = 100;
    private const double PricesAtOnce = 2;
    private const double ReadsAtOnce = 8;
    // The index has 256 partitions, so most of its rows are written alone; the articles of a day share a batch, at worst with few others.
    private const double ArticleOperations = 2;
    private const double NewsPolls = 288;
    private const double PricePolls = 24;
    private const double Feeds = 5;
    private const double QueueCount = 4;

    // Six sessions until the longest window closes; three price polls a day (Asia, Europe, America) bring bars; two runs when found.
    private const double Sessions = 6;
    private const double ScoreRunsPerEvent = 2 + (3 * Sessions);
    private const double ScoreWritesPerEvent = 1 + Sessions;

    // An event lies inside windows of the events of six sessions, and each session is 1.4 days. Half the instruments are linked to it, and
    // of their three windows it is inside one or two.
    private const double NeighbourDays = 1.4 * Sessions;
    private const double LinkedShare = 0.5;
    private const double WindowsShare = 0.5;

    // Hourly runs that look for changed profiles. A run after bars or a new event finds every instrument changed; marks are precise to the
    // hour, so the run after it looks at them again and measures none. An instrument has some 20 kinds of events in 9 windows and horizons.
    private const double ProfileRuns = 24;
    private const double KindsOfEvents = 20;
    private const double WindowsAndHorizons = 9;
    private const double InstrumentsPerBatch = 8;
    private const double PartsPerPage = 300;
    private const double ProfileSeconds = 0.3;

    // A forecast is locked in both runs of an event that has just been found. It looks back over the newest 2,000 events.
    private const double ForecastsPerEvent = 2;
    private const double EventsLookedBack = 2000;
    private const double ForecastWindows = 2;

    /// <summary>Ratio of the peak rate of articles to the mean rate: news comes in bursts.</summary>
    public const double PeakFactor = 10;

    public double ScoreRuns => Load.Events * ScoreRunsPerEvent;

    public double Messages => Load.Reports + ScoreRuns + ProfileMessages;

    /// <summary>Runs a day that find the instruments changed.</summary>
    public double ProfileRunsWithChanges => Math.Min(ProfileRuns, 3 + Load.Events);

    /// <summary>Runs a day that look at the instruments, changed or not.</summary>
    public double ProfileRunsWithMessages => Math.Min(ProfileRuns, 2 * ProfileRunsWithChanges);

    /// <summary>Batches of instruments to profile.</summary>
    public double ProfileMessages => ProfileRunsWithMessages * Math.Ceiling(Load.Instruments / InstrumentsPerBatch);

    /// <summary>Send, receive and complete, and a poll of each queue by the platform every half minute.</summary>
    public double ServiceBusOperations => (3 * Messages) + (QueueCount * 2880);

    /// <summary>Pages of reports that one re-clustering reads: the day of the report and its neighbours.</summary>
    public double PagesPerReport => Math.Ceiling(3 * Load.Reports / RowsPerPage);

    public double ScoreRows => Load.Instruments * Load.WindowCount;

    public double TableOperations =>
        (Load.Articles * ArticleOperations)
        + (Load.Reports * (17 + PagesPerReport))
        + (ScoreRuns * ScoreReadOperations)
        + (Load.Events * ScoreWritesPerEvent * ScoreWriteOperations)
        + (Load.Events * OverlapOperations)
        + (Load.Events * ForecastsPerEvent * ForecastOperations)
        + (Load.Events * ScoreWritesPerEvent * SettleOperations)
        + (NewsPolls * Feeds * 2)
        + (Load.Instruments * (PricePolls + 5))
        + (NewsPolls * (Feeds + 1 + Math.Ceiling(Load.Instruments / RowsPerPage)))
        + ProfileOperations;

    /// <summary>
    /// Operations that keep the profiles up to date: each run reads marks, the run and the small part of each instrument; each batch reads
    /// these too, the events of a year twice, and of its instruments the scores, the bars twice with the benchmark's, and writes the part;
    /// each publication reads the parts, the profiles and the findings, and writes those that differ and the snapshot of the profiles.
    /// </summary>
    public double ProfileOperations
    {
        get
        {
            double states = Math.Ceiling(Load.Instruments / RowsPerPage);
            double events = Math.Ceiling(Load.Events * 365 / RowsPerPage);
            return (ProfileRuns * (5 + (2 * states)))
                + (ProfileMessages * (2 + (2 * states) + (2 * events)))
                + (ProfileRunsWithMessages * Load.Instruments * (6 + Math.Ceiling(Load.Events * 365 * Load.WindowCount / RowsPerPage)))
                + (ProfileRunsWithChanges * PublishOperations);
        }
    }

    /// <summary>
    /// Operations that update the overlaps of earlier events when one is found: of each the scores, its log and its key; and the rows that
    /// change, in full transactions, those of the copies once for each instrument.
    /// </summary>
    public double OverlapOperations
    {
        get
        {
            double neighbours = Load.Events * NeighbourDays;
            double instruments = Load.Instruments * LinkedShare;
            return (neighbours * (Math.Ceiling(ScoreRows / RowsPerPage) + 3))
                + Math.Ceiling(neighbours * instruments * Load.WindowCount * WindowsShare / RowsPerBatch)
                + (instruments * Math.Ceiling(neighbours / RowsPerBatch));
        }
    }

    /// <summary>
    /// Operations that lock a forecast: the past events, what followed them in each instrument, which has one row for an event, the
    /// profiles and states of each window, and the chain, which is appended under the lease.
    /// </summary>
    public double ForecastOperations
    {
        get
        {
            double past = Math.Ceiling(EventsLookedBack / RowsPerPage);
            return 10 + past + (Load.Instruments * PagesLookedBack)
                + (ForecastWindows * (4 + (3 * Math.Ceiling(Load.Instruments / RowsPerPage))));
        }
    }

    /// <summary>
    /// Operations that settle the forecasts of an event: the head of the chain, the lineage, the forecasts and the outcomes.
    /// </summary>
    public double SettleOperations => 3 + (2 * Math.Ceiling(Load.Instruments * ForecastWindows / RowsPerBatch));

    /// <summary>
    /// Operations that score an event for the first time, lock its forecast and update the overlaps of earlier ones.
    /// </summary>
    public double OperationsPerNewEvent => ScoreReadOperations + ScoreWriteOperations + OverlapOperations + ForecastOperations;

    public double BlobWrites => Load.Reports * 2;

    public double Executions => Load.Reports + ScoreRuns + ProfileMessages + (2 * NewsPolls) + PricePolls + ProfileRuns;

    /// <summary>Seconds that instances are busy; up to eight messages at a time share an instance.</summary>
    public double BusySeconds =>
        (Load.Articles * ArticleOperations * TableSeconds / ReadsAtOnce)
        + (Load.Reports / Math.Clamp(ReportsAtPeak, 1, 8))
        + (Load.Reports * ClusterSeconds)
        + (ScoreRuns * ScoreReadSeconds)
        + (Load.Events * ScoreWritesPerEvent * ScoreWriteSeconds)
        + (Load.Events * ForecastsPerEvent * ForecastSeconds)
        + (2 * NewsPolls)
        + (PricePolls * PricePollSeconds)
        + (Load.Instruments * PriceSeconds / PricesAtOnce)
        + (ProfileRunsWithMessages * Load.Instruments * ProfileSeconds)
        + (ProfileRunsWithChanges * PublishSeconds);

    public double LogGb => ((Load.Reports * 5) + (ScoreRuns * 10) + (ProfileMessages * 5) + 14_000) / 1e6;

    /// <summary>Data that a day adds to the tables, in GB; of the snapshots of profiles the thirtieth part of a month's.</summary>
    public double StoredGb => ((Load.Articles * 4) + (Load.Events * Load.Instruments * 8) + (Profiles * 1.5 / 30)) / 1e6;

    public double ArticlesAtPeak => PeakFactor * Load.Articles / 86_400;

    public double ReportsAtPeak => PeakFactor * Load.Reports / 86_400;

    /// <summary>Time for which one re-clustering holds the lease, in seconds.</summary>
    public double ClusterSeconds => 0.3 + (PagesPerReport * PageSeconds);

    /// <summary>Time of a price poll that finds a new bar for every instrument, in seconds.</summary>
    public double PricePollWithBarsSeconds => PricePollSeconds + (Load.Instruments * PriceSeconds / PricesAtOnce);

    /// <summary>Time to compare and publish the profiles of all instruments, in seconds.</summary>
    public double PublishSeconds =>
        ((PublishOperations - PublishWrites) * PageSeconds) + (PublishWrites * TableSeconds / ReadsAtOnce);

    /// <summary>Instances that measure all instruments within an hour, eight batches at a time each.</summary>
    public double ProfileInstances => Load.Instruments * ProfileSeconds / 3600 / 8;

    /// <summary>Events whose windows are open, each rescored after a poll with bars.</summary>
    public double OpenEvents => Load.Events * (Sessions + 2);

    /// <summary>Instances that finish the rescoring of all open events within an hour, eight at a time each.</summary>
    public double ScoreInstances => OpenEvents * (ScoreReadSeconds + ScoreWriteSeconds) / 3600 / 8;

    /// <summary>Table operations a second while all open events are rescored in that hour.</summary>
    public double TableOperationsAtPeak => OpenEvents * (Load.Instruments + ScoreWriteOperations) / 3600;

    /// <summary>Writes a second to the partition of today's articles, in a burst.</summary>
    public double PartitionWritesAtPeak => ArticlesAtPeak;

    public double ServiceBusOperationsAtPeak => (3 * ReportsAtPeak) + (3 * OpenEvents / 3600);

    private double ScoreReadOperations => 4 + Load.Instruments + Math.Ceiling(ScoreRows / RowsPerPage);

    // Scores, paths and log in transactions; the copies by instrument are read and written one by one; paths are read before.
    private double ScoreWriteOperations =>
        Math.Ceiling(ScoreRows / RowsPerBatch) + Math.Ceiling(Load.Instruments / RowsPerBatch)
        + Math.Ceiling(ScoreRows / RowsPerBatch / RowsPerBatch) + (2 * Load.Instruments) + Math.Ceiling(Load.Instruments / RowsPerPage);

    private double PagesLookedBack => Math.Ceiling(Math.Min(EventsLookedBack, Load.Events * 365) / RowsPerPage);

    private double ForecastSeconds => 1 + (Load.Instruments * PagesLookedBack * PageSeconds / ReadsAtOnce);

    private double ScoreReadSeconds => 1 + (Load.Instruments * TableSeconds / ReadsAtOnce);

    // The copies by instrument are read sequentially.
    private double ScoreWriteSeconds =>
        (Load.Instruments * TableSeconds) + ((ScoreWriteOperations - Load.Instruments) * TableSeconds / ReadsAtOnce);

    private double Profiles => Load.Instruments * WindowsAndHorizons * (Load.Events > 0 ? KindsOfEvents : 1);

    // Both the profiles and their snapshot, and the findings, of which an instrument has one for each stance.
    private double PublishWrites => (2 * Math.Ceiling(Profiles / RowsPerBatch)) + Math.Ceiling(2 * Load.Instruments / RowsPerBatch);

    private double PublishOperations =>
        7 + PublishWrites + Math.Ceiling(Load.Instruments / PartsPerPage) + Math.Ceiling(2 * Load.Instruments / RowsPerPage)
            + (WindowsAndHorizons
                * (Math.Ceiling(Load.Instruments / PartsPerPage) + Math.Ceiling(Profiles / WindowsAndHorizons / RowsPerPage)));

    private double PricePollSeconds => 2 + (Load.Instruments * TableSeconds / ReadsAtOnce);
}
