using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Mail.Tests.Accounts;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

/// <summary>Passkeys as a second factor, on a real mail server and with an authenticator in software.</summary>
public sealed class PasskeyTests(DovecotServer dovecot) : IClassFixture<DovecotServer>, IAsyncLifetime
{
    private static readonly PasskeyPlace Place = PasskeyPlace.Find("https", "mail.example.org")!;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wm-passkey-");
    private readonly SessionStoreInMemory _store = new();
    private readonly ShiftedTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly TestUser _user = dovecot.NewUser();
    private readonly SoftwareAuthenticator _device = new(Place.Origin, Place.RpId) { Counter = 1 };
    private ServiceProvider _services = null!;

    public static TheoryData<string> BrokenAnswers => ["", "null", "[]", "{}", "{\"id\":1}", "nonsense", "{\"response\":null}", new string('[', 20_000)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SignIn SignIn => _services.GetRequiredService<SignIn>();

    private SecondFactors Factors => _services.GetRequiredService<SecondFactors>();

    private AccountId Account => _user.Account.Id;

    public ValueTask InitializeAsync()
    {
        _services = FactorServices.On(dovecot, _directory, _time, _store, _log);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _device.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_passkey_turns_the_factor_on_and_signs_in()
    {
        var added = await AddAsync(_device);
        Assert.Equal((FactorOutcome.Done, 10), (added.Outcome, added.RecoveryCodes.Count));
        var status = await Factors.StatusAsync(Account, Token);
        Assert.Equal((true, false, 10), (status.IsOn, status.HasApp, status.RecoveryCodesLeft));
        var entry = Assert.Single(status.Passkeys);
        Assert.Equal(("Firefox on Linux", "mail.example.org"), (entry.Name, entry.Host));

        var half = await PasswordAsync();
        Assert.Equal(SignInOutcome.NeedsCode, half.Outcome);
        var needs = await SignIn.SecondStepNeedsAsync(half.Token!, Place, Token);
        Assert.False(needs!.HasApp);
        _device.Counter = 2;
        var result = await AnswerAsync(half, _device.Answer(needs.PasskeyQuestion!));
        Assert.Equal(SignInOutcome.SignedIn, result.Outcome);
        Assert.NotNull(await _services.GetRequiredService<AccountSessions>().ResumeAsync(result.Token!, Token));
    }

    [Fact]
    public async Task What_browsers_are_asked_with_is_as_designed()
    {
        await AddAsync(_device);
        using var creation = JsonDocument.Parse(await Factors.NewPasskeyAsync(_user.Account, "Lumen", Place, Token));
        var options = creation.RootElement;
        Assert.Equal(("mail.example.org", "Lumen"), (options.GetProperty("rp").GetProperty("id").GetString(), options.GetProperty("rp").GetProperty("name").GetString()));
        Assert.Equal(_user.Address, options.GetProperty("user").GetProperty("name").GetString());
        Assert.DoesNotContain(_user.Address, System.Text.Encoding.UTF8.GetString(_device.User!), StringComparison.Ordinal);
        Assert.Equal(("none", "preferred"), (options.GetProperty("attestation").GetString(), options.GetProperty("authenticatorSelection").GetProperty("userVerification").GetString()));
        Assert.Equal(Base64Url.EncodeToString(_device.Id), Assert.Single(options.GetProperty("excludeCredentials").EnumerateArray()).GetProperty("id").GetString());

        using var question = JsonDocument.Parse((await SignIn.SecondStepNeedsAsync((await PasswordAsync()).Token!, Place, Token))!.PasskeyQuestion!);
        var asked = question.RootElement;
        Assert.Equal(("mail.example.org", "preferred"), (asked.GetProperty("rpId").GetString(), asked.GetProperty("userVerification").GetString()));
        var allowed = Assert.Single(asked.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal(["internal", "hybrid"], allowed.GetProperty("transports").EnumerateArray().Select(static one => one.GetString()));
    }

    [Fact]
    public async Task At_another_host_no_passkey_of_this_one_is_asked_for()
    {
        await AddAsync(_device);
        var half = await PasswordAsync();
        foreach (var elsewhere in new[] { PasskeyPlace.Find("https", "other.example.org"), null })
        {
            var needs = await SignIn.SecondStepNeedsAsync(half.Token!, elsewhere, Token);
            Assert.Null(needs!.PasskeyQuestion);
            Assert.Equal(["mail.example.org"], needs.PasskeyHosts);
        }
    }

    [Fact]
    public async Task An_answer_to_another_challenge_page_or_host_is_refused()
    {
        await AddAsync(_device);
        _device.Counter = 2;
        var (half, other) = (await PasswordAsync(), await PasswordAsync());
        var ofAnother = await QuestionAsync(other);
        var made = JsonSerializer.Serialize(new { challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(56)) });
        var confirming = await Factors.PasskeyQuestionAsync(Account, Place, Token);
        foreach (var wrong in new[] { ofAnother, made, confirming! })
            Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, _device.Answer(wrong))).Outcome);

        var anew = await PasswordAsync();
        foreach (var spoilt in new Action<SoftwareAuthenticator>[]
        {
            static device => device.Origin = "https://mail.example.org.evil.example",
            static device => device.RpId = "evil.example",
        })
        {
            using var device = _device.Copy();
            spoilt(device);
            Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(anew, device.Answer(await QuestionAsync(anew)))).Outcome);
        }
    }

    [Theory]
    [InlineData("http://mail.example.org", false)]
    [InlineData("https://mail.example.org:8443", false)]
    [InlineData("https://MAIL.example.org", false)]
    [InlineData("https://mail.example.org/", false)]
    [InlineData("https://mail.example.org", true)]
    public async Task The_origin_is_ours_to_the_letter_and_not_in_a_frame(string origin, bool inFrame)
    {
        await AddAsync(_device);
        var half = await PasswordAsync();
        (_device.Origin, _device.InFrame, _device.Counter) = (origin, inFrame, 2);
        Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, _device.Answer(await QuestionAsync(half)))).Outcome);
    }

    [Fact]
    public async Task An_answer_works_once_and_for_five_minutes()
    {
        _device.Counter = 0;
        await AddAsync(_device);
        var half = await PasswordAsync();
        var question = await QuestionAsync(half);
        // The first try spoils the challenge, however it ends.
        using (var wrong = _device.Copy())
        {
            wrong.RpId = "evil.example";
            Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, wrong.Answer(question))).Outcome);
        }

        Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, _device.Answer(question))).Outcome);
        var answer = _device.Answer(await QuestionAsync(half));
        Assert.Equal(SignInOutcome.SignedIn, (await AnswerAsync(half, answer)).Outcome);
        Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(await PasswordAsync(), answer)).Outcome);

        var confirming = (await Factors.PasskeyQuestionAsync(Account, Place, Token))!;
        _time.Shift += PasskeyChallenges.Lifetime;
        Assert.Equal(FactorOutcome.PasskeyRefused, (await Factors.ConfirmAsync(Account, FactorProof.OfPasskey(_device.Answer(confirming), Place), Token)).Outcome);
    }

    [Fact]
    public async Task A_counter_that_goes_backwards_is_refused_and_said()
    {
        await AddAsync(_device);
        using var copy = _device.Copy();
        (_device.Counter, copy.Counter) = (5, 5);
        var half = await PasswordAsync();
        Assert.Equal(SignInOutcome.SignedIn, (await AnswerAsync(half, _device.Answer(await QuestionAsync(half)))).Outcome);

        foreach (var counter in new uint[] { 5, 3, 0 })
        {
            copy.Counter = counter;
            var later = await PasswordAsync();
            Assert.Equal(SignInOutcome.PasskeyCopied, (await AnswerAsync(later, copy.Answer(await QuestionAsync(later)))).Outcome);
        }

        Assert.Equal(3, _log.Failures.Count(static line => line.StartsWith("auth failed", StringComparison.Ordinal) && line.EndsWith("reason=code", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_passkey_of_another_account_opens_nothing_here()
    {
        await AddAsync(_device);
        using var stranger = new SoftwareAuthenticator(Place.Origin, Place.RpId);
        var half = await PasswordAsync();
        Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, stranger.Answer(await QuestionAsync(half)))).Outcome);

        // A key of its own under an id that is known, and the right key in the hands of another user.
        using var other = new SoftwareAuthenticator(Place.Origin, Place.RpId) { Counter = 9 };
        var answer = other.Answer(await QuestionAsync(half)).Replace(Base64Url.EncodeToString(other.Id), Base64Url.EncodeToString(_device.Id), StringComparison.Ordinal);
        Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, answer)).Outcome);
        _device.Counter = 9;
        var handed = _device.Answer(await QuestionAsync(half)).Replace(Base64Url.EncodeToString(_device.User!), Base64Url.EncodeToString(new byte[32]), StringComparison.Ordinal);
        Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, handed)).Outcome);
    }

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task A_malformed_answer_is_refused_and_counted(string answer)
    {
        await AddAsync(_device);
        var half = await PasswordAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, answer)).Outcome);
        Assert.Equal(SignInOutcome.StepEnded, (await AnswerAsync(half, _device.Answer(await QuestionAsync(await PasswordAsync())))).Outcome);
        Assert.Equal(5, _log.Failures.Count(static line => line.EndsWith("reason=code", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Bytes_that_are_cut_off_changed_or_nested_without_end_are_refused()
    {
        await AddAsync(_device);
        _device.Counter = 9;
        var half = await PasswordAsync();
        var challenge = ChallengeIn(await QuestionAsync(half));
        var clientData = _device.ClientData("webauthn.get", challenge);
        var nested = Enumerable.Repeat((byte)0x81, 9_000).ToArray();
        byte[][] all = [[], _device.Data(0, [])[..36], _device.Data(0x80, nested), _device.Data(0, [1, 2, 3])];
        foreach (var data in all)
            Assert.Equal(SignInOutcome.PasskeyRefused, (await AnswerAsync(half, _device.Answer(clientData, data))).Outcome);

        using var fresh = new SoftwareAuthenticator(Place.Origin, Place.RpId);
        var pass = await PassAsync();
        foreach (var attestation in new[] { [], nested, [0xa0], [0xff] })
        {
            var options = ChallengeIn(await Factors.NewPasskeyAsync(_user.Account, "", Place, Token));
            var registration = fresh.Registration(fresh.ClientData("webauthn.create", options), attestation);
            Assert.Equal(FactorOutcome.PasskeyRefused, (await Factors.AddPasskeyAsync(pass, registration, "", Place, Token)).Outcome);
        }
    }

    [Fact]
    public async Task A_passkey_is_added_once_and_only_by_whom_it_was_offered_to()
    {
        await AddAsync(_device);
        var pass = await PassAsync();
        using var second = new SoftwareAuthenticator(Place.Origin, Place.RpId);
        var answer = second.Create(await Factors.NewPasskeyAsync(_user.Account, "", Place, Token));
        Assert.Equal(FactorOutcome.Done, (await Factors.AddPasskeyAsync(pass, answer, " Blue\u0000 key ", Place, Token)).Outcome);
        Assert.Equal(FactorOutcome.PasskeyRefused, (await Factors.AddPasskeyAsync(pass, answer, "", Place, Token)).Outcome);
        Assert.Equal(FactorOutcome.PasskeyRefused, (await Factors.AddPasskeyAsync(pass, second.Create(await Factors.NewPasskeyAsync(_user.Account, "", Place, Token)), "", Place, Token)).Outcome);
        using var third = new SoftwareAuthenticator(Place.Origin, Place.RpId);
        var other = dovecot.NewUser();
        _services.GetRequiredService<SignedInAccounts>().Add(other.Account, other.Credentials);
        var ofAnother = third.Create(await Factors.NewPasskeyAsync(other.Account, "", Place, Token));
        Assert.Equal(FactorOutcome.PasskeyRefused, (await Factors.AddPasskeyAsync(pass, ofAnother, "", Place, Token)).Outcome);
        Assert.Equal(["Firefox on Linux", "Blue key"], (await Factors.StatusAsync(Account, Token)).Passkeys.Select(static one => one.Name));
    }

    [Fact]
    public async Task With_the_last_one_the_factor_is_off_and_with_an_app_it_stays()
    {
        await AddAsync(_device);
        var (pass, secret) = (await PassAsync(), SecondFactors.NewSecret());
        var app = await Factors.SetUpAppAsync(pass, secret, Totp.Code(secret.Bytes, Totp.StepAt(_time.GetUtcNow())), Token);
        Assert.Equal((FactorOutcome.Done, 0), (app.Outcome, app.RecoveryCodes.Count));
        var id = Assert.Single((await Factors.StatusAsync(Account, Token)).Passkeys).Id;
        Assert.Equal(FactorOutcome.Done, (await Factors.RemovePasskeyAsync(pass, id, Token)).Outcome);
        var status = await Factors.StatusAsync(Account, Token);
        Assert.Equal((true, true, 0), (status.IsOn, status.HasApp, status.Passkeys.Count));
        Assert.Null(await Factors.PasskeyQuestionAsync(Account, Place, Token));

        Assert.Equal(FactorOutcome.Done, (await Factors.RemoveAppAsync(pass, Token)).Outcome);
        Assert.False((await Factors.StatusAsync(Account, Token)).IsOn);
        Assert.Equal(SignInOutcome.SignedIn, (await PasswordAsync()).Outcome);
    }

    [Fact]
    public async Task A_recovery_code_works_without_an_app_and_a_code_of_six_digits_is_never_right()
    {
        var codes = (await AddAsync(_device)).RecoveryCodes;
        var half = await PasswordAsync();
        Assert.Equal(SignInOutcome.CodeRefused, (await SignIn.SecondStepAsync(half.Token!, FactorProof.OfCode("000000"), null, Token)).Outcome);
        Assert.Equal(SignInOutcome.SignedIn, (await SignIn.SecondStepAsync(half.Token!, FactorProof.OfCode(codes[0]), null, Token)).Outcome);
    }

    private static string ChallengeIn(string options)
    {
        using var json = JsonDocument.Parse(options);
        return json.RootElement.GetProperty("challenge").GetString()!;
    }

    private async Task<FactorResult> AddAsync(SoftwareAuthenticator device)
    {
        await PasswordAsync();
        var pass = (await Factors.ConfirmAsync(Account, FactorProof.OfPassword(_user.Password), Token)).Pass!;
        return await Factors.AddPasskeyAsync(pass, device.Create(await Factors.NewPasskeyAsync(_user.Account, "Lumen", Place, Token)), "Firefox on Linux", Place, Token);
    }

    private async Task<FactorPass> PassAsync()
    {
        _device.Counter++;
        var answer = _device.Answer((await Factors.PasskeyQuestionAsync(Account, Place, Token))!);
        return (await Factors.ConfirmAsync(Account, FactorProof.OfPasskey(answer, Place), Token)).Pass!;
    }

    private async Task<string> QuestionAsync(SignInResult half) => (await SignIn.SecondStepNeedsAsync(half.Token!, Place, Token))!.PasskeyQuestion!;

    private Task<SignInResult> PasswordAsync() => SignIn.SignInAsync(
        new SignInRequest(_user.Address, _user.Password, null, null, "Firefox on Linux", true, IPAddress.Parse("203.0.113.7")), Token);

    private Task<SignInResult> AnswerAsync(SignInResult half, string answer) =>
        SignIn.SecondStepAsync(half.Token!, FactorProof.OfPasskey(answer, Place), null, Token);
}
