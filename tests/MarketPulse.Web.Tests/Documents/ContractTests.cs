using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Scenarios;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Web.Api;
using MarketPulse.Web.Documents;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Tests.Documents;

/// <summary>docs/bi-contract.md is generated from the code: MARKETPULSE_UPDATE_DOCS=1 updates it, otherwise it is compared.</summary>
public partial class ContractTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "bi-contract.md");

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static IEnumerable<RowSchema> Tables =>
        new[] { typeof(TableRow), typeof(FeedCursor) }.SelectMany(row => row.Assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(TableRow)) && !type.IsAbstract)
            .Select(RowSchema.Of)
            .OrderBy(schema => schema == Computed).ThenBy(schema => schema.Table, StringComparer.Ordinal);

    private static RowSchema Computed => RowSchema.Of<ScenarioEffect>();

    [Fact]
    public void Document_matches_what_the_code_publishes()
    {
        string expected = Render();
        if (Environment.GetEnvironmentVariable("MARKETPULSE_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
            File.WriteAllText(Document, expected);
        }

        File.ReadAllText(Document).ShouldBe(expected, "docs/bi-contract.md is out of date: run this test with MARKETPULSE_UPDATE_DOCS=1.");
    }

    [Fact]
    public void Every_column_says_what_it_means()
    {
        foreach (RowSchema table in Tables)
        {
            ColumnMeanings.Describe(table).ShouldNotBeNullOrEmpty(table.RowType.Name);
            foreach (RowColumn column in table.Columns)
            {
                ColumnMeanings.Describe(column).ShouldNotBeNullOrEmpty($"{table.Table}.{column.Name}");
            }
        }
    }

    [Fact]
    public void Names_are_lower_case_and_keys_are_columns()
    {
        foreach (RowSchema table in Tables)
        {
            table.Table.ShouldNotContain(letter => char.IsUpper(letter));
            table.Columns.ShouldAllBe(column => !column.Name.Any(char.IsUpper));
        }

        foreach (RowResource resource in ResourceCatalog.All)
        {
            resource.Key.ShouldBeSubsetOf(resource.Schema.Columns.Select(column => column.Name));
        }
    }

    private static string Render()
    {
        var text = new StringBuilder();
        text.Append(
            "# The BI contract\n\n"
            + "Every column of the tables and the API: type, unit, meaning, whether it may be null, and an example. This file is "
            + "generated from the code, and a test fails when the two differ.\n\n"
            + "## How to read the data\n\n"
            + "- Tables, API, OData and the files under `dashboards/` use identical table and column names, all lower case.\n"
            + "- **The API is the primary route**: `/api/...` (JSON, CSV, NDJSON, Parquet, Arrow) and `/odata` (OData v4). Both write a "
            + "missing measure as null (in CSV, as an empty cell) and omit superseded events.\n"
            + "- **Table Storage has no null.** In the tables themselves, a missing number, date or time is an absent property, and "
            + "a missing text is an empty string. Expand an explicit list of columns.\n"
            + "- **Paths are packed.** In the table `abnormalreturns` itself, a row is a whole path with the key `eventid|symbol`, and its "
            + "days are packed into the column `days` (JSON, compressed with Brotli). API and OData return one row per day.\n"
            + "- Refresh by `modified_since` (API) or `$filter=modifiedutc ge ...` (OData). A late report can change months that are "
            + "already closed, so detect changes by `modifiedutc`, never by Table Storage's own Timestamp. Such a refresh costs what has "
            + "changed: only partitions with changes since that hour are read. With `$count=true`, OData counts once, with the first page; "
            + "the links to the next pages carry the count.\n"
            + "- Times are UTC. Dates are `yyyy-MM-dd`; `datekey` is the UTC date of the event as an integer and joins to `dates`. "
            + "A list is a single text, separated by vertical bars.\n"
            + "- Codes are lower case with underscores. New codes of measures, topics and reasons may appear at any time; treat "
            + "unknown codes as text.\n"
            + "- Use only rows whose `status` is `final` for summaries. Mark significance by `q_event`, never by a single score.\n\n"
            + "## Stability\n\n"
            + "- A column keeps its name, type, unit and meaning. A change to any of these raises the table's `schemaversion` and is "
            + "listed in the release notes.\n"
            + "- Columns, tables and codes may be added at any time without raising `schemaversion`.\n"
            + "- A column that will be removed is marked here at least one minor version in advance.\n\n"
            + "## Star schema\n\n"
            + "Facts `impactscores`, `abnormalreturns`; dimensions `tradeevents` (`eventid`), `instruments` (`symbol`), `windows` "
            + "(`windowkey`), `dates` (`datekey`); bridge `eventtags` (`eventid`); freshness `datastatus`.\n\n");
        foreach (RowSchema table in Tables)
        {
            RowResource? resource = ResourceCatalog.All.FirstOrDefault(candidate => candidate.Schema == table);
            text.Append(Invariant, $"## {TitleOf(table)}\n\n{ColumnMeanings.Describe(table)}\n\n");
            text.Append(table == Computed ? $"`/api/{ScenarioEndpoint.Name}`; keyed by `symbol`. Not stored in a table.\n\n"
                : resource is null ? "Available in the table only.\n\n"
                : $"`/api/{resource.Path}`, `/odata/{table.Table}`; keyed by "
                    + $"{string.Join(", ", resource.Key.Select(key => $"`{key}`"))}.\n\n");
            text.Append("| column | type | unit | null | meaning | example |\n| --- | --- | --- | --- | --- | --- |\n");
            foreach (RowColumn column in table.Columns)
            {
                string[] codes = [.. Contract.CodesOf(column)];
                string meaning = ColumnMeanings.Describe(column) + (
                    codes.Length == 0 ? "" : $" One of {string.Join(", ", codes.Select(code => $"`{code}`"))}.");
                string example = column.Example.Length == 0 ? "" : $"`{Cell(column.Example)}`";
                text.Append(Invariant, $"| `{column.Name}` | {Contract.TypeOf(column)} | {column.Unit} | "
                    + $"{(column.IsNullable ? "yes" : "no")} | {Cell(meaning)} | {example} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The name of the table; with that of the row where a table has rows of several kinds.</summary>
    private static string TitleOf(RowSchema table) =>
        table == Computed ? ScenarioEndpoint.Name
        : Tables.First(other => other.Table == table.Table) == table ? table.Table
        : $"{table.Table}: {Capital().Replace(table.RowType.Name, " $0").TrimStart().ToLowerInvariant()}";

    [GeneratedRegex("[A-Z]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Capital();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
