using Xunit;

namespace MarketPulse.Testing;

/// <summary>Reference data that may lie beside the repository; tests that need it skip where it is absent.</summary>
public static class SharedData
{
    /// <summary>The folder <c>../shared</c> beside the repository, or null.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Full path of a file or folder under <c>../shared</c>; skips the running test when it is absent.</summary>
    public static string Path(params string[] parts)
    {
        string? path = Root is null ? null : System.IO.Path.Combine([Root, .. parts]);
        Assert.SkipUnless(path is not null && (File.Exists(path) || Directory.Exists(path)), "../shared is absent beside the repository.");
        return path!;
    }

    private static string? Find()
    {
        string candidate = System.IO.Path.Combine(Repository.Root, "..", "shared");
        return Directory.Exists(candidate) ? System.IO.Path.GetFullPath(candidate) : null;
    }
}
