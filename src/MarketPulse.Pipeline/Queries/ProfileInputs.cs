using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Names what the profiles of an instrument are measured from, and takes fingerprints of it.</summary>
/// <param name="watchlist">The instruments.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
internal sealed class ProfileInputs(Watchlist watchlist, StudyBasis basis)
{
    /// <summary>Raised when parts hold more, or something else, than those that are stored.</summary>
    private const int Content = 3;

    /// <summary>The instrument and its benchmark, if it has one.</summary>
    public IEnumerable<Instrument> Series(Instrument instrument) =>
        watchlist.BenchmarkOf(instrument) is { } benchmark ? [instrument, benchmark] : [instrument];

    /// <summary>Symbols of the stored bars behind the instrument: its own or its members', and its benchmark's.</summary>
    public IEnumerable<string> PriceSymbols(Instrument instrument) => Series(instrument)
        .SelectMany(one => Portfolio.FromInstrument(one)?.Weights.Select(member => member.Key) ?? [one.Symbol])
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// A fingerprint of what the watchlist, the settings, the calendar of releases and the version of the code say about the instrument.
    /// </summary>
    public string Definition(Instrument instrument)
    {
        string series = string.Join('\n', Series(instrument).Select(one =>
            $"{one.Symbol}|{one.AssetClass}|{one.Venue}|{one.Benchmark}|{one.Change}|{one.Quote}|{string.Join(',', one.Members)}"));
        string releases = basis.Releases.Fingerprint(instrument.Symbol);
        return Fingerprint(FormattableString.Invariant($"{EngineVersion.Current}\n{Content}\n{basis.Options}\n{releases}\n{series}"));
    }

    /// <summary>A fingerprint of the bars, scores and events that the instrument's profiles are measured from.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="histories">Bars by symbol.</param>
    /// <param name="scores">The instrument's scores.</param>
    /// <param name="events">The live events that the scores name.</param>
    public string Fingerprint(
        Instrument instrument,
        IReadOnlyDictionary<string, PriceHistory> histories,
        IEnumerable<ImpactScore> scores,
        IEnumerable<TradeEvent> events)
    {
        var text = new StringBuilder(Definition(instrument)).Append('\n');
        foreach (PriceHistory history in Series(instrument).Select(one => histories.GetValueOrDefault(one.Symbol)).OfType<PriceHistory>())
        {
            text.Append(CultureInfo.InvariantCulture, $"{history.Symbol}|{history.Source}\n");
            foreach (PriceBar bar in history.Bars)
            {
                Append(text, bar.Date.DayNumber, bar.Open, bar.High, bar.Low, bar.Close);
                Append(text, bar.AdjustedClose, bar.Volume, bar.Split, bar.Dividend);
            }
        }

        foreach (ImpactScore score in scores.OrderBy(score => score.RowKey, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{score.EventId}|{score.WindowKey}|{score.Status}|{score.DayZeroCertainty}|");
            Append(text, score.Day0?.DayNumber, score.Overlaps > 0 ? 1 : 0);
            Append(text, score.CarPct, score.Scar, score.VolumeScore, score.VolatilityScore);
        }

        foreach (TradeEvent named in events)
        {
            string tags = string.Join('|', EventTag.FromEvent(named).Select(tag => tag.RowKey));
            text.Append(CultureInfo.InvariantCulture, $"{named.EventId}|{named.EventTimeUtc:O}|{named.TimeResolution}|{tags}|");
            Append(text, EventIndex.SignedIntensity(named), named.Intensity, named.Novelty);
        }

        return Fingerprint(text.ToString());
    }

    private static void Append(StringBuilder text, params ReadOnlySpan<double?> numbers)
    {
        foreach (double? number in numbers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number:R};");
        }

        text.Append('\n');
    }

    private static string Fingerprint(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
