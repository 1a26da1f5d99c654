using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace MarketPulse.Web.StaticFiles;

/// <summary>The files of the page, which the build bundles from <c>page/</c> and embeds in this assembly under <c>page/</c>.</summary>
internal sealed class PageFiles
{
    private const string Folder = "page/";

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(FrozenDictionary<string, PageFile> files) => _files = files;

    /// <summary>Reads the embedded files; none when the assembly was built without the page.</summary>
    public static PageFiles Read()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        string[] names = [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))];
        return new PageFiles(
            names.Where(name => Path.GetExtension(name) is not (".br" or ".gz"))
                .ToFrozenDictionary(name => name[Folder.Length..], name => Load(assembly, name), StringComparer.Ordinal));
    }

    /// <summary>The file at that path, such as <c>index.html</c> or <c>assets/main-HASH.js</c>; null when there is none.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    private static PageFile Load(Assembly assembly, string name)
    {
        byte[] content = Bytes(assembly, name);
        return new PageFile(
            ContentTypeOf(name),
            content,
            Bytes(assembly, name + ".br"),
            Bytes(assembly, name + ".gz"),
            $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");
    }

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".webmanifest" or ".json" => "application/json; charset=utf-8",
        _ => "application/octet-stream",
    };
}
