using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using Parquet;

namespace MarketPulse.Local.Tests.Commands;

public sealed class ParquetOutputTests(DemoStorage demo) : IClassFixture<DemoStorage>
{
    [Theory]
    [InlineData("scores")]
    [InlineData("sensitivity")]
    public async Task Output_has_the_rows_and_names_of_JSON(string command)
    {
        using var bytes = new MemoryStream();
        Run json = await Cli.RunAsync([command, "--storage", demo.ConnectionString, "--output", "json"]);

        Run run = await Cli.RunAsync([command, "--storage", demo.ConnectionString, "--output", "parquet"], bytes: bytes);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBeEmpty();
        JsonElement rows = JsonDocument.Parse(json.Output).RootElement;
        await using ParquetReader reader = await ParquetReader.CreateAsync(new MemoryStream(bytes.ToArray()));
        reader.Metadata!.NumRows.ShouldBe(rows.GetArrayLength());
        reader.Schema.DataFields.Select(field => field.Name).ShouldBe(rows[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Scores_carry_the_units_of_their_columns()
    {
        using var bytes = new MemoryStream();

        await Cli.RunAsync(["scores", "--storage", demo.ConnectionString, "--output", "parquet"], bytes: bytes);

        await using ParquetReader reader = await ParquetReader.CreateAsync(new MemoryStream(bytes.ToArray()));
        JsonElement units = JsonDocument.Parse(reader.CustomMetadata["marketpulse.units"]).RootElement;
        RowColumn car = RowSchema.Of<ImpactScore>().Columns.Single(column => column.Name == "car_pct");
        units.GetProperty(car.SnakeName).GetString().ShouldBe(car.Unit);
    }
}
