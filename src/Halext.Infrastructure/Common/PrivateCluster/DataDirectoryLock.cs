using System.Globalization;

namespace Halext.Infrastructure.Common.PrivateCluster;

/// <summary>Keeps two Halexts from running on one private cluster, and tells who has it.</summary>
public sealed class DataDirectoryLock : IDisposable
{
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
        try
        {
            // The system drops the lock with the process, however it ends. A locked file cannot be read, so the pid has its own.
            var file = new FileStream(Path.Combine(dataDirectory, "halext.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(PidFile(dataDirectory), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectoryLock(file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string dataDirectory) => File.Exists(PidFile(dataDirectory)) ? File.ReadAllText(PidFile(dataDirectory)) : "(unknown)";

    private static string PidFile(string dataDirectory) => Path.Combine(dataDirectory, "halext.pid");
}
