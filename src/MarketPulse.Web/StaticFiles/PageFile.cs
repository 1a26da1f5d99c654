namespace MarketPulse.Web.StaticFiles;

/// <summary>One file of the page, as it is and as it was compressed when the page was built.</summary>
/// <param name="ContentType">Media type.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Brotli">The bytes compressed by Brotli.</param>
/// <param name="Gzip">The bytes compressed by gzip.</param>
/// <param name="ETag">Quoted hash of the content.</param>
internal sealed record PageFile(string ContentType, byte[] Content, byte[] Brotli, byte[] Gzip, string ETag);
