using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Local.Commands;

/// <summary>Opens lexicons that users give.</summary>
internal static class LexiconFiles
{
    private const string ModelName = "eventmodel.json";

    /// <summary>A detector with a lexicon of the user's, or the one that ships.</summary>
    /// <param name="path">
    /// The lexicon file; an <c>eventmodel.json</c> in the same folder is its event model. Null for the lexicon that ships.
    /// </param>
    public static TradeDetector Detector(string? path) => path is null ? new TradeDetector() : new TradeDetector(Open(path));

    private static Lexicon Open(string path)
    {
        if (!File.Exists(path))
        {
            throw CommandError.BadArguments($"There is no file '{path}'.");
        }

        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ModelName);
        try
        {
            using Stream lexicon = File.OpenRead(path);
            if (!File.Exists(beside))
            {
                return Lexicon.Load(lexicon);
            }

            using Stream model = File.OpenRead(beside);
            return Lexicon.Load(lexicon, model);
        }
        catch (FormatException e)
        {
            throw CommandError.BadArguments($"{path}: {e.Message}");
        }
    }
}
