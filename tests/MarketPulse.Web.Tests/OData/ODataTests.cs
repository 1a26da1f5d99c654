using System.Net;
using System.Text.Json;
using System.Xml;
using MarketPulse.Core.Contract;
using MarketPulse.Web.ReadApi;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Validation;

namespace MarketPulse.Web.Tests.OData;

public class ODataTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_is_read_by_Microsofts_reader_and_names_every_column()
    {
        await using WebHost host = await WebHost.StartAsync();

        IEdmModel model = await ModelAsync(host);

        model.Validate(out IEnumerable<EdmError> errors).ShouldBeTrue(string.Join('\n', errors));
        foreach (RowResource resource in ResourceCatalog.All)
        {
            IEdmEntitySet set = model.EntityContainer.FindEntitySet(resource.Schema.Table).ShouldNotBeNull();
            set.EntityType.Key().Select(key => key.Name).Order().ShouldBe(resource.Key.Order());
            foreach (RowColumn column in resource.Schema.Columns)
            {
                IEdmProperty property = set.EntityType.FindProperty(column.Name).ShouldNotBeNull();
                property.Type.IsNullable.ShouldBe(column.IsNullable && !resource.Key.Contains(column.Name));
            }
        }
    }

    [Fact]
    public async Task Service_document_names_every_set()
    {
        await using WebHost host = await WebHost.StartAsync();
        IEdmModel model = await ModelAsync(host);

        using HttpResponseMessage answer = await host.Client.GetAsync("/odata", Cancel);
        using var reader = new ODataMessageReader(await AnswerOf(answer), Settings(host, "/odata/"), model);

        reader.ReadServiceDocument().EntitySets.Select(set => set.Name)
            .ShouldBe(ResourceCatalog.All.Select(resource => resource.Schema.Table));
    }

    [Theory]
    [InlineData("tradeevents", 12)]
    [InlineData("eventtags", 60)]
    [InlineData("impactscores", 72)]
    [InlineData("abnormalreturns", 72)]
    [InlineData("instruments", 2)]
    [InlineData("impactscores?$filter=symbol eq 'FXI'", 36)]
    [InlineData("impactscores?$filter=eventid eq '20250602T120000Z-00000000' and symbol eq 'FXI'", 3)]
    [InlineData("impactscores?$filter=eventtimeutc ge 2025-06-07T12:00:00Z and eventtimeutc lt 2025-06-17T12:00:00Z", 12)]
    [InlineData("impactscores?$filter=datekey ge 20250607 and datekey le 20250617", 18)]
    [InlineData("impactscores?$filter=datekey eq 20250607", 6)]
    [InlineData("impactscores?$filter=day0 eq 2025-06-07", 6)]
    [InlineData("impactscores?$filter=day0 gt 2025-06-07 and windowkey eq 'm1_p1'", 20)]
    [InlineData("impactscores?$filter=modifiedutc ge 2000-01-01T00:00:00Z", 72)]
    [InlineData("impactscores?$filter=symbol eq 'FXI' or windowkey eq 'p0_p0'", 48)]
    [InlineData("impactscores?$filter=not (symbol eq 'FXI')", 36)]
    [InlineData("impactscores?$filter=symbol ne 'FXI'", 36)]
    [InlineData("impactscores?$filter=windowkey in ('p0_p0','m1_p1')", 48)]
    [InlineData("impactscores?$filter=adjusted_score lt -95", 12)]
    [InlineData("impactscores?$filter=beta eq null", 72)]
    [InlineData("impactscores?$filter=beta gt 0", 0)]
    [InlineData("impactscores?$filter=startswith(symbol,'^') and contains(windowkey,'p5')", 12)]
    [InlineData("impactscores?$filter=year(eventtimeutc) eq 2025 and month(eventtimeutc) eq 7", 36)]
    [InlineData("tradeevents?$filter=stance eq 'escalation'", 6)]
    [InlineData("impactscores?$top=7", 7)]
    [InlineData("impactscores?$top=7&$skip=70", 2)]
    [InlineData("impactscores?$select=symbol,car_pct&$top=3", 3)]
    public async Task Rows_are_read_by_Microsofts_reader_page_by_page_to_the_end(string question, int expected)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);
        IEdmModel model = await ModelAsync(host);

        List<ODataResource> rows = await ReadAsync(host, model, $"/odata/{question}", pageSize: 5);

        rows.Count.ShouldBe(expected);
        rows.Select(row => string.Join('|', row.Properties.OfType<ODataProperty>().Select(property => property.Value))).Distinct().Count()
            .ShouldBe(
                question.Contains("$select") ? rows.Select(row => row.Properties.OfType<ODataProperty>().First().Value).Count() : expected);
    }

    [Fact]
    public async Task Select_brings_the_chosen_columns_and_the_key()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);

        List<ODataResource> rows = await ReadAsync(host, await ModelAsync(host), "/odata/impactscores?$select=car_pct", pageSize: 100);

        rows[0].Properties.Select(property => property.Name).ShouldBe(["eventid", "symbol", "windowkey", "car_pct"], ignoreOrder: true);
    }

    [Fact]
    public async Task Count_is_of_all_that_match_not_of_the_page()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);

        (await host.Client.GetStringAsync("/odata/impactscores?$count=true&$top=2&$filter=symbol eq 'FXI'", Cancel))
            .ShouldContain("\"@odata.count\":36");
        (await host.Client.GetStringAsync("/odata/impactscores/$count?$filter=symbol eq 'FXI'", Cancel)).ShouldBe("36");
        (await host.Client.GetStringAsync("/odata/impactscores?$count=true&$top=0", Cancel)).ShouldContain("\"value\":[]");
    }

    [Theory]
    [InlineData("impactscores?$count=true", 72)]
    [InlineData("impactscores?$count=true&$skip=3", 72)]
    [InlineData("impactscores?$count=true&$filter=symbol eq 'FXI' and year(eventtimeutc) eq 2025", 36)]
    [InlineData("abnormalreturns?$count=true", 72)]
    public async Task A_table_read_in_pages_is_counted_once_with_its_first_page(string question, int expected)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);
        JsonElement first = await PageAsync($"/odata/{question}");

        // Were the second page counted again, it would count these too.
        await Data.SaveScoresAsync(host, 100);
        await Data.SaveScoresAsync(host, 101);
        JsonElement second = await PageAsync(first.GetProperty("@odata.nextLink").GetString()!);
        JsonElement third = await PageAsync(second.GetProperty("@odata.nextLink").GetString()!);

        foreach (JsonElement page in new[] { first, second, third })
        {
            page.GetProperty("@odata.count").GetInt64().ShouldBe(expected);
            page.GetProperty("value").GetArrayLength().ShouldBe(5);
        }

        async Task<JsonElement> PageAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Prefer", "odata.maxpagesize=5");
            using HttpResponseMessage response = await host.Client.SendAsync(request, Cancel);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement;
        }
    }

    [Fact]
    public async Task A_row_is_found_by_its_key()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);

        string row = await host.Client.GetStringAsync(
            $"/odata/impactscores(eventid='{Data.EventId(1)}',symbol='%5EVIX',windowkey='p0_p0')", Cancel);

        row.ShouldContain("\"@odata.context\":");
        row.ShouldContain("\"symbol\":\"^VIX\"");
        using HttpResponseMessage none = await host.Client.GetAsync("/odata/tradeevents('none')", Cancel);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("nothing", HttpStatusCode.NotFound)]
    [InlineData("impactscores?$filter=nothing eq 1", HttpStatusCode.BadRequest)]
    [InlineData("impactscores?$filter=symbol eq", HttpStatusCode.BadRequest)]
    [InlineData("impactscores?$filter=symbol eq 'a' or '1' eq '1'' --", HttpStatusCode.BadRequest)]
    [InlineData("impactscores?$filter=symbol eq 1", HttpStatusCode.BadRequest)]
    [InlineData("impactscores?$top=-1", HttpStatusCode.BadRequest)]
    [InlineData("impactscores?$skiptoken=AAAA", HttpStatusCode.BadRequest)]
    [InlineData("impactscores?$orderby=symbol", HttpStatusCode.NotImplemented)]
    [InlineData("impactscores?$expand=event", HttpStatusCode.NotImplemented)]
    [InlineData("impactscores?$filter=round(car_pct) eq 1", HttpStatusCode.NotImplemented)]
    public async Task A_mistake_gets_an_error_as_the_protocol_writes_it(string question, HttpStatusCode expected)
    {
        await using WebHost host = await WebHost.StartAsync();
        IEdmModel model = await ModelAsync(host);

        using HttpResponseMessage answer = await host.Client.GetAsync($"/odata/{question}", Cancel);

        answer.StatusCode.ShouldBe(expected);
        using var reader = new ODataMessageReader(await AnswerOf(answer), Settings(host, "/odata/"), model);
        reader.ReadError().Message.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Accept_list_of_Power_BI_gets_rows_and_metadata()
    {
        const string Accept =
            "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,"
            + "application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7";
        await using WebHost host = await WebHost.StartAsync();
        foreach (string path in new[] { "/odata", "/odata/$metadata", "/odata/impactscores" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", Accept);
            request.Headers.TryAddWithoutValidation("OData-MaxVersion", "4.0");
            using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
            answer.Headers.GetValues("OData-Version").ShouldBe(["4.0"]);
        }
    }

    private static async Task<IEdmModel> ModelAsync(WebHost host)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync("/odata/$metadata", Cancel);
        string xml = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, xml);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        using var reader = XmlReader.Create(new StringReader(xml));
        CsdlReader.TryParse(reader, out IEdmModel model, out IEnumerable<EdmError> errors).ShouldBeTrue(string.Join('\n', errors));
        return model;
    }

    private static async Task<List<ODataResource>> ReadAsync(WebHost host, IEdmModel model, string address, int pageSize)
    {
        var rows = new List<ODataResource>();
        for (string? next = address; next is not null;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.Add("Prefer", $"odata.maxpagesize={pageSize}");
            using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
            using var message = new ODataMessageReader(await AnswerOf(answer), Settings(host, next), model);
            ODataReader reader = message.CreateODataResourceSetReader();
            next = null;
            int onPage = 0;
            while (reader.Read())
            {
                if (reader.State == ODataReaderState.ResourceEnd)
                {
                    rows.Add((ODataResource)reader.Item);
                    onPage++;
                }
                else if (reader.State == ODataReaderState.ResourceSetEnd)
                {
                    next = ((ODataResourceSet)reader.Item).NextPageLink?.PathAndQuery;
                }
            }

            onPage.ShouldBeLessThanOrEqualTo(pageSize);
        }

        return rows;
    }

    private static ODataMessageReaderSettings Settings(WebHost host, string address) =>
        new() { BaseUri = new Uri(host.Client.BaseAddress!, address) };

    private static async Task<IODataResponseMessage> AnswerOf(HttpResponseMessage answer) =>
        new Answer(answer, new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Cancel)));

    private sealed class Answer(HttpResponseMessage answer, Stream body) : IODataResponseMessage
    {
        public IEnumerable<KeyValuePair<string, string>> Headers =>
            answer.Headers.Concat(answer.Content.Headers).Select(header => KeyValuePair.Create(header.Key, string.Join(',', header.Value)));

        public int StatusCode
        {
            get => (int)answer.StatusCode;
            set => throw new NotSupportedException();
        }

        public string? GetHeader(string headerName) =>
            Headers.FirstOrDefault(header => string.Equals(header.Key, headerName, StringComparison.OrdinalIgnoreCase)).Value;

        public void SetHeader(string headerName, string headerValue) => throw new NotSupportedException();

        public Stream GetStream() => body;
    }
}
