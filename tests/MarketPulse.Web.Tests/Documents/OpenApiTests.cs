using System.Net;
using System.Text.Json;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Tests.Documents;

public class OpenApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_feed_and_parameter_is_described_with_an_example()
    {
        await using WebHost host = await WebHost.StartAsync();
        using JsonDocument document = JsonDocument.Parse(await host.Client.GetStringAsync("/api/openapi.json", Cancel));

        foreach (RowResource resource in ResourceCatalog.All)
        {
            JsonElement operation = document.RootElement.GetProperty("paths").GetProperty($"/api/{resource.Path}").GetProperty("get");
            string[] parameters =
            [
                .. operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!),
            ];
            parameters.ShouldBeSubsetOf(
                [.. resource.Parameters.Select(parameter => parameter.Name), "select", "format", "limit", "continuation"]);
            JsonElement row = operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
                .GetProperty("example")
                .GetProperty("value")[0];
            row.EnumerateObject().Select(property => property.Name).ShouldBe(resource.Schema.Columns.Select(column => column.Name));
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_path_answers()
    {
        await using WebHost host = await WebHost.StartAsync();
        string json = await host.Client.GetStringAsync("/api/openapi.json", Cancel);
        using JsonDocument document = JsonDocument.Parse(json);

        foreach (JsonElement reference in References(document.RootElement))
        {
            JsonElement target = document.RootElement;
            foreach (string part in reference.GetString()!.Split('/').Skip(1))
            {
                target = target.GetProperty(part);
            }
        }

        foreach (JsonProperty path in
            document.RootElement.GetProperty("paths").EnumerateObject().Where(path => !path.Name.Contains('{')))
        {
            using HttpResponseMessage answer = await host.Client.GetAsync(path.Name, Cancel);
            answer.StatusCode.ShouldBe(HasRequired(path.Value) ? HttpStatusCode.BadRequest : HttpStatusCode.OK, path.Name);
        }
    }

    private static bool HasRequired(JsonElement path) =>
        path.GetProperty("get").TryGetProperty("parameters", out JsonElement parameters)
            && parameters.EnumerateArray().Any(parameter => parameter.TryGetProperty("required", out _));

    private static IEnumerable<JsonElement> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => property.Name == "$ref" ? [property.Value] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
