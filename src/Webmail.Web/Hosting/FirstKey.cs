using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Webmail.Mail;

namespace Webmail.Web.Hosting;

/// <summary>
/// Nodes that start together for the first time agree on one key ring. Each would otherwise make a key and take a day to learn of
/// the other's, and until then could not read what the other gave to a browser. Starts before anything needs a key.
/// </summary>
internal sealed class FirstKey(IKeyManager keys, IOptions<KeyManagementOptions> options, IOptions<MailOptions> mail, TimeProvider time)
    : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Made by the options of the key ring, which know whose it is.
        _ = options.Value;
        await using var gate = await LockAsync(Path.Combine(mail.Value.DataDirectory, "keys", "lock"), cancellationToken);
        var now = time.GetUtcNow();
        if (!keys.GetAllKeys().Any(key => !key.IsRevoked && key.ActivationDate <= now && key.ExpirationDate > now))
            keys.CreateNewKey(now, now + options.Value.NewKeyLifetime);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<FileStream> LockAsync(string path, CancellationToken token)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
                && time.GetElapsedTime(started) < Patience)
            {
                // Another node holds it, for as long as it takes to write a key.
                await Task.Delay(Pause, time, token);
            }
        }
    }
}
