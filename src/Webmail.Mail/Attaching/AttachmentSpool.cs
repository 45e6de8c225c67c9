using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Attaching;

/// <summary>
/// The bytes of attachments between the browser and the mail server: files in the data directory, sealed as everything that is kept, a
/// folder per draft. They can be added to where a broken upload ended, and never are in memory as a whole.
/// </summary>
public sealed class AttachmentSpool : IDisposable
{
    private const string HeldMark = "held";
    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);

    /// <summary>As long as drafts wait in the journal for a writer who does not come back.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(60);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _appending = new(StringComparer.Ordinal);
    private readonly ServerKey _serverKey;
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly ILogger<AttachmentSpool> _logger;
    private readonly ITimer _tidy;

    /// <summary>The spool in the data directory.</summary>
    public AttachmentSpool(ServerKey serverKey, IOptions<MailOptions> options, TimeProvider time, ILogger<AttachmentSpool> logger)
    {
        (_serverKey, _time, _logger) = (serverKey, time, logger);
        _root = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "spool"));
        _tidy = time.CreateTimer(_ => Tidy(), null, TidyEvery, TidyEvery);
    }

    /// <summary>Makes room for a file of so many bytes; one that is there stays.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Create(AccountId account, string draft, string attachment, long size)
    {
        var path = PathOf(account, draft, attachment);
        CreatePrivateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
            return;
        using var file = Open(path, FileMode.CreateNew, FileAccess.Write);
        Sealing(account, draft, attachment).WriteLength(file, size);
    }

    /// <summary>How far a file is; <see langword="null"/> when it is not here.</summary>
    public SpooledFile? Find(AccountId account, string draft, string attachment)
    {
        var path = PathOf(account, draft, attachment);
        try
        {
            using var file = Open(path, FileMode.Open, FileAccess.Read);
            var sealing = Sealing(account, draft, attachment);
            return sealing.ReadLength(file) is { } size ? new SpooledFile(attachment, Math.Min(size, sealing.Written(file)), size) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>All files of a draft.</summary>
    public IReadOnlyList<SpooledFile> List(AccountId account, string draft)
    {
        var directory = DirectoryOf(account, draft);
        return !Directory.Exists(directory) ? [] : [.. Directory.EnumerateFiles(directory).Select(static path => Path.GetFileName(path))
            .Where(DraftAttachment.IsId).Select(id => Find(account, draft, id)).OfType<SpooledFile>()];
    }

    /// <summary>
    /// Adds what a stream brings, where the file ends; what came before the stream broke is kept. A second one for the same file ends
    /// the first: whoever comes again knows that the other is cut.
    /// </summary>
    /// <returns>How far the file is afterwards; <see langword="null"/> when it does not end at <paramref name="offset"/>, or is not here.</returns>
    /// <exception cref="IOException">The stream broke, or the disk does not take it.</exception>
    public async Task<SpooledFile?> AppendAsync(AccountId account, string draft, string attachment, long offset, Stream stream, CancellationToken token)
    {
        var path = PathOf(account, draft, attachment);
        using var own = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (_appending.TryGetValue(path, out var before))
            await CancelAsync(before).ConfigureAwait(false);
        if (!_appending.TryAdd(path, own))
            return null;
        try
        {
            using var file = Open(path, FileMode.Open, FileAccess.ReadWrite);
            var sealing = Sealing(account, draft, attachment);
            if (sealing.ReadLength(file) is not { } size || sealing.Written(file) != offset)
                return null;
            var end = await AppendAsync(sealing, file, offset, size, stream, own.Token).ConfigureAwait(false);
            if (end == size)
                RandomAccess.FlushToDisk(file);
            return new SpooledFile(attachment, end, size);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        finally
        {
            _appending.TryRemove(KeyValuePair.Create(path, own));
        }
    }

    /// <summary>Puts a whole file there, as long as it turns out to be. <paramref name="write"/> writes it.</summary>
    public async Task ImportAsync(AccountId account, string draft, string attachment, Func<Stream, Task> write)
    {
        var path = PathOf(account, draft, attachment);
        CreatePrivateDirectory(Path.GetDirectoryName(path)!);
        var begun = $"{path}.{DraftAttachment.NewId()}";
        try
        {
            using (var file = Open(begun, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                var writer = new SpoolWriter(Sealing(account, draft, attachment), file);
                await using (writer.ConfigureAwait(false))
                {
                    await write(writer).ConfigureAwait(false);
                    writer.Complete();
                }
            }

            File.Move(begun, path, overwrite: true);
        }
        finally
        {
            File.Delete(begun);
        }
    }

    /// <summary>The bytes of a file; <see langword="null"/> unless all of them are here.</summary>
    public Stream? OpenRead(AccountId account, string draft, string attachment)
    {
        if (Find(account, draft, attachment) is not { IsComplete: true } found)
            return null;
        var file = Open(PathOf(account, draft, attachment), FileMode.Open, FileAccess.Read);
        return new SpoolReader(Sealing(account, draft, attachment), file, found.Size);
    }

    /// <summary>A message that waits to leave needs the files: they stay until <see cref="Remove(AccountId, string)"/>.</summary>
    public void Hold(AccountId account, string draft)
    {
        if (!Directory.Exists(DirectoryOf(account, draft)))
            return;
        using var mark = Open(Path.Combine(DirectoryOf(account, draft), HeldMark), FileMode.OpenOrCreate, FileAccess.Write);
    }

    /// <summary>The message was taken back.</summary>
    public void Release(AccountId account, string draft) => Delete(Path.Combine(DirectoryOf(account, draft), HeldMark));

    /// <summary>Forgets a file.</summary>
    public void Remove(AccountId account, string draft, string attachment) => Delete(PathOf(account, draft, attachment));

    /// <summary>Forgets all files of a draft.</summary>
    public void Remove(AccountId account, string draft)
    {
        var directory = DirectoryOf(account, draft);
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    /// <summary>Forgets the files of a draft that is in the Drafts mailbox with all of them, unless a message needs them.</summary>
    public void RemoveUnlessHeld(AccountId account, string draft)
    {
        if (!File.Exists(Path.Combine(DirectoryOf(account, draft), HeldMark)))
            Remove(account, draft);
    }

    /// <inheritdoc/>
    public void Dispose() => _tidy.Dispose();

    private static async Task CancelAsync(CancellationTokenSource other)
    {
        try
        {
            await other.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }
    }

    private static async Task<long> AppendAsync(SealedFile sealing, SafeFileHandle file, long offset, long size, Stream stream, CancellationToken token)
    {
        var record = new byte[SealedFile.Slice];
        var index = offset / SealedFile.Slice;
        var filled = (int)(offset % SealedFile.Slice);
        if (filled > 0)
            sealing.Read(file, index)!.CopyTo(record, 0);
        var end = offset;
        var unwritten = false;
        try
        {
            while (end < size)
            {
                var room = (int)Math.Min(record.Length - filled, size - end);
                var count = await stream.ReadAsync(record.AsMemory(filled, room), token).ConfigureAwait(false);
                if (count == 0)
                    break;
                (filled, end, unwritten) = (filled + count, end + count, true);
                if (filled < record.Length)
                    continue;
                sealing.Write(file, index++, record);
                (filled, unwritten) = (0, false);
            }
        }
        finally
        {
            // A connection that broke has brought something all the same.
            if (unwritten)
                sealing.Write(file, index, record.AsSpan(0, filled));
        }

        return end;
    }

    private static SafeFileHandle Open(string path, FileMode mode, FileAccess access)
    {
        if (!OperatingSystem.IsWindows() && mode is FileMode.CreateNew or FileMode.OpenOrCreate)
        {
            var options = new FileStreamOptions { Mode = mode, Access = access, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using (new FileStream(path, options))
                mode = FileMode.Open;
        }

        return File.OpenHandle(path, mode, access, access == FileAccess.Read ? FileShare.ReadWrite | FileShare.Delete : FileShare.Read | FileShare.Delete);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(Path.GetDirectoryName(path)))
            File.Delete(path);
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Tidy()
    {
        try
        {
            if (!Directory.Exists(_root))
                return;
            foreach (var draft in Directory.EnumerateDirectories(_root).SelectMany(Directory.EnumerateDirectories))
            {
                if (!File.Exists(Path.Combine(draft, HeldMark)) && Directory.GetLastWriteTimeUtc(draft) < _time.GetUtcNow() - Oldest)
                    Directory.Delete(draft, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AttachingLog.NotTidied(_logger, e.Message);
        }
    }

    private SealedFile Sealing(AccountId account, string draft, string attachment) =>
        new(_serverKey.Derive("webmail spool", Encoding.UTF8.GetBytes(account.Value)), $"{account.Value}/{draft}/{attachment}");

    private string DirectoryOf(AccountId account, string draft) => DraftAttachment.IsId(draft)
        ? Path.Combine(_root, account.Value, draft) : throw new ArgumentException("This is the name of no draft.", nameof(draft));

    private string PathOf(AccountId account, string draft, string attachment) => DraftAttachment.IsId(attachment)
        ? Path.Combine(DirectoryOf(account, draft), attachment) : throw new ArgumentException("This is the name of no attachment.", nameof(attachment));
}

/// <summary>A file in the spool.</summary>
/// <param name="Id">The attachment's name.</param>
/// <param name="Offset">How many bytes are there.</param>
/// <param name="Size">How many it has.</param>
public sealed record SpooledFile(string Id, long Offset, long Size)
{
    /// <summary>All of it is there.</summary>
    public bool IsComplete => Offset == Size;
}
