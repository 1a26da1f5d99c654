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
            options.Validate([.. EventWindow.Defaults]);
            return options;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InvalidOperationException($"Section {Section}: {e.Message}", e);
        }
    }
}
