using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Submissions;

/// <summary>202: <c>{"id":"..."}</c> for one item, <c>{"ids":["..."]}</c> in the order sent for an array.</summary>
internal static class AcceptedIds
{
    public static Task WriteAsync(HttpContext context, IReadOnlyList<string> ids, bool isArray)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return isArray
            ? context.Response.WriteAsJsonAsync(new { ids }, context.RequestAborted)
            : context.Response.WriteAsJsonAsync(new { id = ids[0] }, context.RequestAborted);
    }
}
