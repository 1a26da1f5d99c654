namespace MarketPulse.Local.Tests.Docs;

/// <summary>A part of a document, between two comments, that a test generates: MARKETPULSE_UPDATE_DOCS=1 updates it.</summary>
internal static class GeneratedText
{
    /// <summary>Whether documents are to be updated rather than compared.</summary>
    public static bool IsUpdate => Environment.GetEnvironmentVariable("MARKETPULSE_UPDATE_DOCS") == "1";

    /// <summary>Compares the part with what it should be, or updates it.</summary>
    /// <param name="document">Path of the document in the repository.</param>
    /// <param name="start">What stands before the part.</param>
    /// <param name="end">What stands after it.</param>
    /// <param name="text">What it should be.</param>
    public static void ShouldBe(string document, string start, string end, string text)
    {
        string path = Repository.Path(document.Split('/')), whole = File.ReadAllText(path).ReplaceLineEndings("\n");
        int at = whole.IndexOf(start, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, $"{document} lacks '{start}'.");
        int from = at + start.Length, to = whole.IndexOf(end, from, StringComparison.Ordinal);
        if (IsUpdate)
        {
            File.WriteAllText(path, whole[..from] + text + whole[to..]);
            return;
        }

        whole[from..to].ShouldBe(text, $"{document} is out of date: run this test with MARKETPULSE_UPDATE_DOCS=1.");
    }
}
