using System.Text.Json;

namespace MarketPulse.Web.Tests.Dashboards;

/// <summary>The report of Power BI, as far as it can be checked without Power BI: its files, fields, layout and interactions.</summary>
public class PowerBiReportTests
{
    private static readonly string Folder = Path.Combine(
        Repository.Root, "dashboards", "powerbi", "MarketPulse.Report", "definition", "pages");
    private static readonly PowerBiModel Model = PowerBiModel.Read();

    /// <summary>Roles that a visual of each type has, the required ones first.</summary>
    private static readonly Dictionary<string, string[]> Roles = new(StringComparer.Ordinal)
    {
        ["card"] = ["Values"],
        ["multiRowCard"] = ["Values"],
        ["tableEx"] = ["Values"],
        ["slicer"] = ["Values"],
        ["pivotTable"] = ["Rows", "Columns", "Values"],
        ["lineChart"] = ["Category", "Y", "Series"],
        ["clusteredBarChart"] = ["Category", "Y", "Series"],
        ["scatterChart"] = ["Category", "X", "Y", "Series"],
    };

    public static TheoryData<string> Pages => [.. Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)!)];

    [Fact]
    public void The_report_opens_on_the_findings_and_has_pages_of_one_event_and_one_instrument()
    {
        using JsonDocument pages = Parse(Path.Combine(Folder, "pages.json"));
        string[] order = [.. pages.RootElement.GetProperty("pageOrder").EnumerateArray().Select(page => page.GetString()!)];

        order.ShouldBe(Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)!), ignoreOrder: true);
        order.ShouldContain("event");
        order.ShouldContain("instrument");
        pages.RootElement.GetProperty("activePageName").GetString().ShouldBe("findings");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_of_a_page_have_the_properties_of_their_schema(string page)
    {
        using JsonDocument document = Parse(Path.Combine(Folder, page, "page.json"));
        Keys(document.RootElement).ShouldBeSubsetOf(
            ["$schema", "name", "displayName", "displayOption", "height", "width", "filterConfig", "visualInteractions"]);
        document.RootElement.GetProperty("name").GetString().ShouldBe(page);
        foreach (JsonElement visual in Visuals(page))
        {
            string name = visual.GetProperty("name").GetString()!;
            Keys(visual).ShouldBeSubsetOf(["$schema", "name", "position", "visual", "filterConfig"], name);
            Keys(visual.GetProperty("position")).ShouldBe(["x", "y", "z", "width", "height", "tabOrder"], name);
            Keys(visual.GetProperty("visual")).ShouldBeSubsetOf(
                ["visualType", "query", "objects", "visualContainerObjects", "drillFilterOtherVisuals"], name);
            if (visual.GetProperty("visual").TryGetProperty("query", out JsonElement query))
            {
                Keys(query).ShouldBeSubsetOf(["queryState", "sortDefinition"], name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_field_of_a_page_exists_in_the_model_and_fills_a_role_of_its_visual(string page)
    {
        foreach (JsonElement visual in Visuals(page))
        {
            string name = visual.GetProperty("name").GetString()!;
            JsonElement content = visual.GetProperty("visual");
            string type = content.GetProperty("visualType").GetString()!;
            if (type == "textbox")
            {
                continue;
            }

            JsonElement state = content.GetProperty("query").GetProperty("queryState");
            Keys(state).ShouldBeSubsetOf(Roles[type], name);
            Keys(state).ShouldContain(Roles[type][0], name);
            JsonElement[] projections =
                [.. state.EnumerateObject().SelectMany(role => role.Value.GetProperty("projections").EnumerateArray())];
            projections.ShouldNotBeEmpty(name);
            projections.Select(projection => projection.GetProperty("queryRef").GetString()).ShouldBeUnique();
            projections.Select(projection => projection.GetProperty("nativeQueryRef").GetString()).ShouldBeUnique();
            foreach (JsonElement projection in projections)
            {
                Keys(projection).ShouldBeSubsetOf(["field", "queryRef", "nativeQueryRef", "displayName", "active"], name);
                (string table, string field) = ShouldExist(projection.GetProperty("field"));
                projection.GetProperty("queryRef").GetString().ShouldBe($"{table}.{field}");
            }

            foreach (JsonElement sorted in Named(content, "sort").SelectMany(sort => sort.EnumerateArray()))
            {
                ShouldExist(sorted.GetProperty("field"));
                sorted.GetProperty("direction").GetString().ShouldBeOneOf("Ascending", "Descending");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Visuals_of_a_page_lie_inside_it_and_do_not_overlap(string page)
    {
        using JsonDocument document = Parse(Path.Combine(Folder, page, "page.json"));
        (string Name, double Left, double Top, double Right, double Bottom)[] boxes =
        [
            .. Visuals(page).Select(visual =>
            {
                JsonElement position = visual.GetProperty("position");
                (double x, double y) = (position.GetProperty("x").GetDouble(), position.GetProperty("y").GetDouble());
                return (visual.GetProperty("name").GetString()!, x, y,
                    x + position.GetProperty("width").GetDouble(), y + position.GetProperty("height").GetDouble());
            }),
        ];

        boxes.ShouldAllBe(box => box.Left >= 0 && box.Top >= 0
            && box.Right <= document.RootElement.GetProperty("width").GetDouble()
            && box.Bottom <= document.RootElement.GetProperty("height").GetDouble());
        (from one in boxes
         from other in boxes
         where string.CompareOrdinal(one.Name, other.Name) < 0
            && one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom
         select $"{one.Name} and {other.Name}").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Interactions_and_selections_of_a_page_name_what_exists(string page)
    {
        string[] names = [.. Visuals(page).Select(visual => visual.GetProperty("name").GetString()!)];
        names.ShouldBe(
            Directory.EnumerateDirectories(Path.Combine(Folder, page, "visuals")).Select(path => Path.GetFileName(path)!),
            ignoreOrder: true);
        using JsonDocument document = Parse(Path.Combine(Folder, page, "page.json"));
        if (document.RootElement.TryGetProperty("visualInteractions", out JsonElement interactions))
        {
            foreach (JsonElement interaction in interactions.EnumerateArray())
            {
                names.ShouldContain(interaction.GetProperty("source").GetString()!);
                names.ShouldContain(interaction.GetProperty("target").GetString()!);
                interaction.GetProperty("type").GetString().ShouldBeOneOf("NoFilter", "DataFilter", "HighlightFilter", "Default");
            }
        }

        IEnumerable<JsonElement> selections = Visuals(page).SelectMany(visual => Named(visual, "Where"));
        foreach (JsonElement filter in selections.SelectMany(where => where.EnumerateArray()))
        {
            JsonElement column = filter.GetProperty("Condition").GetProperty("In").GetProperty("Expressions")[0].GetProperty("Column");
            string property = column.GetProperty("Property").GetString()!;
            Model.Tables.SelectMany(table => table.Columns).Select(member => member.Name).ShouldContain(property);
        }
    }

    /// <summary>Asserts that the model has the column or measure; gives its table and name.</summary>
    private static (string Table, string Name) ShouldExist(JsonElement field)
    {
        JsonProperty kind = field.EnumerateObject().Single();
        string table = kind.Value.GetProperty("Expression").GetProperty("SourceRef").GetProperty("Entity").GetString()!;
        string name = kind.Value.GetProperty("Property").GetString()!;
        ModelTable owner = Model.Table(table);
        IEnumerable<ModelMember> members = kind.Name == "Measure" ? owner.Measures : owner.Columns;
        members.Select(member => member.Name).ShouldContain(name, $"{kind.Name} of {table}");
        return (table, name);
    }

    private static IEnumerable<JsonElement> Visuals(string page) =>
        Directory.EnumerateFiles(Path.Combine(Folder, page, "visuals"), "visual.json", SearchOption.AllDirectories)
            .Select(path => JsonElement.Parse(File.ReadAllText(path)));

    /// <summary>Values of all properties with a name, at any depth.</summary>
    private static IEnumerable<JsonElement> Named(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => property.Name == name ? [property.Value] : Named(property.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Named(item, name)),
        _ => [],
    };

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static JsonDocument Parse(string path) => JsonDocument.Parse(File.ReadAllText(path));
}
