using Microsoft.AspNetCore.Http;
using Microsoft.OData;

namespace MarketPulse.Web.OData;

/// <summary>Adapts the HTTP response for Microsoft.OData.Core.</summary>
internal sealed class ODataAnswer(HttpResponse response) : IODataResponseMessageAsync
{
    public int StatusCode
    {
        get => response.StatusCode;
        set => response.StatusCode = value;
    }

    public IEnumerable<KeyValuePair<string, string>> Headers =>
        response.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    public string? GetHeader(string headerName) =>
        response.Headers.TryGetValue(headerName, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    public void SetHeader(string headerName, string headerValue) => response.Headers[headerName] = headerValue;

    public Stream GetStream() => response.Body;

    public Task<Stream> GetStreamAsync() => Task.FromResult(response.Body);
}
