using System.Net.Http.Headers;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>
/// Reads the whole response body, decompressed, up to a limit. This handler runs inside the retries and timeouts, so that a response which
/// is too slow or truncated counts as a failed attempt. The limit applies to the decompressed size.
/// </summary>
internal sealed class CappedBody : DelegatingHandler
{
    /// <summary>Largest body unless a request sets its own limit, in bytes.</summary>
    public const int DefaultLimit = 10 * 1024 * 1024;

    /// <summary>A request's own limit, in bytes.</summary>
    public static readonly HttpRequestOptionsKey<int> Limit = new("marketpulse.limit");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        try
        {
            int limit = request.Options.TryGetValue(Limit, out int own) ? own : DefaultLimit;
            byte[] body = await ReadAsync(response.Content, limit, cancellationToken);
            var content = new ByteArrayContent(body);
            foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
            {
                content.Headers.TryAddWithoutValidation(name, values);
            }

            content.Headers.ContentLength = body.Length;
            response.Content.Dispose();
            response.Content = content;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        HttpContentHeaders headers = content.Headers;
        if (headers.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream((int)Math.Min(limit, headers.ContentLength ?? 16 * 1024));
        byte[] chunk = new byte[32 * 1024];
        try
        {
            for (int read; (read = await stream.ReadAsync(chunk, cancellationToken)) > 0;)
            {
                if (body.Length + read > limit)
                {
                    throw TooLarge(limit);
                }

                body.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new FeedFaultException(PollOutcome.Malformed, "The response is not valid compressed data.", inner: e);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The response was truncated.", e);
        }

        return body.ToArray();
    }

    private static FeedFaultException TooLarge(int limit) => new(
        PollOutcome.Malformed,
        FormattableString.Invariant($"The response is larger than {limit / (1024 * 1024)} MB, the limit for this feed; request less."));
}
