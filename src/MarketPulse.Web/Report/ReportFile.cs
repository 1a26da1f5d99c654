using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Verification;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.StaticFiles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.Report;

/// <summary>
/// Writes a report: the page as one self-contained HTML file with the rows it shows. The rows come from the same API that the page reads,
/// so page and report always agree.
/// </summary>
public sealed class ReportFile
{
    // Exactly the request of the overview.
    private const string Overview = "heat-map?events=12&window=m1_p1";
    private const string Place = "@@DATA@@";

    private static readonly TimeSpan PricesAround = TimeSpan.FromDays(30);

    private static readonly string[] WholeResources =
    [
        "instruments", "data-status", "calibration", "findings", "sensitivity?horizon=all", "tension-index?scope=all",
    ];

    private readonly IServiceProvider _services;
    private readonly ReadApiCalls _api;
    private readonly TimeProvider _clock;

    /// <summary>Creates the writer.</summary>
    /// <param name="services">The host's services, with those of <see cref="WebServices.AddMarketPulseWeb"/> and the stores.</param>
    public ReportFile(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _api = services.GetRequiredService<ReadApiCalls>();
        _clock = services.GetRequiredService<TimeProvider>();
    }

    /// <summary>Writes the report.</summary>
    /// <returns>Number of events in the report.</returns>
    /// <exception cref="KeyNotFoundException">There is no live event with the requested id.</exception>
    /// <exception cref="InvalidOperationException">This build does not include the page.</exception>
    public async Task<int> WriteAsync(ReportRequest request, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        PageFile template = _services.GetRequiredService<PageFiles>().Find("report/report.html")
            ?? throw new InvalidOperationException(
                "This build does not include the page, and so no report: build it with Node.js installed.");
        string[] ends = Encoding.UTF8.GetString(template.Content).Split(Place);
        string[] events = request.EventId is { } id ? [id] : await LatestAsync(request.Events, cancellationToken);

        await output.WriteAsync(Encoding.UTF8.GetBytes(ends[0]), cancellationToken);
        await using (var json = new Utf8JsonWriter(output))
        {
            await WriteDataAsync(json, request, events, cancellationToken);
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(ends[1]), cancellationToken);
        return events.Length;
    }

    private async Task WriteDataAsync(Utf8JsonWriter json, ReportRequest request, string[] events, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        string content = request.EventId is null ? $"the latest {events.Length} events" : "one event";
        json.WriteString(
            "remark",
            string.Create(CultureInfo.InvariantCulture, $"A report of {_clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC with {content} and all "
                + $"their scores."));
        json.WriteStartArray("verification");
        foreach (string sentence in request.Verification is { } verified ? VerificationText.Describe(verified) : [])
        {
            json.WriteStringValue(sentence);
        }

        json.WriteEndArray();
        json.WriteString("start", request.EventId is { } id ? $"#/event/{id}" : "");
        json.WriteStartObject("documents");
        await WriteDocumentAsync(json, Overview, cancellationToken);
        await WriteDocumentAsync(json, "track", cancellationToken);
        foreach (string eventId in events)
        {
            // Its scores are among the rows.
            if (!await WriteDocumentAsync(json, $"events/{Uri.EscapeDataString(eventId)}", cancellationToken, except: "scores"))
            {
                throw new KeyNotFoundException($"There is no live event {eventId}; marketpulse scores lists the ids.");
            }

            await WriteDocumentAsync(json, $"events/{Uri.EscapeDataString(eventId)}/analogues", cancellationToken);
        }

        if (request.EventId is null)
        {
            await WritePricesAsync(json, events, cancellationToken);
        }

        json.WriteEndObject();
        json.WriteStartObject("feeds");
        foreach (string resource in WholeResources)
        {
            await WriteRowsAsync(json, resource.Split('?')[0], [resource], cancellationToken);
        }

        await WriteRowsAsync(json, "events", [.. events.Select(e => $"events?event={e}")], cancellationToken);
        await WriteRowsAsync(json, "scores", [.. events.Select(e => $"scores?event={e}")], cancellationToken);
        await WriteRowsAsync(json, "abnormal-returns", [.. events.Select(e => $"abnormal-returns?event={e}")], cancellationToken);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The prices behind the chart of the overview: of every instrument, for the time of the events in the report.</summary>
    private async Task WritePricesAsync(Utf8JsonWriter json, string[] events, CancellationToken cancellationToken)
    {
        DateTimeOffset[] times = [.. events.Select(RowKeys.Time).OfType<DateTimeOffset>()];
        if (times.Length == 0)
        {
            return;
        }

        string range = string.Create(
            CultureInfo.InvariantCulture, $"from={times.Min() - PricesAround:yyyy-MM-dd}&to={times.Max() + PricesAround:yyyy-MM-dd}");
        using JsonDocument? reactions = await GetAsync("sensitivity?window=p0_p0&horizon=all&kind=all&select=symbol", cancellationToken);
        foreach (JsonElement row in reactions!.RootElement.GetProperty("value").EnumerateArray())
        {
            string question = $"prices?symbol={Uri.EscapeDataString(row.GetProperty("symbol").GetString()!)}";
            await WriteDocumentAsync(json, question, $"{question}&{range}", cancellationToken);
        }
    }

    private async Task<string[]> LatestAsync(int count, CancellationToken cancellationToken)
    {
        using JsonDocument? map = await GetAsync($"heat-map?events={count.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
        return [.. map!.RootElement.GetProperty("events").EnumerateArray().Select(row => row.GetProperty("eventid").GetString()!)];
    }

    private Task<bool> WriteDocumentAsync(
        Utf8JsonWriter json, string path, CancellationToken cancellationToken, string? except = null) =>
        WriteDocumentAsync(json, path, path, cancellationToken, except);

    /// <summary>Writes a document under the path by which the page asks for it.</summary>
    /// <param name="json">Where to write it.</param>
    /// <param name="path">The path.</param>
    /// <param name="question">What to ask the API for.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <param name="except">A member to leave out, which the page finds elsewhere in the report.</param>
    /// <returns>False if the API has no such document.</returns>
    private async Task<bool> WriteDocumentAsync(
        Utf8JsonWriter json, string path, string question, CancellationToken cancellationToken, string? except = null)
    {
        using JsonDocument? document = await GetAsync(question, cancellationToken);
        if (document is null)
        {
            return false;
        }

        json.WriteStartObject(path);
        foreach (JsonProperty property in document.RootElement.EnumerateObject().Where(property => property.Name != except))
        {
            json.WritePropertyName(property.Name);
            WriteValue(json, property.Value);
        }

        json.WriteEndObject();
        return true;
    }

    /// <summary>
    /// Writes the rows of a resource as the names of the columns and an array per row, which takes a third of the space of an object per
    /// row.
    /// </summary>
    private async Task WriteRowsAsync(
        Utf8JsonWriter json, string resource, IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? columns = ReportColumns.Of(resource);
        string? selected = columns is null ? null : string.Join(',', columns);
        json.WriteStartObject(resource);
        json.WriteStartArray("rows");
        foreach (string question in questions)
        {
            using JsonDocument? answer = await GetAsync(
                selected is null ? question : QueryHelpers.AddQueryString(question, "select", selected), cancellationToken);
            foreach (JsonElement row in answer?.RootElement.GetProperty("value").EnumerateArray() ?? default)
            {
                columns ??= [.. row.EnumerateObject().Select(property => property.Name)];
                json.WriteStartArray();
                foreach (string column in columns)
                {
                    WriteValue(json, row.GetProperty(column));
                }

                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (string column in columns ?? [])
        {
            json.WriteStringValue(column);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a value; numbers with seven significant digits, more than any chart or table shows.</summary>
    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when !value.TryGetInt64(out _):
                json.WriteRawValue(value.GetDouble().ToString("G7", CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    WriteValue(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>Calls the API as the page would.</summary>
    /// <returns>Null when the API has nothing at that address.</returns>
    private async Task<JsonDocument?> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        string[] parts = pathAndQuery.Split('?', 2);
        (int status, MemoryStream body) = await _api.SendAsync(
            "/api/" + parts[0], new QueryString(parts.Length > 1 ? "?" + parts[1] : ""), cancellationToken);
        return status switch
        {
            StatusCodes.Status200OK => await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken),
            StatusCodes.Status404NotFound => null,
            _ => throw new InvalidOperationException(
                $"The API responded with {status} to {pathAndQuery}: {Encoding.UTF8.GetString(body.ToArray())}"),
        };
    }
}
