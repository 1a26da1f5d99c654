using System.Globalization;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Finds the latest article, day by day from now backwards.</summary>
/// <param name="marks">Knows which days have articles.</param>
/// <param name="articles">Store of the articles.</param>
/// <param name="clock">Current time, from which the search goes back.</param>
public sealed class LatestArticle(IChangeMarks marks, IArticleTallies articles, TimeProvider clock)
{
    /// <summary>How many days are looked at before the days that have articles are asked for.</summary>
    private const int Days = 15;

    /// <summary>Finds the time of the latest classified article up to a day from now; null when there is none.</summary>
    public async Task<DateTimeOffset?> FindAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset end = clock.GetUtcNow().AddDays(1);
        var last = DateOnly.FromDateTime(end.UtcDateTime);
        for (DateOnly day = last; day > last.AddDays(-Days); day = day.AddDays(-1))
        {
            if (await FindLastOfAsync(day) is { } found)
            {
                return found;
            }
        }

        IEnumerable<DateOnly> earlier = (await marks.ReadAsync(ChangeMark.Articles, DateTimeOffset.MinValue, cancellationToken))
            .Select(day => DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture))
            .Where(day => day <= last.AddDays(-Days));
        foreach (DateOnly day in earlier.OrderDescending())
        {
            if (await FindLastOfAsync(day) is { } found)
            {
                return found;
            }
        }

        return null;

        Task<DateTimeOffset?> FindLastOfAsync(DateOnly day) => articles.FindLastPublishedAsync(day, end, cancellationToken);
    }
}
