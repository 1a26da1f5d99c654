using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Polling;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MarketPulse.Feeds.Http;

/// <summary>
/// Sends the requests of feeds: over https to configured hosts only, checking every redirect, limiting time and size of every response, and
/// turning every failure into an outcome.
/// </summary>
/// <param name="client">The client, with its retries, circuit breaker, timeouts and size limit.</param>
/// <param name="gates">Limits the requests per host.</param>
/// <param name="policy">Decides which addresses may be requested.</param>
/// <param name="clock">Gives the time from which a Retry-After date is counted.</param>
internal sealed class FeedHttp(HttpClient client, HostGates gates, AddressPolicy policy, TimeProvider clock)
{
    private const int MostRedirects = 5;
    private const int ShortestSecret = 8;
    private const int LongestValidator = 1023;

    /// <summary>Sends a request.</summary>
    /// <exception cref="FeedFaultException">There is no usable response.</exception>
    public async Task<FeedAnswer> GetAsync(FeedRequest request, CancellationToken cancellationToken)
    {
        Uri address = request.Address;
        for (int redirects = 0; ; redirects++)
        {
            Check(address, request.Address);
            using IDisposable place = await gates.EnterAsync(address.Host, request.Spacing, cancellationToken);
            using HttpResponseMessage response = await SendAsync(request, address, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotAcceptable && request.Accept != FeedRequest.AcceptAnything)
            {
                // Some servers refuse a list of types although they have only one to offer.
                request = request with { Accept = FeedRequest.AcceptAnything };
                continue;
            }

            if (!IsRedirect(response.StatusCode))
            {
                return await ToAnswerAsync(request, address, response, cancellationToken);
            }

            if (redirects == MostRedirects || response.Headers.Location is not { } location)
            {
                throw new FeedFaultException(PollOutcome.Rejected, $"The host {address.Host} redirects too often.");
            }

            address = location.IsAbsoluteUri ? location : new Uri(address, location);
        }
    }

    private void Check(Uri address, Uri configured)
    {
        try
        {
            policy.Check(address, configured);
        }
        catch (RefusedAddressException e)
        {
            throw new FeedFaultException(PollOutcome.Rejected, e.Message, inner: e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(FeedRequest request, Uri address, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Options.Set(CappedBody.Limit, request.Limit);
        if (address.Authority == request.Address.Authority)
        {
            foreach ((string name, string value) in request.Headers)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (request.IfNoneMatch is not null)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", request.IfNoneMatch);
        }

        if (request.IfModifiedSince is not null)
        {
            message.Headers.TryAddWithoutValidation("If-Modified-Since", request.IfModifiedSince);
        }

        try
        {
            return await client.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (FaultOf(e) is { } fault)
        {
            throw new FeedFaultException(fault.Outcome, fault.Message, fault.RetryAfter, e);
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException refused)
        {
            throw new FeedFaultException(PollOutcome.Rejected, refused.Message, inner: e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new FeedFaultException(PollOutcome.Unreachable, $"The host {address.Host} did not respond in time.", inner: e);
        }
        catch (BrokenCircuitException e)
        {
            throw new FeedFaultException(
                PollOutcome.Unreachable, $"The host {address.Host} has failed repeatedly, so requests to it are paused.", inner: e);
        }
        catch (HttpRequestException e)
        {
            throw new FeedFaultException(
                PollOutcome.Unreachable, $"The host {address.Host} could not be read: {e.Message.TrimEnd('.')}.", inner: e);
        }
    }

    // The handler wraps exceptions of the connect callback.
    private static FeedFaultException? FaultOf(Exception exception) =>
        exception as FeedFaultException ?? exception.InnerException as FeedFaultException;

    private async Task<FeedAnswer> ToAnswerAsync(
        FeedRequest request, Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Mask(body, request.Secret);
        if (!IsAccepted(response.StatusCode, request.AnyStatus))
        {
            Judge(address, response, body);
        }

        return new FeedAnswer
        {
            Address = address,
            Body = body,
            NotModified = response.StatusCode == HttpStatusCode.NotModified,
            Charset = response.Content.Headers.ContentType?.CharSet,
            ETag = Raw(response.Headers, "ETag"),
            LastModified = Raw(response.Content.Headers, "Last-Modified"),
            MaxAge = response.Headers.CacheControl?.MaxAge,
        };
    }

    private static bool IsAccepted(HttpStatusCode status, bool anyStatus) =>
        status == HttpStatusCode.NotModified || (anyStatus && !IsThrottle(status) && (int)status < 500);

    // A short key such as "demo" is an ordinary word, which need not be hidden.
    private static void Mask(byte[] body, string? secret)
    {
        if (secret is not { Length: >= ShortestSecret })
        {
            return;
        }

        IEnumerable<string> spellings = new[] { secret, Uri.EscapeDataString(secret) }.Distinct(StringComparer.Ordinal);
        foreach (byte[] spelling in spellings.Select(Encoding.UTF8.GetBytes))
        {
            for (Span<byte> rest = body; rest.IndexOf(spelling) is var at and >= 0; rest = rest[(at + spelling.Length)..])
            {
                rest.Slice(at, spelling.Length).Fill((byte)'*');
            }
        }
    }

    private void Judge(Uri address, HttpResponseMessage response, byte[] body)
    {
        int status = (int)response.StatusCode;
        TimeSpan? retryAfter = RetryAfter(response.Headers.RetryAfter);
        string excerpt = body.Length == 0 ? "" : $": {Excerpt.FromBytes(body)}";
        if (IsThrottle(response.StatusCode) || (status == 503 && retryAfter is not null))
        {
            throw new FeedFaultException(
                PollOutcome.Throttled, Line($"The host {address.Host} asks to slow down (status {status}){excerpt}"), retryAfter);
        }

        if (status is < 200 or >= 300)
        {
            PollOutcome outcome = status >= 500 ? PollOutcome.Unreachable : PollOutcome.Rejected;
            throw PageDetector.IsChallenge(body)
                ? new FeedFaultException(
                    PollOutcome.Challenged, Line($"The host {address.Host} sent a challenge page (status {status}){excerpt}"), retryAfter)
                : new FeedFaultException(outcome, Line($"The host {address.Host} responded with status {status}{excerpt}"), retryAfter);
        }

        if (body.Length == 0)
        {
            throw new FeedFaultException(
                PollOutcome.Malformed, Line($"The host {address.Host} responded with status {status} and an empty body."));
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? value) => value switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };

    private static string? Raw(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values)
            && values.FirstOrDefault() is { Length: > 0 and <= LongestValidator } value
            ? value
            : null;

    private static bool IsThrottle(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests;

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
