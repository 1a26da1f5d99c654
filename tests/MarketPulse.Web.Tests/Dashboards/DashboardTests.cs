using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Tests.Dashboards;

/// <summary>The files under <c>dashboards</c>: each parses, and names only published tables and columns.</summary>
public partial class DashboardTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, RowResource> ByTable = ResourceCatalog.All.ToDictionary(
        resource => resource.Schema.Table, StringComparer.Ordinal);
    private static readonly Dictionary<string, RowResource> ByPath = ResourceCatalog.All.ToDictionary(
        resource => resource.Path, StringComparer.Ordinal);
    private static readonly string Folder = Path.Combine(Repository.Root, "dashboards");

    public static TheoryData<string> Queries =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, "excel"), "*.pq").Select(path => Path.GetFileName(path)!),
    ];

    [Fact]
    public void Every_json_file_parses()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".json" or ".pbids" or ".pbip" or ".pbir" or ".pbism" or ".platform"),
        ];
        files.Length.ShouldBeGreaterThan(30);
        foreach (string file in files)
        {
            Should.NotThrow(() => JsonDocument.Parse(Read(file)).Dispose(), file);
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_for_excel_names_published_columns_only(string file)
    {
        string text = Read(Path.Combine(Folder, "excel", file));
        RowSchema schema = ByTable[TableName().Match(text).Groups["name"].Value].Schema;

        string[] columns = [.. TypedColumn().Matches(text).Select(match => match.Groups["name"].Value)];
        columns.Length.ShouldBeGreaterThan(5);
        columns.ShouldBeSubsetOf(schema.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Panels_of_grafana_ask_the_api_for_what_it_publishes()
    {
        using JsonDocument document = JsonDocument.Parse(Read(Path.Combine(Folder, "grafana", "marketpulse.json")));
        JsonElement[] targets = [.. Targets(document.RootElement)];
        targets.Length.ShouldBeGreaterThan(4);
        foreach (JsonElement target in targets)
        {
            string[] address = target.GetProperty("url").GetString()!.Split("/api/")[1].Split('?');
            RowResource resource = ByPath[address[0]];
            target.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("selector").GetString()!)
                .ShouldBeSubsetOf(resource.Schema.Columns.Select(column => column.Name));
            string[] parameters = address.Length < 2 ? [] : [.. address[1].Split('&').Select(parameter => parameter.Split('=')[0])];
            parameters.ShouldBeSubsetOf([.. resource.Parameters.Select(parameter => parameter.Name), "select"]);
        }
    }

    [Fact]
    public void Every_time_panel_of_grafana_has_the_events_as_annotations_by_stance()
    {
        using JsonDocument document = JsonDocument.Parse(Read(Path.Combine(Folder, "grafana", "marketpulse.json")));
        string[] stances = [.. Codes<Stance>.All];

        JsonElement[] annotations = [.. document.RootElement.GetProperty("annotations").GetProperty("list").EnumerateArray()];
        annotations.Length.ShouldBe(3);
        foreach (JsonElement annotation in annotations)
        {
            string url = annotation.GetProperty("target").GetProperty("url").GetString()!;
            stances.ShouldContain(url.Split("stance=")[1].Split('&')[0]);
            string[] columns =
            [
                .. annotation.GetProperty("target").GetProperty("columns").EnumerateArray()
                    .Select(column => column.GetProperty("text").GetString()!),
            ];
            annotation.GetProperty("mappings").EnumerateObject()
                .Select(mapping => mapping.Value.GetProperty("value").GetString()!).ShouldBeSubsetOf(columns);
        }

        annotations.Select(annotation => annotation.GetProperty("iconColor").GetString()).ShouldBeUnique();
    }

    [Fact]
    public async Task Panels_of_the_operations_dashboard_get_answers_with_their_columns()
    {
        using JsonDocument document = JsonDocument.Parse(Read(Path.Combine(Folder, "grafana", "operations.json")));
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        await Ledger.FillAsync(host);
        foreach (JsonElement target in Targets(document.RootElement))
        {
            string address = target.GetProperty("url").GetString()!.Replace("${address}", "", StringComparison.Ordinal);
            using HttpResponseMessage answer = await host.Client.GetAsync(address, TestContext.Current.CancellationToken);
            string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            JsonElement[] rows = RowsOf(JsonDocument.Parse(body).RootElement, target.GetProperty("root_selector").GetString()!);
            if (address.StartsWith("/api/track", StringComparison.Ordinal))
            {
                rows.ShouldNotBeEmpty(address);
            }

            if (rows.Length > 0)
            {
                // Only a queue with a message has the age of the oldest.
                target.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("selector").GetString()!)
                    .Except(["oldestseconds"]).ShouldBeSubsetOf(
                        rows.SelectMany(row => row.EnumerateObject().Select(property => property.Name)).Distinct(), address);
            }
        }
    }

    [Fact]
    public void The_operations_dashboard_shows_queues_dead_letters_freshness_and_both_track_records()
    {
        using JsonDocument document = JsonDocument.Parse(Read(Path.Combine(Folder, "grafana", "operations.json")));
        (string Address, string Rows, string[] Columns)[] panels =
        [
            .. Targets(document.RootElement).Select(target => (
                target.GetProperty("url").GetString()!.Replace("${address}", "", StringComparison.Ordinal),
                target.GetProperty("root_selector").GetString()!,
                target.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("selector").GetString()!).ToArray())),
        ];

        panels.ShouldContain(panel => panel.Address == "/api/data-status");
        panels.Single(panel => panel.Address == "/api/health").Columns.ShouldBeSubsetOf(
            ["name", "status", "messages", "oldestseconds", "deadletters", "detail", "milliseconds"]);
        panels.Single(panel => panel.Address == "/api/health").Columns.ShouldContain("deadletters");
        panels.Where(panel => panel.Address.StartsWith("/api/track", StringComparison.Ordinal)).Select(panel => panel.Rows)
            .ShouldBe(["", "records", "replayed.records", "records"]);
        int[] ids =
            [.. document.RootElement.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32())];
        ids.ShouldBeUnique();
        Overlapping(document.RootElement.GetProperty("panels")).ShouldBeEmpty();
    }

    [Fact]
    public void Variables_that_panels_of_grafana_use_are_declared()
    {
        foreach (string file in new[] { "marketpulse.json", "operations.json" })
        {
            string text = Read(Path.Combine(Folder, "grafana", file));
            using JsonDocument document = JsonDocument.Parse(text);
            string[] declared =
            [
                .. document.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
                    .Select(variable => variable.GetProperty("name").GetString()!),
            ];
            UsedVariable().Matches(text).Select(match => match.Groups["name"].Value)
                .Where(name => !name.StartsWith("__", StringComparison.Ordinal)).ShouldBeSubsetOf(declared, file);
        }
    }

    /// <summary>The queries of panels, annotations and variables.</summary>
    private static IEnumerable<JsonElement> Targets(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("root_selector", out _) => [element],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Targets(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Targets),
        _ => [],
    };

    /// <summary>The rows that a root selector chooses, a path of members; the document itself when it is empty.</summary>
    private static JsonElement[] RowsOf(JsonElement document, string selector)
    {
        JsonElement found = selector.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(document, (element, name) => element.GetProperty(name));
        return found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray()] : [found];
    }

    /// <summary>The titles of panels that cover a part of another one.</summary>
    private static IEnumerable<string> Overlapping(JsonElement panels)
    {
        (string Title, int X, int Y, int W, int H)[] all =
        [
            .. panels.EnumerateArray().Select(panel => (
                panel.GetProperty("title").GetString()!, Side(panel, "x"), Side(panel, "y"), Side(panel, "w"), Side(panel, "h"))),
        ];
        return from one in all
               from other in all
               where one != other && one.X < other.X + other.W && other.X < one.X + one.W
                   && one.Y < other.Y + other.H && other.Y < one.Y + one.H
               select one.Title;

        static int Side(JsonElement panel, string name) => panel.GetProperty("gridPos").GetProperty(name).GetInt32();
    }

    private static string Read(string path) => File.ReadAllText(path);

    [GeneratedRegex(@"\{""(?<name>[a-z0-9_]+)"", (?:type|Int64)", RegexOptions.None, 5000)]
    private static partial Regex TypedColumn();

    [GeneratedRegex(@"\$\{(?<name>\w+)[:.}]", RegexOptions.None, 5000)]
    private static partial Regex UsedVariable();

    [GeneratedRegex(@"\[Name = ""(?<name>[a-z]+)""", RegexOptions.None, 5000)]
    private static partial Regex TableName();
}
