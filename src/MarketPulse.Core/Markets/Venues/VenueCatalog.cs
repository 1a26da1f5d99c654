using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>The venues that a watchlist may name.</summary>
public static class VenueCatalog
{
    /// <summary>
    /// Price source of the European Central Bank's reference rates, which are fixed at 14:15 in Frankfurt whatever the instrument's venue.
    /// </summary>
    public const string EcbSource = "ecb";

    /// <summary>
    /// Price source of the Federal Reserve's H.10 exchange rates, which are taken at 12:00 in New York whatever the instrument's venue.
    /// </summary>
    public const string FedH10Source = "fed_h10";

    /// <summary>Price source of the Cboe's index histories: its volatility indices close at 16:15 in New York.</summary>
    public const string CboeSource = "cboe";

    private static readonly Venue Ecb = new(
        "XECB", "European Central Bank reference rates", "Europe/Berlin", [new(new(9, 0), new(14, 15))], EuropeanHolidays.Target);

    private static readonly Venue FedH10 = new(
        "H10",
        "Federal Reserve H.10 exchange rates, at noon in New York",
        "America/New_York",
        [new(new(12, 0), new(12, 0), opensDayBefore: true)],
        AmericanHolidays.FederalReserveRates);

    private static readonly Venue Cboe = new(
        "XCBO", "Cboe volatility indices", "America/New_York", [new(new(9, 30), new(16, 15))], AmericanHolidays.Cboe);

    private static readonly FrozenDictionary<string, Venue> BySource = new Dictionary<string, Venue>
    {
        [EcbSource] = Ecb,
        [FedH10Source] = FedH10,
        [CboeSource] = Cboe,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Venue> ByCode = new Venue[]
    {
        new("XNYS", "New York Stock Exchange", "America/New_York", [new(new(9, 30), new(16, 0))], AmericanHolidays.NewYork),
        new("XNAS", "Nasdaq", "America/New_York", [new(new(9, 30), new(16, 0))], AmericanHolidays.NewYork),
        new("XSHG", "Shanghai Stock Exchange", "Asia/Shanghai", [new(new(9, 30), new(15, 0))], ChineseHolidays.Mainland),
        new("XSHE", "Shenzhen Stock Exchange", "Asia/Shanghai", [new(new(9, 30), new(15, 0))], ChineseHolidays.Mainland),
        new("XHKG", "Hong Kong Exchanges", "Asia/Hong_Kong", [new(new(9, 30), new(16, 0))], AsianHolidays.HongKong),
        new(
            "XTKS",
            "Tokyo Stock Exchange",
            "Asia/Tokyo",
            [new(new(9, 0), new(15, 0)), new(new DateOnly(2024, 11, 5), new(9, 0), new(15, 30))],
            AsianHolidays.Tokyo),
        new("XLON", "London Stock Exchange", "Europe/London", [new(new(8, 0), new(16, 30))], EuropeanHolidays.London),
        new("XETR", "Xetra", "Europe/Berlin", [new(new(9, 0), new(17, 30))], EuropeanHolidays.Xetra),
        new(
            "XCME",
            "CME-style futures, almost around the clock",
            "America/Chicago",
            [new(new(17, 0), new(16, 0), opensDayBefore: true)],
            AmericanHolidays.Futures),
        new(
            "FX",
            "Foreign exchange, five days around the clock, closing at 17:00 in New York",
            "America/New_York",
            [new(new(17, 0), new(17, 0), opensDayBefore: true)],
            ForeignExchange),
        new(
            "CRYPTO",
            "Crypto-assets, every day around the clock, closing at midnight UTC",
            "Etc/UTC",
            [new(new(0, 0), new(0, 0))],
            _ => new VenueYear(FrozenSet<DateOnly>.Empty),
            everyDay: true),
        Ecb,
        FedH10,
        Cboe,
        new(
            "H15",
            "Federal Reserve H.15 Treasury yields, in the afternoon in New York",
            "America/New_York",
            [new(new(8, 0), new(15, 30))],
            AmericanHolidays.Treasuries),
        new(
            "EIA",
            "EIA spot prices of crude oil and natural gas, at the end of the trading day in New York",
            "America/New_York",
            [new(new(18, 0), new(17, 0), opensDayBefore: true)],
            AmericanHolidays.Energy),
    }.ToFrozenDictionary(venue => venue.Code, StringComparer.Ordinal);

    /// <summary>Every venue, ordered by code.</summary>
    public static IReadOnlyList<Venue> All { get; } = [.. ByCode.Values.OrderBy(venue => venue.Code, StringComparer.Ordinal)];

    /// <summary>The venue with a code.</summary>
    /// <exception cref="KeyNotFoundException">There is no such venue; the message lists the known codes.</exception>
    public static Venue Get(string code) =>
        TryGet(code, out Venue? venue)
            ? venue
            : throw new KeyNotFoundException($"Venue '{code}' is unknown; the known venues are {string.Join(", ", All)}.");

    /// <summary>Finds the venue with a code.</summary>
    public static bool TryGet(string? code, [NotNullWhen(true)] out Venue? venue)
    {
        venue = null;
        return code is not null && ByCode.TryGetValue(code, out venue);
    }

    /// <summary>
    /// The venue whose closing times apply to an instrument's bars from a price source: the source's own fixing, or the instrument's venue.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The instrument's venue is unknown.</exception>
    public static Venue For(Instrument instrument, string? priceSource = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return priceSource is not null && BySource.TryGetValue(priceSource, out Venue? ofSource) ? ofSource : Get(instrument.Venue);
    }

    private static VenueYear ForeignExchange(int year) =>
        new(new HashSet<DateOnly> { new(year, 1, 1), new(year, 12, 25) });
}
