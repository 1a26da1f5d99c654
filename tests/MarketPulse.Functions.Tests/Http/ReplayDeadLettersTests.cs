using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Functions.Tests.Http;

public sealed class ReplayDeadLettersTests
{
    [Fact]
    public async Task A_replay_answers_with_the_count()
    {
        await using WorkerServer server = await WorkerServer.StartAsync(new ThreeLetters());

        HttpResponseMessage answer = await server.Client.PostAsync(new Uri("/api/replay/scores", UriKind.Relative), content: null);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("queue").GetString().ShouldBe("scores");
        body.GetProperty("replayed").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task An_unknown_queue_is_404()
    {
        await using WorkerServer server = await WorkerServer.StartAsync(new ThreeLetters());

        HttpResponseMessage answer = await server.Client.PostAsync(new Uri("/api/replay/packages", UriKind.Relative), content: null);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private sealed class ThreeLetters : IDeadLetterReplay
    {
        public Task<int> ReplayAsync(string queue, CancellationToken cancellationToken) => Task.FromResult(3);
    }
}
