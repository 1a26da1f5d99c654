using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Tests.Dashboards;

/// <summary>The semantic model of Power BI, as far as it can be checked without Power BI.</summary>
public partial class PowerBiModelTests(AzuriteFixture azurite)
{
    private static readonly PowerBiModel Model = PowerBiModel.Read();

    /// <summary>Type of the model's column and of the query's column, by the contract's type.</summary>
    private static readonly Dictionary<string, (string Model, string Query)> Types = new(StringComparer.Ordinal)
    {
        ["text"] = ("string", "type text"),
        ["code"] = ("string", "type text"),
        ["codes separated by bars"] = ("string", "type text"),
        ["double"] = ("double", "type number"),
        ["int32"] = ("int64", "Int64.Type"),
        ["int64"] = ("int64", "Int64.Type"),
        ["boolean"] = ("boolean", "type logical"),
        ["date"] = ("dateTime", "type date"),
        ["datetime"] = ("dateTime", "type datetimezone"),
    };

    public static TheoryData<string> Tables => [.. Model.Tables.Select(table => table.Name)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_holds_published_columns_with_the_types_of_the_contract(string name)
    {
        ModelTable table = Model.Table(name);
        Dictionary<string, RowColumn> published = Published(name);

        table.SourceColumns.ShouldNotBeEmpty();
        table.Columns.Select(column => column.Name).ShouldBeUnique();
        foreach (ModelMember column in table.SourceColumns)
        {
            published.ShouldContainKey(column.Name);
            column.Properties["sourceColumn"].ShouldBe(column.Name);
            column.Properties["dataType"].ShouldBe(Types[Contract.TypeOf(published[column.Name])].Model, column.Name);
        }

        (string Name, string Type)[] queried =
            [.. QueriedColumn().Matches(table.Text).Select(match => (match.Groups["name"].Value, match.Groups["type"].Value))];
        queried.Select(column => column.Name).Distinct().ShouldBe(table.SourceColumns.Select(column => column.Name), ignoreOrder: true);
        foreach ((string column, string type) in queried)
        {
            type.ShouldBe(Types[Contract.TypeOf(published[column])].Query, column);
        }
    }

    [Fact]
    public async Task Every_table_can_be_loaded_from_the_feed()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        foreach (ModelTable table in Model.Tables)
        {
            string columns = string.Join(',', table.SourceColumns.Select(column => column.Name));
            using HttpResponseMessage answer = await host.Client.GetAsync(
                $"/odata/{table.Name}?$select={columns}&$top=1", TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, table.Name);
        }
    }

    [Fact]
    public void The_model_lists_every_table() =>
        ReferencedTable().Matches(PowerBiModel.ReadText("model.tmdl")).Select(match => match.Groups["name"].Value)
            .ShouldBe(Model.Tables.Select(table => table.Name), ignoreOrder: true);

    [Fact]
    public void Every_table_and_measure_says_what_it_is()
    {
        ModelMember[] measures = [.. Model.Tables.SelectMany(table => table.Measures)];

        measures.Length.ShouldBeGreaterThan(20);
        measures.Select(measure => measure.Name).ShouldBeUnique();
        measures.Where(measure => measure.Description.Length < 20).ShouldBeEmpty();
        measures.Select(measure => measure.Description).ShouldBeUnique();
        Model.Tables.Where(table => !table.Text.StartsWith("/// ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Members_have_known_properties_and_a_tag_of_their_own()
    {
        Dictionary<string, string[]> known = new(StringComparer.Ordinal)
        {
            ["measure"] = ["formatString", "lineageTag"],
            ["column"] = ["dataType", "formatString", "isKey", "lineageTag", "summarizeBy", "sourceColumn", "sortByColumn"],
        };
        ModelMember[] members = [.. Model.Tables.SelectMany(table => table.Members).Where(member => known.ContainsKey(member.Kind))];

        foreach (ModelMember member in members)
        {
            member.Properties.Keys.ShouldBeSubsetOf(known[member.Kind], member.Name);
            Guid.TryParseExact(member.Properties["lineageTag"], "D", out _).ShouldBeTrue(member.Name);
        }

        members.Select(member => member.Properties["lineageTag"]).ShouldBeUnique();
    }

    [Fact]
    public void Expressions_name_columns_and_measures_that_the_model_has()
    {
        string[] measures = [.. Model.Tables.SelectMany(table => table.Measures).Select(measure => measure.Name)];
        string[] expressions =
        [
            .. Model.Tables.SelectMany(table => table.Members)
                .Where(member => member.Kind != "partition").Select(member => member.Expression),
        ];

        (string Table, string Column)[] columns =
        [
            .. expressions.SelectMany(expression => NamedColumn().Matches(expression))
                .Select(match => (match.Groups["table"].Value, match.Groups["column"].Value)),
        ];
        columns.Length.ShouldBeGreaterThan(30);
        columns.Where(pair => !Model.Table(pair.Table).Columns.Any(column => column.Name == pair.Column)).ShouldBeEmpty();
        expressions.SelectMany(expression => NamedMeasure().Matches(expression)).Select(match => match.Groups["name"].Value)
            .ShouldBeSubsetOf(measures);
        foreach (string expression in expressions)
        {
            expression.Count(letter => letter == '(').ShouldBe(expression.Count(letter => letter == ')'), expression);
            (expression.Count(letter => letter == '"') % 2).ShouldBe(0, expression);
        }
    }

    [Fact]
    public void No_measure_averages_a_score() =>
        Model.Tables.SelectMany(table => table.Measures).Where(measure => AveragedScore().IsMatch(measure.Expression)).ShouldBeEmpty();

    [Fact]
    public void Relationships_join_columns_of_one_type_and_end_at_a_key()
    {
        Model.Relationships.Count.ShouldBeGreaterThan(10);
        foreach (ModelRelationship relationship in Model.Relationships)
        {
            ModelMember from = Model.Table(relationship.FromTable).Columns.Single(column => column.Name == relationship.FromColumn);
            ModelMember to = Model.Table(relationship.ToTable).Columns.Single(column => column.Name == relationship.ToColumn);
            to.Properties.ShouldContainKey("isKey", relationship.ToString());
            from.Properties["dataType"].ShouldBe(to.Properties["dataType"], relationship.ToString());
            Published(relationship.ToTable).ShouldContainKey(relationship.ToColumn);
        }
    }

    [Fact]
    public void A_filter_reaches_each_table_on_one_path_only()
    {
        (string From, string To)[] steps =
        [
            .. Model.Relationships.Select(relationship => (relationship.ToTable, relationship.FromTable)),
            .. Model.Relationships.Where(relationship => relationship.BothDirections)
                .Select(relationship => (relationship.FromTable, relationship.ToTable)),
        ];

        string[] ambiguous =
        [
            .. from start in Model.Tables
               from reached in Paths(start.Name, []).GroupBy(path => path)
               where reached.Count() > 1
               select string.Create(CultureInfo.InvariantCulture, $"{start.Name} to {reached.Key}: {reached.Count()} paths"),
        ];

        ambiguous.ShouldBeEmpty();

        IEnumerable<string> Paths(string at, string[] visited) => steps.Where(step => step.From == at && !visited.Contains(step.To))
            .SelectMany(step => step.To == visited.FirstOrDefault() ? [] : Paths(step.To, [.. visited, at]).Prepend(step.To));
    }

    [Fact]
    public void The_report_opens_on_the_address_that_serve_prints()
    {
        string expressions = PowerBiModel.ReadText("expressions.tmdl");

        expressions.ShouldContain("expression FeedUrl = \"http://127.0.0.1:7080/odata\"");
        expressions.ShouldContain("expression Source = \"feed\"");
        expressions.ShouldContain("expression AccessKey = \"none\"");
    }

    private static Dictionary<string, RowColumn> Published(string table) =>
        ResourceCatalog.All.Single(resource => resource.Schema.Table == table).Schema.Columns
            .ToDictionary(column => column.Name, StringComparer.Ordinal);

    [GeneratedRegex(@"\{""(?<name>[a-z0-9_]+)"", (?<type>type \w+|Int64\.Type)\}", RegexOptions.None, 5000)]
    private static partial Regex QueriedColumn();

    [GeneratedRegex(@"^ref table (?<name>\w+)$", RegexOptions.Multiline, 5000)]
    private static partial Regex ReferencedTable();

    [GeneratedRegex(@"\b(?<table>[a-z]+)\[(?<column>[a-z0-9_]+)\]", RegexOptions.None, 5000)]
    private static partial Regex NamedColumn();

    [GeneratedRegex(@"(?<![\w'])\[(?<name>[^\]]+)\]", RegexOptions.None, 5000)]
    private static partial Regex NamedMeasure();

    [GeneratedRegex(@"AVERAGE\(\w+\[\w*score\w*\]\)", RegexOptions.None, 5000)]
    private static partial Regex AveragedScore();
}
