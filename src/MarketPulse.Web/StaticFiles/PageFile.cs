namespace MarketPulse.Web.StaticFiles;

/// <summary>A file of the page, uncompressed and as compressed by the build.</summary>
/// <param name="ContentType">Media type.</param>
/// <param name="Content">The uncompressed bytes.</param>
/// <param name="Brotli">The bytes compressed by Brotli.</param>
/// <param name="Gzip">The bytes compressed by gzip.</param>
/// <param name="ETag">Quoted hash of the content.</param>
internal sealed record PageFile(string ContentType, byte[] Content, byte[] Brotli, byte[] Gzip, string ETag);
