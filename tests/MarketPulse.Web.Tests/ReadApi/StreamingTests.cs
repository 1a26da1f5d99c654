using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.Tests.ReadApi;

[Collection(nameof(Alone))]
public class StreamingTests
{
    private const long Megabyte = 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task A_million_rows_are_streamed_in_flat_memory(string format)
    {
        const int Rows = 1_000_000;
        await using WebHost host = await WebHost.StartAsync(services => services.AddSingleton<IRowReader>(new GeneratedScores(Rows)));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        long lines = 0;

        using HttpResponseMessage answer = await host.Client.GetAsync(
            $"/api/scores?format={format}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream body = await answer.Content.ReadAsStreamAsync(Cancel);
        byte[] buffer = new byte[256 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, Cancel)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
        }

        lines.ShouldBe(format == "csv" ? Rows + 1 : Rows);
        (most - before).ShouldBeLessThan(200 * Megabyte);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_cannot_pass_for_whole()
    {
        await using WebHost host = await WebHost.StartAsync(
            services => services.AddSingleton<IRowReader>(new GeneratedScores(20_000, failAt: 10_000)));

        await Should.ThrowAsync<HttpRequestException>(() => host.Client.GetStringAsync("/api/scores?format=ndjson", Cancel));
    }

    [Fact]
    public async Task A_store_that_fails_at_once_gives_an_error_and_no_detail_of_it()
    {
        await using WebHost host = await WebHost.StartAsync(
            services => services.AddSingleton<IRowReader>(new GeneratedScores(10, failAt: 0)));

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/scores", Cancel);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("planted");
    }

    /// <summary>A store that generates scores as they are read.</summary>
}
