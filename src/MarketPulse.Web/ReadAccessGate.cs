using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web;

/// <summary>Lets in those who may read the data; the page and <c>/health</c> pass.</summary>
internal sealed class ReadAccessGate(RequestDelegate next, WebOptions options)
{
    /// <summary>The header, and in links the query parameter, that carry the key: those of the Functions host.</summary>
    public const string KeyHeader = "x-functions-key";

    /// <inheritdoc cref="KeyHeader"/>
    public const string KeyParameter = "code";

    // Set by the platform's sign-in, which removes what a caller sends under that name.
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-ID";

    public Task InvokeAsync(HttpContext context)
    {
        PathString path = context.Request.Path;
        return (!path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/odata", StringComparison.OrdinalIgnoreCase)) || MayRead(context.Request)
            ? next(context)
            : RefuseAsync(context);
    }

    private bool MayRead(HttpRequest request) => options switch
    {
        { ReadAccess: ReadAccess.Entra } => !string.IsNullOrEmpty(request.Headers[PrincipalHeader]),
        { ReadAccess: ReadAccess.Key, Key: { Length: > 0 } key } => IsKey(request.Headers[KeyHeader], key) || IsKey(request.Query[KeyParameter], key),
        _ => true,
    };

    private static bool IsKey(string? given, string key) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private Task RefuseAsync(HttpContext context)
    {
        bool byKey = options.ReadAccess == ReadAccess.Key;
        context.Response.Headers.WWWAuthenticate = byKey ? $"ApiKey header=\"{KeyHeader}\"" : "Bearer";
        string how = byKey ? $"Send the access key in the header {KeyHeader}, or as ?{KeyParameter}= where a tool takes an address alone." : "Sign in first.";
        return new Problem { Status = StatusCodes.Status401Unauthorized, Detail = how }.WriteAsync(context);
    }
}
