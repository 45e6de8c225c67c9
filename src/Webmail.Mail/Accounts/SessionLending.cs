using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Accounts;

/// <summary>
/// Nodes lend each other the account of a session whose token they have seen. Nothing is stored: a question carries a key made for
/// it alone, the answer opens with its private half, which never leaves the asking process, and with the server's key.
/// </summary>
internal sealed class SessionLending : IDisposable
{
    private const string WantedChannel = "session-wanted";
    private const string LentChannel = "session-lent";
    private const string WantedPurpose = "webmail session wanted";
    private const string LentPurpose = "webmail session lent";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly INodeChannel _nodes;
    private readonly ServerKey _serverKey;
    private readonly TimeProvider _time;
    private readonly Func<string, AccountSession?> _find;
    private readonly byte[] _wantedKey;
    private readonly ConcurrentDictionary<Guid, Question> _open = new();
    private readonly IDisposable _wanted;
    private readonly IDisposable _lent;

    /// <summary>Answers other nodes with what <paramref name="find"/> knows by the name of a session.</summary>
    public SessionLending(INodeChannel nodes, ServerKey serverKey, TimeProvider time, Func<string, AccountSession?> find)
    {
        (_nodes, _serverKey, _time, _find) = (nodes, serverKey, time, find);
        _wantedKey = serverKey.Derive(WantedPurpose);
        _wanted = nodes.Listen(WantedChannel, message => _ = AnswerAsync(message));
        _lent = nodes.Listen(LentChannel, Take);
    }

    /// <summary>The account of a session from a node that knows it; <see langword="null"/> when none answers in time.</summary>
    /// <exception cref="SessionStoreException">The nodes cannot be reached.</exception>
    public async Task<SignedInAccount?> BorrowAsync(string key, AccountId account, CancellationToken token)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var question = new Question(own, key);
        var id = Guid.NewGuid();
        _open[id] = question;
        try
        {
            var wanted = new Wanted(id, key, own.ExportSubjectPublicKeyInfo());
            var plaintext = JsonSerializer.SerializeToUtf8Bytes(wanted, LendingJson.Default.Wanted);
            var heard = await _nodes.SayAsync(WantedChannel, AuthenticatedCipher.Seal(_wantedKey, plaintext, []), token).ConfigureAwait(false);
            if (heard <= 1)
                return null; // Nobody but this node.
            var lent = await question.Answer.Task.WaitAsync(Patience, _time, token).ConfigureAwait(false);
            return lent.Account.Id == account ? lent : null;
        }
        catch (TimeoutException)
        {
            return null; // No node knows the session, or the one that did is gone.
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wanted.Dispose();
        _lent.Dispose();
    }

    private async Task AnswerAsync(byte[] message)
    {
        try
        {
            if (AuthenticatedCipher.Open(_wantedKey, message, []) is { } plaintext
                && JsonSerializer.Deserialize(plaintext, LendingJson.Default.Wanted) is { } wanted
                && !_open.ContainsKey(wanted.Id)
                && _find(wanted.Key) is { } session)
            {
                var lent = JsonSerializer.SerializeToUtf8Bytes(Lend(session, wanted), LendingJson.Default.Lent);
                await _nodes.SayAsync(LentChannel, lent, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SessionStoreException or JsonException or CryptographicException)
        {
            // The answer is lost, or a node of another version asked: whoever asked stops waiting by itself.
        }
    }

    private Lent Lend(AccountSession session, Wanted wanted)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new SealedContent(session.Account, session.Credentials.Password), SealedContentJson.Default.SealedContent);
        var key = SharedKey(own, wanted.PublicKey);
        try
        {
            return new Lent(
                wanted.Id, own.ExportSubjectPublicKeyInfo(), AuthenticatedCipher.Seal(key, content, Context(wanted.Id, wanted.Key)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private void Take(byte[] message)
    {
        try
        {
            if (JsonSerializer.Deserialize(message, LendingJson.Default.Lent) is not { PublicKey: not null, Box: not null } lent
                || !_open.TryGetValue(lent.Id, out var question))
            {
                return;
            }

            var key = SharedKey(question.Own, lent.PublicKey);
            if (AuthenticatedCipher.Open(key, lent.Box, Context(lent.Id, question.Key)) is { } plaintext
                && JsonSerializer.Deserialize(plaintext, SealedContentJson.Default.SealedContent) is { } content)
            {
                question.Answer.TrySetResult(new SignedInAccount(content.Account, new Credentials(content.Password)));
            }
        }
        catch (Exception e) when (e is JsonException or CryptographicException or ObjectDisposedException)
        {
            // Not written by a node, or its question is no longer open: as good as not said.
        }
    }

    private byte[] SharedKey(ECDiffieHellman own, byte[] publicKey)
    {
        using var other = ECDiffieHellman.Create();
        other.ImportSubjectPublicKeyInfo(publicKey, out _);
        var secret = own.DeriveRawSecretAgreement(other.PublicKey);
        try
        {
            return _serverKey.Derive(LentPurpose, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] Context(Guid id, string key) => System.Text.Encoding.UTF8.GetBytes($"{id:N}\n{key}");

    private sealed record Question(ECDiffieHellman Own, string Key)
    {
        public TaskCompletionSource<SignedInAccount> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A node asks for the account of a session.</summary>
internal sealed record Wanted(Guid Id, string Key, byte[] PublicKey);

/// <summary>A node answers with it, sealed for the one that asked.</summary>
internal sealed record Lent(Guid Id, byte[] PublicKey, byte[] Box);

[JsonSerializable(typeof(Wanted))]
[JsonSerializable(typeof(Lent))]
internal sealed partial class LendingJson : JsonSerializerContext;
