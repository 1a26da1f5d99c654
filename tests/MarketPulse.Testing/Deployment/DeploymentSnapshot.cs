using System.Text.Json.Nodes;

namespace MarketPulse.Testing.Deployment;

/// <summary>The resources that a deployment of infra/main.bicep would create, as predicted by <c>bicep snapshot</c>.</summary>
public sealed class DeploymentSnapshot
{
    private readonly JsonNode _root;

    private DeploymentSnapshot(string json)
    {
        _root = JsonNode.Parse(json)!;
        Resources = [.. _root["predictedResources"]!.AsArray().Select(node => new DeployedResource(node!))];
    }

    /// <summary>All resources.</summary>
    public IReadOnlyList<DeployedResource> Resources { get; }

    /// <summary>Outputs of the deployment.</summary>
    public JsonObject Outputs => _root["outputs"]!.AsObject();

    /// <summary>The app's settings by name.</summary>
    public IReadOnlyDictionary<string, string> AppSettings =>
        The("Microsoft.Web/sites/config", "appsettings").Properties
            .ToDictionary(setting => setting.Key, setting => setting.Value!.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>Names of the Service Bus queues.</summary>
    public IReadOnlyList<string> Queues => NamesOf("Microsoft.ServiceBus/namespaces/queues");

    /// <summary>Names of the tables.</summary>
    public IReadOnlyList<string> Tables => NamesOf("Microsoft.Storage/storageAccounts/tableServices/tables");

    /// <summary>Names of the blob containers.</summary>
    public IReadOnlyList<string> Containers => NamesOf("Microsoft.Storage/storageAccounts/blobServices/containers");

    /// <summary>The committed prediction for an environment: <c>dev</c> or <c>prod</c>.</summary>
    public static DeploymentSnapshot Committed(string environment) => Read(Repository.Path("infra", $"main.{environment}.snapshot.json"));

    /// <summary>Reads a prediction.</summary>
    public static DeploymentSnapshot Read(string path) => new(File.ReadAllText(path));

    /// <summary>The resources of a type.</summary>
    public IEnumerable<DeployedResource> OfType(string type) =>
        Resources.Where(resource => string.Equals(resource.Type, type, StringComparison.Ordinal));

    /// <summary>The only resource of a type, or the only one of that type with the given name.</summary>
    public DeployedResource The(string type, string? name = null) =>
        OfType(type).Single(resource => name is null || string.Equals(resource.LastName, name, StringComparison.Ordinal));

    private string[] NamesOf(string type) => [.. OfType(type).Select(resource => resource.LastName)];
}

/// <summary>One resource of a <see cref="DeploymentSnapshot"/>.</summary>
/// <param name="Json">The resource as predicted.</param>
public sealed record DeployedResource(JsonNode Json)
{
    /// <summary>Resource id.</summary>
    public string Id => Json["id"]!.GetValue<string>();

    /// <summary>Type, e.g. <c>Microsoft.Web/sites</c>.</summary>
    public string Type => Json["type"]!.GetValue<string>();

    /// <summary>Name, which starts with the names of its parents.</summary>
    public string Name => Json["name"]!.GetValue<string>();

    /// <summary>Name without those of the parents.</summary>
    public string LastName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>Properties; empty if the resource has none.</summary>
    public JsonObject Properties => Json["properties"]?.AsObject() ?? [];

    /// <summary>The value at a path such as <c>properties.sku.name</c>, as text; null if there is none.</summary>
    public string? Value(string path)
    {
        JsonNode? node = Json;
        foreach (string part in path.Split('.'))
        {
            node = node?[part];
        }

        return node?.ToString();
    }
}
