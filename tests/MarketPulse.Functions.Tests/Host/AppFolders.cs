using MarketPulse.Testing.Functions;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>Folders of the apps that the host runs.</summary>
internal static class AppFolders
{
    /// <summary>Environment variable with the folder of a published app to test instead of the one built with these tests.</summary>
    private const string Variable = "MARKETPULSE_FUNCTIONS_APP";

    /// <summary>The Functions app on storage queues.</summary>
    /// <exception cref="FunctionsHostException">The app does not listen to storage queues.</exception>
    public static string FunctionsApp
    {
        get
        {
            string folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
                ? Path.GetFullPath(named, Repository.Root)
                : Repository.Path("src", "MarketPulse.Functions", "bin", "StorageQueue", Configuration, "net10.0");
            string metadata = Path.Combine(folder, "functions.metadata");
            return !File.Exists(metadata) || File.ReadAllText(metadata).Contains("queueTrigger", StringComparison.Ordinal)
                ? folder
                : throw new FunctionsHostException(
                    $"The app in {folder} was built for Service Bus: build or publish it with MarketPulseTransport=StorageQueue.");
        }
    }

    public static string BareWorker => Repository.Path("tests", "MarketPulse.Functions.BareWorker", "bin", Configuration, "net10.0");

    /// <summary>The configuration in which these tests were built.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
