using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web;

/// <summary>Checks who may read the data and who may add to it; the page and <c>/health</c> are open to all.</summary>
internal sealed class AccessGate(RequestDelegate next, WebOptions options)
{
    /// <summary>The header and the query parameter that carry the key, named as in the Functions host.</summary>
    public const string KeyHeader = "x-functions-key";

    /// <inheritdoc cref="KeyHeader"/>
    public const string KeyParameter = "code";

    // What proxies add to a request that they pass on.
    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    // Set by the platform's sign-in, which removes any value that a caller sends.
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-ID";

    public Task InvokeAsync(HttpContext context)
    {
        PathString path = context.Request.Path;
        bool isData = path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/odata", StringComparison.OrdinalIgnoreCase);

        // The tools of the Model Context Protocol only read, although every request of the protocol is a POST.
        bool writes = HttpMethods.IsPost(context.Request.Method)
            && !path.StartsWithSegments(WebPipeline.McpPath, StringComparison.OrdinalIgnoreCase);
        bool isAllowed = !isData || (writes ? MayWrite(context, options) : MayRead(context.Request, options));
        return isAllowed ? next(context) : RefuseAsync(context, writes);
    }

    /// <summary>Whether the sender of a request may write with the key that it carries.</summary>
    // Without a key in the options, the host checks keys itself or listens only on this machine.
    public static bool MayWrite(HttpContext context, WebOptions options) => options switch
    {
        { WriteKey: { } key } => IsSent(context.Request, key),
        { Key: not null } => MayRead(context.Request, options) && IsDirect(context),
        _ => MayRead(context.Request, options),
    };

    private static bool MayRead(HttpRequest request, WebOptions options) => options switch
    {
        { ReadAccess: ReadAccess.Entra } => !string.IsNullOrEmpty(request.Headers[PrincipalHeader]),
        { ReadAccess: ReadAccess.Key, Key: { Length: > 0 } key } => IsSent(request, key),
        _ => true,
    };

    // Behind a reverse proxy on the same machine, every request comes from this machine.
    private static bool IsDirect(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
        && !Array.Exists(ForwardingHeaders, context.Request.Headers.ContainsKey);

    private static bool IsSent(HttpRequest request, string key) =>
        IsKey(request.Headers[KeyHeader], key) || IsKey(request.Query[KeyParameter], key);

    private static bool IsKey(string? given, string key) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private Task RefuseAsync(HttpContext context, bool writes)
    {
        bool byKey = options.ReadAccess == ReadAccess.Key || writes;
        context.Response.Headers.WWWAuthenticate = byKey ? $"ApiKey header=\"{KeyHeader}\"" : "Bearer";
        string how = writes
            ? $"Send the write key (Web__WriteKey) in the header {KeyHeader}; "
                + "if no write key is set, only this machine may write, with the access key and without a proxy."
            : byKey
                ? $"Send the access key in the header {KeyHeader}, or as ?{KeyParameter}= if a tool takes only an address."
                : "Sign in first.";
        return new Problem { Status = StatusCodes.Status401Unauthorized, Detail = how }.WriteAsync(context);
    }
}
