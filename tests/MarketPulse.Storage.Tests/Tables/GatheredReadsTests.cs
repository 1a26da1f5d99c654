using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Tests.Tables;

public class GatheredReadsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_that_ask_during_a_read_share_the_next_one()
    {
        var first = new TaskCompletionSource();
        int reads = 0;
        var gathered = new GatheredReads<string, int>(async (symbol, _) =>
        {
            int number = Interlocked.Increment(ref reads);
            if (symbol == "SPY")
            {
                await first.Task;
            }

            return number;
        });

        Task<int> early = gathered.ReadAsync("SPY", Cancel);
        Task<int>[] late = [.. Enumerable.Range(0, 10).Select(_ => gathered.ReadAsync("SPY", Cancel))];
        (await gathered.ReadAsync("FXI", Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBeGreaterThan(0);
        first.SetResult();

        (await early).ShouldBeLessThan((await Task.WhenAll(late)).Min());
        (await Task.WhenAll(late)).Distinct().Count().ShouldBe(1);
        reads.ShouldBe(3);
    }

    [Fact]
    public async Task A_read_that_fails_fails_its_callers_and_the_next_is_made_again()
    {
        int reads = 0;
        var gathered = new GatheredReads<string, int>(
            (_, _) => Interlocked.Increment(ref reads) == 1 ? throw new IOException("out of reach") : Task.FromResult(reads));

        await Should.ThrowAsync<IOException>(() => gathered.ReadAsync("SPY", Cancel));
        (await gathered.ReadAsync("SPY", Cancel)).ShouldBe(2);
    }
}
