using System.Text;
using System.Text.Json;
using MarketPulse.Feeds.Http;

namespace MarketPulse.Feeds.Tests.Http;

public class JsonAnswerTests
{
    [Theory]
    [InlineData("""{"title":"\ud800 tariffs"}""", "\uFFFD tariffs")]
    [InlineData("""{"title":"tariffs \uDC00"}""", "tariffs \uFFFD")]
    [InlineData("""{"\ud800":1,"title":"x"}""", "x")]
    [InlineData("""{"title":"Avengers:Infinity \ud83d\ude80"}""", "Avengers:Infinity \U0001F680")]
    [InlineData("""{"title":"\ud83d\ude80 \\ud800 \n"}""", "\U0001F680 \\ud800 \n")]
    public void Half_of_a_surrogate_pair_becomes_the_replacement_character(string json, string title)
    {
        using JsonDocument read = JsonAnswer.Parse(
            new FeedAnswer { Address = new Uri("https://feed.example/"), Body = Encoding.UTF8.GetBytes(json) });
        read.RootElement.Text("title").ShouldBe(title);
    }
}
