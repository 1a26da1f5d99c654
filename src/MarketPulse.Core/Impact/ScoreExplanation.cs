using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Core.Impact;

/// <summary>One step from an article to a score.</summary>
/// <param name="Number">Number of the step, from 1.</param>
/// <param name="Title">What is computed.</param>
/// <param name="Text">The computation with its numbers.</param>
public sealed record ExplanationStep(int Number, string Title, string Text);

/// <summary>
/// A score number by number: from the event and its day 0 through fit, variance and tests to q. Everything is taken from stored rows, so
/// the numbers are those that tables and pages show.
/// </summary>
public static class ScoreExplanation
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Writes the steps of one score.</summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="phrases">What decided the verdict on its first report; empty when unknown.</param>
    /// <param name="score">The score.</param>
    /// <param name="sameWindow">The scores of all instruments of the event for the same window, this one included.</param>
    /// <param name="path">The instrument's path around the event; may be empty.</param>
    public static IReadOnlyList<ExplanationStep> Steps(
        TradeEvent tradeEvent, IReadOnlyList<DecidingPhrase> phrases, ImpactScore score, IReadOnlyList<ImpactScore> sameWindow,
        IReadOnlyList<AbnormalReturn> path)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ArgumentNullException.ThrowIfNull(phrases);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(sameWindow);
        ArgumentNullException.ThrowIfNull(path);
        List<(string Title, string Text)> steps = [("Event", Event(tradeEvent, phrases)), ("Day 0", DayZero(tradeEvent, score))];
        if (score is not { CarPct: { } car, Scar: { } scar })
        {
            steps.Add(("No score", $"The row is not_scored, with reason {score.Reason}."));
        }
        else
        {
            EventWindow window = EventWindow.Parse(score.WindowKey);
            AbnormalReturn[] days = [.. path.Where(day => day.Day >= window.Start && day.Day <= window.End).OrderBy(day => day.Day)];
            steps.Add(("Raw return", Raw(score, window)));
            steps.Add(("Expected return", Expected(score)));
            steps.Add(("Abnormal return", Abnormal(score, days, car)));
            steps.Add(("Interval", Interval(score, car, scar)));
            steps.Add(("Detectable move", string.Create(
                Invariant, $"The classical test misses a move smaller than {score.Mde80Pct:0.00}% at least one time in five.")));
            steps.Add(("Classical test", string.Create(
                Invariant,
                $"scar = {FigureText.WithSign(car, 3)}% / {car / scar:0.000}% = {FigureText.Plain(scar, 2)}; p_value = {P(score.PValue)}. "
                + $"It assumes that volatility stays as it was in the estimation window.")));
            steps.Add(("Adjusted test", Adjusted(score, car)));
            steps.Add(("Several instruments", Several(score, sameWindow)));
            steps.Add(("Volume and volatility", Components(score)));
            steps.Add(("Notes", Notes(score)));
        }

        return [.. steps.Where(step => step.Text.Length > 0).Select((step, i) => new ExplanationStep(i + 1, step.Title, step.Text))];
    }

    private static string Event(TradeEvent found, IReadOnlyList<DecidingPhrase> phrases)
    {
        string format = found.TimeResolution switch
        {
            TimeResolution.Exact => "yyyy-MM-dd HH:mm 'UTC'",
            TimeResolution.Approximate => "yyyy-MM-dd 'around' HH:mm 'UTC'",
            _ => "yyyy-MM-dd '(date only)'",
        };
        string time = found.EventTimeUtc.UtcDateTime.ToString(format, Invariant);
        IEnumerable<string> decided = phrases.Where(phrase => phrase.Text.Length > 0)
            .Select((phrase, i) => (phrase, i)).OrderByDescending(item => Math.Abs(item.phrase.Weight)).Take(6).OrderBy(item => item.i)
            .Select(item => item.phrase.Weight == 0
                ? $"'{item.phrase.Text}'"
                : string.Create(Invariant, $"'{item.phrase.Text}' {item.phrase.Weight:+0.##;-0.##}"));
        string why = phrases.Count == 0 ? "" : $" Decided by: {string.Join(", ", decided)}.";
        return string.Create(Invariant, $"{found.Headline}, {time}: {Codes<Stance>.Of(found.Stance)}, intensity {found.Intensity:0}.{why}");
    }

    private static string DayZero(TradeEvent found, ImpactScore score)
    {
        string reason = score.DayZeroReason switch
        {
            "pre" => "before the session opened",
            "regular" => "during the session",
            "post" => "after the close, so the next session counts",
            "weekend" => "on a weekend, so the next session counts",
            "holiday" => "on a holiday, so the next session counts",
            _ => score.DayZeroReason,
        };
        string uncertain = found.TimeResolution == TimeResolution.Day ? " Only the date is known, so day 0 is uncertain." : "";
        return score.Day0 is { } day0 ? string.Create(Invariant, $"{day0:yyyy-MM-dd}: the report came {reason}.{uncertain}") : "Unknown.";
    }

    private static string Raw(ImpactScore score, EventWindow window)
    {
        string benchmark = score.BenchmarkReturnPct is { } market ? $"; {score.Benchmark} {Signed(market)}%" : "";
        string effect = score is { MarketEffectPct: { } relative, MarketScore: { } marketScore }
            ? $" Against its own mean, {score.Benchmark} moved {Signed(relative)}% (score {FigureText.WithSign(marketScore, 1)}): the "
                + "market effect."
            : "";
        return $"Over {window.Label}, {score.Symbol} moved {Signed(score.RawReturnPct)}%{benchmark}.{effect}";
    }

    private static string Expected(ImpactScore score)
    {
        string fit = string.Create(
            Invariant,
            $"Fitted over {score.Observations} sessions that end before the gap: "
            + $"alpha = {FigureText.WithSign(100 * score.Alpha, 4)}% a day");
        return score.Beta is { } beta && score.Benchmark.Length > 0
            ? string.Create(
                Invariant,
                $"{fit}, beta = {FigureText.Plain(beta, 4)} on {score.Benchmark}; "
                + $"expected on a day: alpha + beta x the benchmark's return.")
            : $"{fit}; expected on a day: alpha.";
    }

    private static string Abnormal(ImpactScore score, AbnormalReturn[] days, double car)
    {
        string One(AbnormalReturn day) => string.Create(
            Invariant,
            $"{day.Date:yyyy-MM-dd}: {Signed(day.ReturnPct)} - ({Signed(day.ReturnPct - day.ArPct)}) = {Signed(day.ArPct)}");

        return days.Length == score.BarsObserved
            ? $"Return minus expected return, %: {string.Join("; ", days.Select(One))}. Sum: CAR = {Signed(car)}%."
            : $"Return minus expected return, summed over the window: CAR = {Signed(car)}%.";
    }

    private static string Interval(ImpactScore score, double car, double scar)
    {
        double error = car / scar, wide = (score.CarHiPct - score.CarLoPct) / 2 ?? double.NaN;
        return string.Create(
            Invariant,
            $"The residuals have a standard deviation of {100 * Math.Sqrt(score.ResidualVariance ?? double.NaN):0.000}% a day; with the "
            + $"forecast error, CAR has a standard error of {error:0.000}%. Times {wide / error:0.000} (Student's t), the 95% interval is "
            + $"{FigureText.WithSign(score.CarLoPct, 2)} to {FigureText.WithSign(score.CarHiPct, 2)}%.");
    }

    private static string Adjusted(ImpactScore score, double car) => score is { ZAdjusted: { } z, PAdjusted: { } p }
        ? string.Create(
            Invariant,
            $"The standard deviation known the evening before the window is {car / z:0.000}% for the window. "
            + $"z_adjusted = {FigureText.Plain(z, 2)}, p_adjusted = {P(p)}; adjusted_score = 100 x (1 - p) with the sign of the move = "
            + $"{FigureText.WithSign(score.AdjustedScore, 1)}.")
        : "";

    private static string Several(ImpactScore score, IReadOnlyList<ImpactScore> sameWindow)
    {
        if (score is not { PAdjusted: { } own, QEvent: { } q })
        {
            return "";
        }

        double[] p = [.. sameWindow.Select(row => row.PAdjusted).OfType<double>().Order()];
        int rank = p.Count(other => other <= own);
        int deciding = Enumerable.Range(rank, p.Length - rank + 1).MinBy(k => p[k - 1] / k);
        string from = deciding == rank ? "" : $" The {Ordinal(deciding)} smallest gives less, and q never exceeds that of a larger p:";
        return string.Create(
            Invariant,
            $"p is the {Ordinal(rank)} smallest of {p.Length} instruments.{from} q_event = {P(p[deciding - 1])} x {p.Length} / {deciding} "
            + $"= {P(q)} (Benjamini and Hochberg). Significance is marked below 0.05.");
    }

    private static string Components(ImpactScore score)
    {
        string volume = score.VolumeScore is { } v ? string.Create(Invariant, $"volume_score {FigureText.WithSign(v, 1)}, ") : "";
        string volatility = score.VolatilityScore is { } w ? string.Create(Invariant, $"volatility_score {w:0.0}, ") : "";
        return volume.Length + volatility.Length == 0 || score.OverallScore is not { } overall
            ? ""
            : string.Create(Invariant, $"{volume}{volatility}overall_score {overall:0.0}, driven by {score.OverallDriver}.");
    }

    private static string Notes(ImpactScore score)
    {
        string[] notes =
        [
            score.Quality == "gap" ? "a return in the window spans more than one session (gap)" : "",
            score.Quality == "jump" ? "a move in the window looks like a split or an error (jump)" : "",
            score.Overlaps switch
            {
                <= 0 => "",
                1 => "another event has its day 0 in the window",
                _ => string.Create(Invariant, $"{score.Overlaps} other events have their day 0 in the window"),
            },
            score.Confounders.Length > 0
                ? $"scheduled releases in the window: {score.Confounders.Replace("|", ", ", StringComparison.Ordinal)}"
                : "",
            score.Status == ScoreStatus.Provisional
                ? string.Create(Invariant, $"{score.BarsObserved} of {score.BarsExpected} bars exist so far")
                : "",
        ];
        string text = string.Join("; ", notes.Where(note => note.Length > 0));
        return text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }

    private static string Ordinal(int n)
    {
        string ending = (n % 100, n % 10) switch
        {
            (11 or 12 or 13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        return string.Create(Invariant, $"{n}{ending}");
    }

    private static string Signed(double? percent) => percent is null ? "?" : FigureText.WithSign(percent, 3);

    private static string P(double? p) => p is not { } value ? "?" : value.ToString(value < 0.001 ? "0.0E+0" : "0.0000", Invariant);
}
