namespace MarketPulse.Testing;

/// <summary>The working tree from which the tests were built.</summary>
public static class Repository
{
    /// <summary>The folder that contains MarketPulse.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>Full path of a file or folder in the repository.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "MarketPulse.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("None of the folders above the tests contains MarketPulse.sln.");
    }
}
