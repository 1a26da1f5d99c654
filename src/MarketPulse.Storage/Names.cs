namespace MarketPulse.Storage;

/// <summary>Names of the tables. Those of row types equal their <see cref="Core.Contract.TableAttribute"/>, which a test checks.</summary>
internal static class TableNames
{
    public const string Articles = "articles";
    public const string ArticleIndex = "articleindex";
    public const string TradeEvents = "tradeevents";
    public const string EventTags = "eventtags";
    public const string ImpactScores = "impactscores";
    public const string InstrumentScores = "instrumentscores";
    public const string AbnormalReturns = "abnormalreturns";
    public const string ScoreLog = "scorelog";
    public const string EventLog = "eventlog";
    public const string Analogues = "analogues";
    public const string Alerts = "alerts";
    public const string Instruments = "instruments";
    public const string Windows = "windows";
    public const string Dates = "dates";
    public const string DataStatus = "datastatus";
    public const string Calibration = "calibration";
    public const string Findings = "findings";
    public const string Prices = "prices";
    public const string Cursors = "cursors";
    public const string ArticleCounts = "articlecounts";
    public const string TensionIndex = "tensionindex";
    public const string Sensitivity = "sensitivity";
    public const string SensitivityHistory = "sensitivityhistory";
    public const string ProfileParts = "profileparts";
    public const string ChangeMarks = "changemarks";
    public const string Corrections = "corrections";
    public const string Forecasts = "forecasts";
    public const string ForecastOutcomes = "forecastoutcomes";
    public const string Upcoming = "upcoming";
}

/// <summary>Names of the blob containers.</summary>
internal static class ContainerNames
{
    /// <summary>Texts that are too long for their article's row, one blob per article id.</summary>
    public const string Articles = "articles";

    /// <summary>Bodies of dead letters that are too long for a queue message.</summary>
    public const string DeadLetters = "deadletters";

    /// <summary>Blobs that only serve for leases.</summary>
    public const string Locks = "locks";

    /// <summary>All containers.</summary>
    public static IReadOnlyList<string> All { get; } = [Articles, DeadLetters, Locks];
}
