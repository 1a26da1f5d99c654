using Xunit;

namespace MarketPulse.Testing;

/// <summary>Reference data in the folder <c>shared</c> next to the repository. Tests that need it are skipped if it is absent.</summary>
public static class SharedData
{
    /// <summary>The folder <c>../shared</c>, or null if it is absent.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Full path of a file or folder under <c>../shared</c>. Skips the running test if it is absent.</summary>
    public static string Path(params string[] parts)
    {
        string? path = Root is null ? null : System.IO.Path.Combine([Root, .. parts]);
        Assert.SkipUnless(
            path is not null && (File.Exists(path) || Directory.Exists(path)), "There is no folder ../shared next to the repository.");
        return path!;
    }

    private static string? Find()
    {
        string candidate = System.IO.Path.Combine(Repository.Root, "..", "shared");
        return Directory.Exists(candidate) ? System.IO.Path.GetFullPath(candidate) : null;
    }
}
