using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.Documents;
using MarketPulse.Web.Rows;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>Rows as a stream of Arrow record batches, read by the project's own reader.</summary>
public sealed class ArrowTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_column_has_the_type_of_the_contract_the_values_of_JSON_and_its_unit_and_meaning()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 3);
        using JsonDocument json = JsonDocument.Parse(await host.Client.GetStringAsync("/api/scores", Cancel));
        JsonElement[] expected = [.. json.RootElement.GetProperty("value").EnumerateArray()];

        (Schema schema, List<RecordBatch> batches) = await ReadAsync(await host.Client.GetStreamAsync("/api/scores?format=arrow", Cancel));

        RecordBatch rows = batches.ShouldHaveSingleItem();
        rows.Length.ShouldBe(expected.Length);
        schema.Metadata["marketpulse.table"].ShouldBe("impactscores");
        foreach (RowColumn column in RowSchema.Of<ImpactScore>().Columns)
        {
            Field field = schema.GetFieldByName(column.Name);
            field.Metadata["unit"].ShouldBe(column.Unit);
            field.Metadata["meaning"].ShouldBe(ColumnMeanings.Describe(column));
            for (int i = 0; i < expected.Length; i++)
            {
                Text(rows.Column(column.Name), i).ShouldBe(Text(expected[i].GetProperty(column.Name)), column.Name);
            }
        }
    }

    [Fact]
    public async Task Pages_columns_and_conditional_requests_are_those_of_the_other_formats()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 3);
        const string Address = "/api/scores?symbol=FXI&select=eventid,car_pct&limit=4";

        using HttpResponseMessage page = await host.Client.SendAsync(Request(Address), Cancel);
        (Schema schema, List<RecordBatch> batches) = await ReadAsync(await page.Content.ReadAsStreamAsync(Cancel));
        using HttpRequestMessage again = Request(Address);
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using HttpResponseMessage unchanged = await host.Client.SendAsync(again, Cancel);

        page.Content.Headers.ContentType!.MediaType.ShouldBe(ArrowStream<ImpactScore>.MediaType);
        page.Content.Headers.ContentDisposition!.FileName.ShouldBe("scores.arrows");
        page.Headers.GetValues("Link").Single().ShouldContain("rel=\"next\"");
        schema.FieldsList.Select(field => field.Name).ShouldBe(["eventid", "car_pct"]);
        batches.Sum(batch => batch.Length).ShouldBe(4);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task No_rows_are_a_valid_stream()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);

        (Schema schema, List<RecordBatch> batches) =
            await ReadAsync(await host.Client.GetStreamAsync("/api/scores?symbol=NONE&format=arrow", Cancel));

        schema.FieldsList.Count.ShouldBe(RowSchema.Of<ImpactScore>().Columns.Count);
        batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_answer_is_sent_in_batches_before_the_last_row_is_read()
    {
        var release = new TaskCompletionSource();
        await using WebHost host = await WebHost.StartAsync(services => services.AddSingleton<IRowReader>(
            new GeneratedScores(60_000, waitAt: 59_999, until: release.Task)));

        using HttpResponseMessage answer = await host.Client.GetAsync(
            "/api/scores?format=arrow", HttpCompletionOption.ResponseHeadersRead, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        release.SetResult();
        (_, List<RecordBatch> batches) = await ReadAsync(await answer.Content.ReadAsStreamAsync(Cancel));

        batches.Select(batch => batch.Length).ShouldBe(Enumerable.Repeat(ParquetFile<ImpactScore>.RowsPerGroup, 6));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_an_error_of_the_transfer()
    {
        await using WebHost host = await WebHost.StartAsync(
            services => services.AddSingleton<IRowReader>(new GeneratedScores(60_000, failAt: 50_000)));

        await Should.ThrowAsync<HttpRequestException>(() => host.Client.GetByteArrayAsync("/api/scores?format=arrow", Cancel));
    }

    private static HttpRequestMessage Request(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(ArrowStream<ImpactScore>.MediaType));
        return request;
    }

    private static async Task<(Schema Schema, List<RecordBatch> Batches)> ReadAsync(Stream stream)
    {
        using var reader = new ArrowStreamReader(stream);
        Schema schema = await reader.GetSchema(Cancel);
        var batches = new List<RecordBatch>();
        while (await reader.ReadNextRecordBatchAsync(Cancel) is { } batch)
        {
            batches.Add(batch);
        }

        return (schema, batches);
    }

    private static string? Text(IArrowArray column, int row) => column switch
    {
        _ when column.IsNull(row) => null,
        DoubleArray values => values.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture),
        Int32Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Int64Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        BooleanArray values => values.GetValue(row)!.Value.ToString(),
        Date32Array values => values.GetDateOnly(row)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimestampArray values => Time(values.GetTimestamp(row)!.Value),
        StringArray values => values.GetString(row),
        _ => throw new InvalidOperationException(column.GetType().Name),
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String when value.GetString()!.EndsWith('Z') && value.TryGetDateTimeOffset(out DateTimeOffset time) => Time(time),
        JsonValueKind.String => value.GetString(),
        _ => value.GetBoolean().ToString(),
    };

    /// <summary>Arrow has microseconds.</summary>
    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
