using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.Rows;
using MarketPulse.Web.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>Rows as Parquet, read by DuckDB, which shares no code with the writer.</summary>
public sealed partial class ParquetTests(AzuriteFixture azurite, HistoryOnAzurite history) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketpulse-parquet");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_column_has_the_type_of_the_contract_and_the_values_of_JSON()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 3);
        string file = await SaveAsync(host, "scores");
        using JsonDocument json = JsonDocument.Parse(await host.Client.GetStringAsync("/api/scores", Cancel));

        List<object?[]> columns = Query($"select column_name, column_type from (describe select * from '{file}')");
        List<object?[]> rows = Query(
            $"select eventid, symbol, windowkey, car_pct, car_lo_pct, status, day0, eventtimeutc from '{file}'");

        columns.Select(column => (string)column[0]!).ShouldBe(RowSchema.Of<ImpactScore>().Columns.Select(column => column.Name));
        Dictionary<string, string> types = columns.ToDictionary(column => (string)column[0]!, column => (string)column[1]!);
        types["car_pct"].ShouldBe("DOUBLE");
        types["overlaps"].ShouldBe("INTEGER");
        types["day0"].ShouldBe("DATE");
        types["eventtimeutc"].ShouldBe("TIMESTAMP WITH TIME ZONE");
        types["status"].ShouldBe("VARCHAR");
        JsonElement[] expected = [.. json.RootElement.GetProperty("value").EnumerateArray()];
        rows.Count.ShouldBe(expected.Length);
        foreach ((object?[] row, JsonElement one) in rows.Zip(expected))
        {
            row[0].ShouldBe(one.GetProperty("eventid").GetString());
            row[1].ShouldBe(one.GetProperty("symbol").GetString());
            row[2].ShouldBe(one.GetProperty("windowkey").GetString());
            row[3].ShouldBe(one.GetProperty("car_pct").GetDouble());
            row[4].ShouldBeNull();
            row[5].ShouldBe(one.GetProperty("status").GetString());
            row[6].ShouldBe(DateOnly.Parse(one.GetProperty("day0").GetString()!, CultureInfo.InvariantCulture));
            ((DateTime)row[7]!).ShouldBe(one.GetProperty("eventtimeutc").GetDateTime());
        }
    }

    [Fact]
    public async Task Units_and_meanings_are_in_the_metadata()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        string file = await SaveAsync(host, "scores");

        Dictionary<string, string> metadata = Query($"select decode(key), decode(value) from parquet_kv_metadata('{file}')")
            .ToDictionary(row => (string)row[0]!, row => (string)row[1]!);

        metadata["marketpulse.table"].ShouldBe("impactscores");
        JsonElement units = JsonDocument.Parse(metadata["marketpulse.units"]).RootElement;
        units.GetProperty("car_pct").GetString().ShouldBe(
            RowSchema.Of<ImpactScore>().Columns.Single(column => column.Name == "car_pct").Unit);
        JsonElement meanings = JsonDocument.Parse(metadata["marketpulse.meanings"]).RootElement;
        meanings.EnumerateObject().ShouldAllBe(meaning => meaning.Value.GetString()!.Length > 0);
    }

    [Fact]
    public async Task Pages_filters_columns_and_conditional_requests_are_those_of_the_other_formats()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 3);
        const string Address = "/api/scores?format=parquet&symbol=FXI&select=eventid,car_pct&limit=4";

        using HttpResponseMessage page = await host.Client.GetAsync(Address, Cancel);
        string file = await SaveAsync(await page.Content.ReadAsByteArrayAsync(Cancel));
        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using HttpResponseMessage unchanged = await host.Client.SendAsync(again, Cancel);

        page.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.apache.parquet");
        page.Content.Headers.ContentDisposition!.FileName.ShouldBe("scores.parquet");
        page.Headers.GetValues("Link").Single().ShouldContain("rel=\"next\"");
        Query($"select * from '{file}'").ShouldAllBe(row => row.Length == 2);
        Query($"select * from '{file}'").Count.ShouldBe(4);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_media_type_chooses_the_format_and_no_rows_are_a_valid_file()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/scores?symbol=NONE");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.apache.parquet"));

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        string file = await SaveAsync(await answer.Content.ReadAsByteArrayAsync(Cancel));
        Query($"select count(*) from '{file}'").Single()[0].ShouldBe(0L);
    }

    [Fact]
    public async Task A_long_answer_is_sent_in_groups_before_the_last_row_is_read()
    {
        var release = new TaskCompletionSource();
        await using WebHost host = await WebHost.StartAsync(services => services.AddSingleton<IRowReader>(
            new GeneratedScores(200_000, waitAt: 199_999, until: release.Task)));

        using HttpResponseMessage answer = await host.Client.GetAsync(
            "/api/scores?format=parquet", HttpCompletionOption.ResponseHeadersRead, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        release.SetResult();
        string file = await SaveAsync(await answer.Content.ReadAsByteArrayAsync(Cancel));

        Query($"select count(*), count(distinct row_group_id) from parquet_metadata('{file}')").Single()[1].ShouldBe(
            200_000L / ParquetFile<ImpactScore>.RowsPerGroup);
        Query($"select count(*) from '{file}'").Single()[0].ShouldBe(200_000L);
    }

    [Fact]
    public async Task A_file_that_breaks_off_cannot_pass_for_whole()
    {
        await using WebHost host = await WebHost.StartAsync(
            services => services.AddSingleton<IRowReader>(new GeneratedScores(200_000, failAt: 190_000)));

        await Should.ThrowAsync<HttpRequestException>(() => host.Client.GetByteArrayAsync("/api/scores?format=parquet", Cancel));
    }

    [Fact]
    public async Task The_queries_of_the_notebook_document_run()
    {
        WebHost host = await history.HostAsync();
        string file = await SaveAsync(await host.Client.GetByteArrayAsync("/api/scores?format=parquet&window=m1_p1", Cancel));
        string document = await File.ReadAllTextAsync(Repository.Path("docs", "notebooks.md"), Cancel);
        string sql = SqlBlock().Match(document).Groups["sql"].Value;

        string[] statements = [.. sql.Replace("scores.parquet", file, StringComparison.Ordinal)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

        statements.Length.ShouldBeGreaterThan(1);
        foreach (string statement in statements)
        {
            Query(statement).Count.ShouldBeGreaterThan(0, statement);
        }
    }

    private async Task<string> SaveAsync(WebHost host, string resource) =>
        await SaveAsync(await host.Client.GetByteArrayAsync($"/api/{resource}?format=parquet", Cancel));

    private async Task<string> SaveAsync(byte[] content)
    {
        string file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.parquet");
        await File.WriteAllBytesAsync(file, content, Cancel);
        return file;
    }

    private static List<object?[]> Query(string sql)
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using DuckDBCommand command = database.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    [GeneratedRegex(@"```sql\n(?<sql>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SqlBlock();
}
