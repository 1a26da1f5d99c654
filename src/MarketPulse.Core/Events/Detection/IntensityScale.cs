using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Intensity of an act: base of its strongest measure x certainty x rate x breadth, 0 to 100, with the factors of the lexicon.
/// </summary>
internal sealed class IntensityScale
{
    private const double FullRate = 100;

    private readonly IntensityWeights _weights;
    private readonly IReadOnlyDictionary<string, double> _measures;
    private readonly double[] _certainty = new double[Enum.GetValues<Certainty>().Length];

    public IntensityScale(LexiconFile file)
    {
        _weights = file.Intensity;
        _measures = file.Measures;
        foreach ((string code, double factor) in file.Intensity.Certainty)
        {
            _certainty[(int)Codes<Certainty>.Parse(code)] = factor;
        }
    }

    /// <summary>The intensity, 0 to 100, rounded to one decimal.</summary>
    /// <param name="measures">Codes of the measures.</param>
    /// <param name="certainty">How certain the act is.</param>
    /// <param name="rate">Largest rate named, percent; null for none.</param>
    /// <param name="isBroad">Whether the act is aimed at a group of countries.</param>
    public double Measure(IReadOnlyList<string> measures, Certainty certainty, double? rate, bool isBroad)
    {
        double strongest = _weights.Measure;
        foreach (string measure in measures)
        {
            strongest = Math.Max(strongest, _measures.GetValueOrDefault(measure));
        }

        double intensity = strongest * _certainty[(int)certainty] * RateFactor(rate) * (isBroad ? _weights.Breadth : 1);
        return Math.Round(Math.Min(100, intensity), 1, MidpointRounding.AwayFromZero);
    }

    private double RateFactor(double? rate) =>
        rate is { } percent ? _weights.RateBase + (_weights.RateSlope * Math.Min(percent, FullRate) / FullRate) : 1;
}
