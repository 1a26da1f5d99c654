using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using Sylvan.Data.Csv;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>
/// The family of the plan in docs/history.md, with the catalogue's stances: computed once by the product, and once from the shipped files
/// by ordinary least squares in a few lines that use no code of the product.
/// </summary>
public sealed class HistoryFamilyTests
{
    private const string Dollar = "DTWEXBGS";

    private static readonly string Folder = Repository.Path("samples", "history");

    /// <summary>The currencies of the sample, and whether a file holds units per dollar.</summary>
    private static readonly (string File, bool Inverse)[] Currencies =
    [
        ("DEXBZUS", true), ("DEXCAUS", true), ("DEXCHUS", true), ("DEXINUS", true), ("DEXJPUS", true), ("DEXKOUS", true), ("DEXMAUS", true),
        ("DEXMXUS", true), ("DEXSFUS", true), ("DEXSIUS", true), ("DEXSZUS", true), ("DEXTAUS", true), ("DEXTHUS", true),
        ("DEXUSAL", false), ("DEXUSEU", false), ("DEXUSNZ", false), ("DEXUSUK", false),
    ];

    [Fact]
    public void Family_of_the_plan_equals_least_squares_from_the_shipped_files()
    {
        IReadOnlyList<Reaction> product = ByProduct().Measure();
        (int Days, double Mean, double T, double P)[] slow =
            [.. Currencies.SelectMany(currency => BySquares(currency.File, currency.Inverse))];

        product.Count.ShouldBe(34);
        double[] ordered = [.. slow.Select(one => one.P).Order()];
        for (int i = 0; i < slow.Length; i++)
        {
            product[i].Days.ShouldBe(slow[i].Days, product[i].Symbol);
            product[i].MeanPct!.Value.ShouldBe(100 * slow[i].Mean, 1e-9);
            product[i].T!.Value.ShouldBe(slow[i].T, 1e-7);
            product[i].P!.Value.ShouldBe(slow[i].P, 1e-6);
            double q = Enumerable.Range(0, 34).Where(k => ordered[k] >= slow[i].P).Min(k => Math.Min(1, ordered[k] * 34 / (k + 1)));
            product[i].Q!.Value.ShouldBe(q, 1e-5);
        }
    }

    // ---- the product

    private static ReactionFamily ByProduct()
    {
        var events = new EventIndex(Rows().Select(row => new TradeEvent
        {
            EventId = row["id"],
            EventTimeUtc = DateTimeOffset.Parse(row["published"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            TimeResolution = row["precision"] == "day" ? TimeResolution.Day : TimeResolution.Exact,
            Stance = row["stance"] switch { "escalation" => Stance.Escalation, "deescalation" => Stance.Deescalation, _ => Stance.Mixed },
            Intensity = 1,
        }));
        var measurement = new ReactionMeasurement(new StudyOptions(), ReactionMeasurement.DayZero);
        return new ReactionFamily(
        [
            .. Currencies.Select(currency => measurement.Measure(
                new Instrument
                {
                    Symbol = currency.File,
                    Venue = "H10",
                    Quote = currency.Inverse ? PriceQuote.Inverse : PriceQuote.Direct,
                    Benchmark = Dollar,
                },
                symbol => History(symbol).As(symbol == currency.File && currency.Inverse ? PriceQuote.Inverse : PriceQuote.Direct),
                events)!),
        ]);
    }

    private static PriceHistory History(string file) => new()
    {
        Symbol = file,
        Bars = [.. Series(file).Select(one => PriceBar.OfClose(one.Key, one.Value))],
    };

    // ---- no product code from here on

    private static IEnumerable<(int Days, double Mean, double T, double P)> BySquares(string file, bool inverse)
    {
        SortedDictionary<DateOnly, double> rates = Series(file), dollar = Series(Dollar);
        DateOnly[] dates = [.. rates.Keys.Where(dollar.ContainsKey)];
        double Level(DateOnly date) => inverse ? 1 / rates[date] : rates[date];
        double[] y = [.. dates.Skip(1).Select((date, i) => (Level(date) / Level(dates[i])) - 1)];
        double[] x = [.. dates.Skip(1).Select((date, i) => (dollar[date] / dollar[dates[i]]) - 1)];

        var signs = new SortedDictionary<DateOnly, int>();
        foreach (Dictionary<string, string> row in Rows().Where(row => row["precision"] != "day"))
        {
            DateTimeOffset time = DateTimeOffset.Parse(row["published"], CultureInfo.InvariantCulture);
            DateTimeOffset local = TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
            DateOnly from = DateOnly.FromDateTime(local.DateTime).AddDays(local.Hour >= 12 ? 1 : 0);
            DateOnly day0 = rates.Keys.FirstOrDefault(date => date >= from);
            int sign = row["stance"] switch { "escalation" => 1, "deescalation" => -1, _ => 0 };
            signs[day0] = signs.GetValueOrDefault(day0) + sign;
        }

        var observed = new List<(int Sign, double Abnormal, double Standardized)>();
        foreach ((DateOnly day0, int sign) in signs)
        {
            int t = Array.FindIndex(dates, date => date >= day0) - 1;
            if (day0 == default || t < 130)
            {
                continue;
            }

            double[] u = x[(t - 130)..(t - 10)], v = y[(t - 130)..(t - 10)];
            double mx = u.Average(), my = v.Average(), sxx = u.Sum(a => (a - mx) * (a - mx));
            double beta = u.Zip(v, (a, b) => (a - mx) * (b - my)).Sum() / sxx, alpha = my - (beta * mx);
            double s2 = u.Zip(v, (a, b) => Math.Pow(b - alpha - (beta * a), 2)).Sum() / 118;
            double abnormal = y[t] - alpha - (beta * x[t]);
            observed.Add((Math.Sign(sign), abnormal, abnormal / Math.Sqrt(s2 * (1 + (1 / 120.0) + ((x[t] - mx) * (x[t] - mx) / sxx)))));
        }

        foreach (int sign in new[] { 1, -1 })
        {
            (int Sign, double Abnormal, double Standardized)[] side = [.. observed.Where(one => one.Sign == sign)];
            double mean = side.Average(one => one.Standardized), n = side.Length;
            double t = Math.Sqrt(n) * mean / Math.Sqrt(side.Sum(one => Math.Pow(one.Standardized - mean, 2)) / (n - 1));
            yield return (side.Length, side.Average(one => one.Abnormal), t, TwoSided(Math.Abs(t), n - 1));
        }
    }

    /// <summary>Two tails of Student's t by Simpson's rule over the angle atan(t / sqrt(df)).</summary>
    private static double TwoSided(double t, double df)
    {
        const int Steps = 20_000;
        double from = Math.Atan(t / Math.Sqrt(df)), to = Math.PI / 2;
        double Density(double angle) => Math.Pow(Math.Max(0, Math.Cos(angle)), df - 1);
        double Tail(double start) => (to - start) / Steps / 3 * Enumerable.Range(0, Steps + 1)
            .Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Density(start + (i * (to - start) / Steps)));
        return Tail(from) / Tail(0);
    }

    private static SortedDictionary<DateOnly, double> Series(string file) => new(
        File.ReadLines(Path.Combine(Folder, "prices", file + ".csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(
            cells => DateOnly.Parse(cells[0], CultureInfo.InvariantCulture),
            cells => double.Parse(cells[1], CultureInfo.InvariantCulture)));

    /// <summary>The catalogue without the scheduled starts.</summary>
    private static List<Dictionary<string, string>> Rows()
    {
        using var csv = CsvDataReader.Create(Path.Combine(Folder, "events.csv"));
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            rows.Add(Enumerable.Range(0, csv.FieldCount).ToDictionary(csv.GetName, csv.GetString, StringComparer.Ordinal));
        }

        return [.. rows.Where(row => row["scheduled"] != "yes")];
    }
}
