using MarketPulse.Feeds.Http;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// The last file that a feed read, for sources that publish many series in one file: the symbols of a poll, which are read one after the
/// other, share it.
/// </summary>
/// <param name="clock">Decides how long it is kept.</param>
/// <param name="parse">Reads the content of a response.</param>
internal sealed class KeptFile<T>(TimeProvider clock, Func<FeedAnswer, T> parse)
    where T : class
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Uri, (DateTimeOffset Read, string? ETag, T Content)> _files = [];

    /// <summary>Reads a file, or takes it from the last ten minutes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="get">Sends it.</param>
    /// <returns>The content and its ETag; no content when it has not changed since the ETag of the request.</returns>
    public async Task<(T? Content, string? ETag)> GetAsync(FeedRequest request, Func<FeedRequest, Task<FeedAnswer>> get)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_files.TryGetValue(request.Address, out (DateTimeOffset Read, string? ETag, T Content) kept) && now - kept.Read < KeptFor)
        {
            return kept.ETag is not null && kept.ETag == request.IfNoneMatch ? (null, kept.ETag) : (kept.Content, kept.ETag);
        }

        FeedAnswer answer = await get(request);
        if (answer.NotModified)
        {
            return (null, request.IfNoneMatch);
        }

        PageDetector.Refuse(answer.Body);
        T content = parse(answer);
        foreach (Uri old in _files.Where(file => now - file.Value.Read >= KeptFor).Select(file => file.Key).ToList())
        {
            _files.Remove(old);
        }

        _files[request.Address] = (now, answer.ETag, content);
        return (content, answer.ETag);
    }
}
