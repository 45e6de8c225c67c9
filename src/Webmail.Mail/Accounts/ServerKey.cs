using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail.Accounts;

/// <summary>
/// The secret of this installation: 32 random bytes in <c>keys/session.key</c> of the data directory, from which every other key is
/// derived (HKDF, RFC 5869). Whoever has the store alone can open nothing; nodes that share a store must share this file.
/// </summary>
public sealed class ServerKey
{
    private const int Length = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _secret;

    private ServerKey(byte[] secret) => _secret = secret;

    /// <summary>
    /// Reads the key, or makes one at the first start. Several processes starting at once agree on one key.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file cannot be read or written, or is no key.</exception>
    public static ServerKey LoadOrCreate(string dataDirectory)
    {
        var directory = Path.GetFullPath(Path.Combine(dataDirectory, "keys"));
        var path = Path.Combine(directory, "session.key");
        try
        {
            if (!File.Exists(path))
                Create(directory, path);
            var secret = File.ReadAllBytes(path);
            return secret.Length == Length
                ? new ServerKey(secret)
                : throw new InvalidOperationException(
                    $"The server key {path} holds {secret.Length} bytes, not {Length}. Restore it from a backup, or delete it: everybody signs in again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The server key {path} cannot be used: {e.Message} Check Webmail:DataDirectory and who owns it.", e);
        }
    }

    /// <summary>A key of 32 bytes for one purpose; another purpose or salt gives an unrelated key.</summary>
    public byte[] Derive(string purpose, ReadOnlySpan<byte> salt = default)
    {
        var key = new byte[AuthenticatedCipher.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt, Encoding.UTF8.GetBytes(purpose));
        return key;
    }

    // Written under another name and then linked into place: a reader sees the whole key or none, and the first writer wins. On
    // Unix a move checks for the target and then replaces it all the same; only making a link is one step.
    private static void Create(string directory, string path)
    {
        CreatePrivateDirectory(directory);
        var draft = Path.Combine(directory, $"session.{Guid.NewGuid():N}.key");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
            file.Flush(flushToDisk: true);
        }

        try
        {
            if (OperatingSystem.IsWindows())
                File.Move(draft, path, overwrite: false);
            else
                File.CreateSymbolicLink(path, Path.GetFileName(draft));
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft); // Another process was first: its key counts.
        }
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
    }
}
