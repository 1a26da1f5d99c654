using System.Runtime.CompilerServices;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>A store with generated scores.</summary>
/// <param name="rows">How many.</param>
/// <param name="failAt">The row at which reading fails; -1 for none.</param>
/// <param name="waitAt">The row at which reading waits for <paramref name="until"/>; -1 for none.</param>
/// <param name="until">What it waits for.</param>
internal sealed class GeneratedScores(int rows, int failAt = -1, int waitAt = -1, Task? until = null) : IRowReader
{
    public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(
        RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Core.Contract.TableRow
    {
        await Task.CompletedTask;
        ImpactScore score = Data.Score(1);
        for (int i = 0; i < rows; i++)
        {
            if (i == failAt)
            {
                throw new InvalidOperationException("A planted failure.");
            }

            if (i == waitAt)
            {
                await until!.WaitAsync(cancellationToken);
            }

            yield return new StoredRow<T>(
                i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                (T)(object)(score with { CarPct = 0.37 * i, Beta = 1.0 / (i + 1) }));
        }
    }
}
