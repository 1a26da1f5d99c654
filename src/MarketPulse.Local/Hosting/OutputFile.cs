using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Hosting;

/// <summary>
/// A file that a command writes in full or not at all: it is written beside its place and then moved there, so that a run that fails
/// half-way leaves an older file unchanged.
/// </summary>
internal sealed class OutputFile
{
    private readonly string _option;
    private readonly string _unfinished;

    /// <summary>Checks, before any work is done, that the file can be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="CommandError">The folder is missing or not writable, or the file is in use.</exception>
    public OutputFile(string option, string path)
    {
        _option = option;
        Path = path;
        string full = System.IO.Path.GetFullPath(path);
        _unfinished = $"{full}.{Guid.NewGuid():N}.part";
        if (System.IO.Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
        {
            throw CommandError.BadArguments($"{option}: there is no folder '{folder}'; create it first.");
        }

        try
        {
            if (File.Exists(full))
            {
                using FileStream unlocked = File.Open(full, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }

            File.Create(_unfinished).Dispose();
            File.Delete(_unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(e);
        }
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Writes the file.</summary>
    /// <param name="write">Writes its content to a seekable stream.</param>
    /// <exception cref="CommandError">It cannot be written.</exception>
    public async Task<T> WriteAsync<T>(Func<Stream, Task<T>> write)
    {
        try
        {
            T result;
            await using (FileStream output = File.Create(_unfinished))
            {
                result = await write(output);
            }

            File.Move(_unfinished, System.IO.Path.GetFullPath(Path), overwrite: true);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(e);
        }
        finally
        {
            File.Delete(_unfinished);
        }
    }

    private CommandError NotWritable(Exception cause) => CommandError.Failed(
        $"{_option}: '{Path}' cannot be written; close it in other programs, or choose a folder that you may write to.", cause);
}
