using MarketPulse.Local.Serving;
using MarketPulse.Local.Tests.Commands;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Local.Tests.Serving;

public class ServeLogTests
{
    private static readonly InvalidOperationException Trouble = Thrown();

    [Theory]
    [InlineData(LogLevel.Information, "PollPrices has run.", "12:00:00 PollPrices has run.\n")]
    [InlineData(LogLevel.Warning, "PollNews: ustr: The host could not be read.", "12:00:00 warning: PollNews: ustr: The host could not "
        + "be read.\n")]
    [InlineData(LogLevel.Error, "two\nlines \u001b[31m", "12:00:00 error: two lines  [31m\n")]
    public void What_happens_is_one_line_with_its_time(LogLevel level, string text, string line) => Write(level, text).ShouldBe(line);

    [Fact]
    public void A_warning_tells_its_cause_in_a_line() =>
        Write(LogLevel.Warning, "The feed is left alone.", Trouble).ShouldBe("12:00:00 warning: The feed is left alone.\n  no such host\n");

    [Fact]
    public void An_error_tells_where_it_arose() => Write(LogLevel.Error, "PollNews failed.", Trouble).ShouldContain(nameof(Thrown));

    private static string Write(LogLevel level, string text, Exception? exception = null)
    {
        var writer = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(level, "MarketPulse", default, text, exception, static (state, _) => state);
        new ServeLog(new StoppedClock(Cli.Now)).Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("no such host");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
