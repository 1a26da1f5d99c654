using MarketPulse.Core.Impact;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Hosting;

/// <summary>Reads the section <c>Scoring</c>: model, estimation window, gap, fewest observations.</summary>
internal static class ScoringSettings
{
    public const string Section = "Scoring";

    /// <exception cref="InvalidOperationException">The options make no sense; the message names the section and says what to change.</exception>
    public static StudyOptions Read(IConfiguration configuration)
    {
        try
        {
            StudyOptions options = configuration.GetSection(Section).Get<StudyOptions>() ?? new StudyOptions();
            string problems = string.Join(' ', options.WatchlistProblems());
            return problems.Length == 0 ? options : throw new InvalidOperationException(problems);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"Section {Section}: {e.Message}", e);
        }
    }
}
