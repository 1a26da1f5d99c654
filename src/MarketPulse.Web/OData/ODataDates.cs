#pragma warning disable CS0618 // Until version 9 the library's own type is the only one that it reads and writes.
using Microsoft.OData.Edm;

namespace MarketPulse.Web.OData;

/// <summary>Dates between our columns and Microsoft.OData.Core.</summary>
internal static class ODataDates
{
    /// <summary>What the library writes for a published value.</summary>
    public static object? ToOData(object? value) => value is DateOnly date ? new Date(date.Year, date.Month, date.Day) : value;

    /// <summary>What a column holds for a value that the library read.</summary>
    public static object FromOData(object value) => value is Date date ? new DateOnly(date.Year, date.Month, date.Day) : value;
}
