using System.Globalization;
using System.Text;

namespace Halext.Infrastructure.Common.PrivateCluster;

/// <summary>Keeps two Halexts from running on one private cluster. The file names the process that holds it.</summary>
public sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "halext.lock";
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="PrivatePostgresException">Another process has it; the message names it.</exception>
    public static DataDirectoryLock Take(string dataDirectory) =>
        TryTake(dataDirectory) ?? throw new PrivatePostgresException($"Halext runs on {dataDirectory} already, as process {Holder(dataDirectory)}.");

    /// <summary>Takes the lock, or returns null when another process has it.</summary>
    public static DataDirectoryLock? TryTake(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        FileStream file;
        try
        {
            // The system drops the lock with the process, however it ends.
            file = new FileStream(Path.Combine(dataDirectory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new DataDirectoryLock(file);
    }

    /// <summary>The process that holds or last held the lock; null when there never was one.</summary>
    public static string? Holder(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Trim();
    }

    public void Dispose() => _file.Dispose();
}
