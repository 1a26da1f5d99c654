using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>The regression of the CARs of one window on characteristics of the instruments, clustered by day 0.</summary>
/// <param name="characteristics">The characteristics.</param>
/// <param name="draws">Draws of the wild cluster bootstrap.</param>
/// <param name="seed">Seed of the draws.</param>
internal sealed class CharacteristicRegression(InstrumentCharacteristics characteristics, int draws, int seed)
{
    /// <summary>Runs it over the CARs of instruments that have characteristics.</summary>
    /// <param name="window">The window.</param>
    /// <param name="cars">Symbol, day 0 and CAR of each study, one per symbol and day 0.</param>
    /// <param name="cancellationToken">Stops within the bootstrap.</param>
    public IReadOnlyList<CharacteristicEffect> Run(
        EventWindow window, IReadOnlyList<(string Symbol, string DayZero, double Car)> cars, CancellationToken cancellationToken)
    {
        string[] names = [CharacteristicEffect.Constant, .. characteristics.Names];
        var days = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] clusters = [.. cars.Select(car =>
        {
            days.TryAdd(car.DayZero, days.Count);
            return days[car.DayZero];
        })];
        int instruments = cars.Select(car => car.Symbol).Distinct(StringComparer.Ordinal).Count();
        CharacteristicEffect[] rows =
        [
            .. names.Select(name => new CharacteristicEffect
            {
                Window = window.Key,
                Characteristic = name,
                Observations = cars.Count,
                Instruments = instruments,
                EventDays = days.Count,
            }),
        ];
        if (days.Count < ClusteredRegression.FewestClusters || instruments < names.Length + 1)
        {
            string problem = days.Count < ClusteredRegression.FewestClusters
                ? $"{days.Count} days 0 can be scored, and errors clustered by day 0 need {ClusteredRegression.FewestClusters}: add events"
                : $"{instruments} instruments with characteristics can be scored, and {names.Length} coefficients need "
                    + $"{names.Length + 1}: add instruments or leave a column out";
            return [.. rows.Select(row => row with { Problem = problem })];
        }

        double[][] columns = [.. names.Select((_, column) => cars.Select(
            car => column == 0 ? 1 : characteristics.BySymbol[car.Symbol][column - 1]).ToArray())];
        var fit = ClusteredRegression.Fit(columns, [.. cars.Select(car => car.Car)], clusters, out int dependent);
        if (fit is null)
        {
            string problem = $"the column {names[dependent]} is constant or determined by the columns before it over the instruments that "
                + "can be scored: leave it out";
            return [.. rows.Select(row => row with { Problem = problem })];
        }

        double wide = StudentT.Quantile(0.975, fit.Clusters - 1);
        return
        [
            .. rows.Select((row, column) => row with
            {
                Coefficient = fit.Coefficients[column],
                StandardError = fit.StandardErrors[column],
                CoefficientLo = fit.Coefficients[column] - (wide * fit.StandardErrors[column]),
                CoefficientHi = fit.Coefficients[column] + (wide * fit.StandardErrors[column]),
                T = fit.Test(column)?.Statistic,
                P = fit.Test(column)?.PValue,
                PBootstrap = fit.BootstrapP(column, draws, seed, cancellationToken),
                RSquared = fit.RSquared,
            }),
        ];
    }
}
