namespace MarketPulse.Storage.Tables;

/// <summary>Names of columns that the stores use individually, apart from mapping whole rows.</summary>
internal static class ColumnNames
{
    public const string PartitionKey = "PartitionKey";
    public const string RowKey = "RowKey";
    public const string Timestamp = "Timestamp";
    public const string ModifiedUtc = "modifiedutc";
    public const string Revision = "revision";
    public const string BarsThrough = "barsthrough";
    public const string PriceRevision = "pricerevision";
    public const string EventId = "eventid";
    public const string Symbol = "symbol";
    public const string WindowKey = "windowkey";
    public const string Status = "status";
    public const string OpenUntil = "openuntil";
    public const string OverlapKey = "overlapkey";
    public const string TraceId = "traceid";
    public const string Overlaps = "overlaps";
    public const string Confounders = "confounders";
    public const string EventTimeUtc = "eventtimeutc";
    public const string DateKey = "datekey";
    public const string SchemaVersion = "schemaversion";
    public const string EngineVersion = "engineversion";
    public const string ETag = "odata.etag";
}
