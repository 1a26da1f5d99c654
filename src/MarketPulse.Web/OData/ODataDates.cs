#pragma warning disable CS0618 // Before version 9, the library reads and writes only its own type.
using Microsoft.OData.Edm;

namespace MarketPulse.Web.OData;

/// <summary>Converts dates between columns and Microsoft.OData.Core.</summary>
internal static class ODataDates
{
    /// <summary>The value that the library writes for a published value.</summary>
    public static object? ToOData(object? value) => value is DateOnly date ? new Date(date.Year, date.Month, date.Day) : value;

    /// <summary>The column value for a value that the library has read.</summary>
    public static object FromOData(object value) => value is Date date ? new DateOnly(date.Year, date.Month, date.Day) : value;
}
