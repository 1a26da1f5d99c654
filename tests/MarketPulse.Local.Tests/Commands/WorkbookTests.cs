using System.Globalization;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>The Excel workbook of <c>marketpulse report</c>, read and validated with Microsoft's library.</summary>
public sealed class WorkbookTests(DemoStorage demo) : IClassFixture<DemoStorage>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketpulse-workbook");

    private string File => Path.Combine(_folder.FullName, "scores.xlsx");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Workbook_is_valid_and_has_a_table_with_frozen_headings_on_every_sheet()
    {
        (await RunAsync()).ExitCode.ShouldBe(0);

        using SpreadsheetDocument workbook = SpreadsheetDocument.Open(File, isEditable: false);
        new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Microsoft365).Validate(workbook)
            .Select(error => $"{error.Part?.Uri} {error.Path?.XPath} {error.Description}").ShouldBeEmpty();
        Sheet[] sheets = [.. workbook.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>()];
        sheets.Select(sheet => sheet.Name!.Value).ShouldBe(["findings", "events", "scores", "sensitivity", "index", "contract"]);
        foreach (WorksheetPart part in sheets.Select(sheet => PartOf(workbook, sheet.Name!)))
        {
            part.TableDefinitionParts.ShouldHaveSingleItem();
            part.Worksheet!.Descendants<Pane>().Single().State!.Value.ShouldBe(PaneStateValues.Frozen);
        }
    }

    [Fact]
    public async Task Scores_are_those_of_the_command_with_formulas_for_interval_and_significance()
    {
        Run run = await RunAsync();
        Run listed = await Cli.RunAsync(["scores", "--storage", demo.ConnectionString, "--output", "json"]);

        using SpreadsheetDocument workbook = SpreadsheetDocument.Open(File, isEditable: false);
        Row[] rows = [.. PartOf(workbook, "scores").Worksheet!.Descendants<Row>()];
        string[] names = [.. rows[0].Elements<Cell>().Select(TextOf)];
        JsonElement[] scores = [.. JsonDocument.Parse(listed.Output).RootElement.EnumerateArray()];
        rows.Length.ShouldBe(scores.Length + 1, run.Error);
        double[] expected = [.. scores.Select(score => score.GetProperty("car_pct")).Where(car => car.ValueKind == JsonValueKind.Number)
            .Select(car => car.GetDouble()).Order()];
        Column(rows, names, "car_pct").Where(text => text.Length > 0)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Order().ShouldBe(expected);
        rows[1].Elements<Cell>().ElementAt(Array.IndexOf(names, "found")).CellFormula!.Text.ShouldContain("[q_event]");
        string[] q = Column(rows, names, "q_event"), found = Column(rows, names, "found");
        for (int i = 0; i < q.Length; i++)
        {
            found[i].ShouldBe(q[i].Length == 0 ? "" : double.Parse(q[i], CultureInfo.InvariantCulture) < 0.05 ? "yes" : "no");
        }
    }

    [Fact]
    public async Task Findings_are_those_of_the_command_in_the_same_order()
    {
        await RunAsync();
        Run listed = await Cli.RunAsync(["findings", "--storage", demo.ConnectionString, "--output", "json"]);

        using SpreadsheetDocument workbook = SpreadsheetDocument.Open(File, isEditable: false);
        Row[] rows = [.. PartOf(workbook, "findings").Worksheet!.Descendants<Row>()];
        string[] names = [.. rows[0].Elements<Cell>().Select(TextOf)];
        JsonElement[] findings = [.. JsonDocument.Parse(listed.Output).RootElement.EnumerateArray()];
        findings.ShouldNotBeEmpty();
        foreach (string column in new[] { "symbol", "stance", "verdict" })
        {
            Column(rows, names, column).ShouldBe(findings.Select(finding => finding.GetProperty(column).GetString()), column);
        }
    }

    [Fact]
    public async Task A_text_that_looks_like_a_formula_stays_a_text()
    {
        await RunAsync();

        using SpreadsheetDocument workbook = SpreadsheetDocument.Open(File, isEditable: false);
        PartOf(workbook, "events").Worksheet!.Descendants<CellFormula>().ShouldBeEmpty();
        PartOf(workbook, "events").Worksheet!.Descendants<Cell>().Where(cell => cell.DataType?.Value == CellValues.InlineString)
            .ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_failed_run_leaves_an_older_file_as_it_was_and_nothing_beside_it()
    {
        await System.IO.File.WriteAllTextAsync(File, "older");

        Run run = await RunAsync("--event", "20000101T000000Z-00000000");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("There is no live event");
        (await System.IO.File.ReadAllTextAsync(File)).ShouldBe("older");
        _folder.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_another_program_holds_open_is_one_clear_error()
    {
        await using FileStream held = System.IO.File.Open(File, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Run run = await RunAsync();

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldBe($"error: --file: '{File}' cannot be written; close it in other programs, or choose a folder that you may write "
            + "to.\n");
        _folder.GetFiles().Length.ShouldBe(1);
    }

    private Task<Run> RunAsync(params string[] more) =>
        Cli.RunAsync(["report", "--file", File, "--storage", demo.ConnectionString, .. more]);

    private static WorksheetPart PartOf(SpreadsheetDocument workbook, string sheet) =>
        (WorksheetPart)workbook.WorkbookPart!.GetPartById(
            workbook.WorkbookPart.Workbook!.Sheets!.Elements<Sheet>().Single(one => one.Name == sheet).Id!);

    private static string[] Column(Row[] rows, string[] names, string name) =>
        [.. rows.Skip(1).Select(row => TextOf(row.Elements<Cell>().ElementAt(Array.IndexOf(names, name))))];

    private static string TextOf(Cell cell) => cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? "";
}
