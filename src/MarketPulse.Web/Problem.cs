using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MarketPulse.Web;

/// <summary>An error as defined by RFC 9457.</summary>
internal sealed record Problem
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required int Status { get; init; }

    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>One sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Errors by field or parameter.</summary>
    public IReadOnlyDictionary<string, string>? Errors { get; init; }

    /// <summary>Trace id that identifies the request in the telemetry.</summary>
    public string? TraceId { get; init; }

    /// <summary>Writes the problem as the response.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        Problem answer = this with { TraceId = Activity.Current?.TraceId.ToHexString() };
        return context.Response.WriteAsJsonAsync(answer, Json, "application/problem+json", context.RequestAborted);
    }
}
