using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Declared;
using MarketPulse.Functions.Tests.Host;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>
/// Every setting that a trigger names is found by the lookup of the Functions host. If the host does not find a name, it disables only that
/// function: the app starts, and the function is listed but never runs.
/// </summary>
public sealed partial class HostResolutionTests
{
    public static TheoryData<string> Places => ["the sample", "the template"];

    [Fact]
    public void The_built_metadata_names_a_schedule_for_every_timer() =>
        Metadata().Where(binding => binding.Type == "timerTrigger").SelectMany(binding => binding.Names).ShouldBe(
            CompiledApp.OnStorageQueues.Functions
                .Where(function => function.Trigger is TimerTriggerAttribute)
                .Select(function => $"{function.Name}Schedule"),
            ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_name_between_percent_signs_is_flat_and_resolves(string place)
    {
        using var environment = new HostEnvironment(Settings(place));
        string[] names = [.. Metadata().SelectMany(binding => binding.Names)];

        names.ShouldNotBeEmpty();
        foreach (string name in names)
        {
            name.ShouldNotContain("__", customMessage: "the host reads it as a colon and does not find the name");
            name.ShouldNotContain(":", customMessage: "not every hosting plan finds it");
            environment.Configuration[name].ShouldNotBeNullOrEmpty(
                $"%{name}% does not resolve from {place}, so the host would disable the function");
        }
    }

    [Fact]
    public void The_name_that_once_disabled_every_timer_does_not_resolve()
    {
        using var environment = new HostEnvironment(new Dictionary<string, string> { ["Schedules__PollNews"] = "0 */5 * * * *" });

        environment.Configuration["Schedules__PollNews"].ShouldBeNull();
    }

    [Fact]
    public void Every_connection_of_the_sample_resolves_for_the_storage_queues()
    {
        using var environment = new HostEnvironment(Settings("the sample"));

        foreach (string? connection in Metadata().Where(binding => binding.Type == "queueTrigger").Select(binding => binding.Connection))
        {
            environment.Connection(connection ?? "Storage").ShouldNotBeNull(connection);
        }
    }

    [Fact]
    public void Every_connection_of_the_template_resolves_for_Service_Bus_and_the_hosts_own_storage()
    {
        using var environment = new HostEnvironment(Settings("the template"));
        string[] connections =
        [
            .. CompiledApp.OnServiceBus.Functions
                .Select(function => function.Trigger)
                .OfType<ServiceBusTriggerAttribute>()
                .Select(trigger => trigger.Connection!)
                .Distinct(),
        ];

        connections.ShouldBe([ServiceBusOptions.Connection]);
        environment.Connection(ServiceBusOptions.Connection).ShouldNotBeNull()["fullyQualifiedNamespace"].ShouldNotBeNullOrEmpty();
        environment.Connection("Storage").ShouldNotBeNull()["blobServiceUri"].ShouldNotBeNullOrEmpty("timers store their locks there");
    }

    private static Dictionary<string, string> Settings(string place) =>
        place == "the sample" ? AppSettings.Sample() : AppSettings.InAzure();

    /// <summary>The triggers of the app built with these tests, as described by the SDK for the host.</summary>
    private static IReadOnlyList<Binding> Metadata()
    {
        using JsonDocument metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppFolders.FunctionsApp, "functions.metadata")));
        return
        [
            .. from function in metadata.RootElement.EnumerateArray()
               from binding in function.GetProperty("bindings").EnumerateArray()
               let type = binding.GetProperty("type").GetString()!
               where type.EndsWith("Trigger", StringComparison.Ordinal)
               select new Binding(
                   type,
                   [.. Percent().Matches(binding.GetRawText()).Select(match => match.Groups["name"].Value)],
                   binding.TryGetProperty("connection", out JsonElement connection) ? connection.GetString() : null),
        ];
    }

    [GeneratedRegex("%(?<name>[^%\"]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Percent();

    private sealed record Binding(string Type, IReadOnlyList<string> Names, string? Connection);

    /// <summary>Settings as environment variables with a separate prefix, read by the provider that the host uses.</summary>
    private sealed class HostEnvironment : IDisposable
    {
        private readonly string _prefix = $"MARKETPULSETEST{Guid.NewGuid():N}_";
        private readonly IReadOnlyList<string> _names;

        public HostEnvironment(IReadOnlyDictionary<string, string> settings)
        {
            _names = [.. settings.Keys];
            foreach ((string name, string value) in settings)
            {
                Environment.SetEnvironmentVariable(_prefix + name, value);
            }

            Configuration = new ConfigurationBuilder().AddEnvironmentVariables(_prefix).Build();
        }

        public IConfiguration Configuration { get; }

        /// <summary>
        /// The section of a connection, looked up like the host: with the host's prefix, without it, then among the connection strings.
        /// </summary>
        /// <returns>Null if the host would find none.</returns>
        public IConfigurationSection? Connection(string name) =>
            new[] { $"AzureWebJobs{name}", name, $"ConnectionStrings:{name}" }
                .Select(Configuration.GetSection)
                .FirstOrDefault(section => section.Exists());

        public void Dispose()
        {
            foreach (string name in _names)
            {
                Environment.SetEnvironmentVariable(_prefix + name, null);
            }
        }
    }
}
