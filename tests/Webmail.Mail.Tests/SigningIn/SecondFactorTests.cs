using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Settings;
using Webmail.Mail.SigningIn;
using Webmail.Mail.Tests.Accounts;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

/// <summary>A second factor on a real mail server, which keeps it.</summary>
public sealed class SecondFactorTests(DovecotServer dovecot) : IClassFixture<DovecotServer>, IAsyncLifetime
{
    private readonly List<DirectoryInfo> _directories = [];
    private readonly SessionStoreInMemory _store = new();
    private readonly ShiftedTime _time = new();
    private readonly TestUser _user = dovecot.NewUser();
    private readonly FactorSecret _secret = SecondFactors.NewSecret();
    private ServiceProvider _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SignIn SignIn => _services.GetRequiredService<SignIn>();

    private SecondFactors Factors => _services.GetRequiredService<SecondFactors>();

    private AccountId Account => _user.Account.Id;

    public ValueTask InitializeAsync()
    {
        _services = Services();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        foreach (var directory in _directories)
            directory.Delete(recursive: true);
    }

    [Fact]
    public async Task With_a_factor_the_password_alone_signs_nobody_in()
    {
        await TurnOnAsync();

        var half = await PasswordAsync();

        Assert.Equal(SignInOutcome.NeedsCode, half.Outcome);
        var sessions = _services.GetRequiredService<AccountSessions>();
        Assert.Null(await sessions.ResumeAsync(half.Token!, Token));
        Assert.False(await sessions.ContinueAsync(half.Token!.Key, Account, Token));
        Assert.Empty(await sessions.ListAsync(Account, Token));
        Assert.Null(_services.GetRequiredService<SignedInAccounts>().Find(Account));
        Assert.Equal(0, await dovecot.CountConnectionsAsync(_user, Token));
    }

    [Fact]
    public async Task The_right_code_signs_in_and_the_step_is_over()
    {
        await TurnOnAsync();
        var half = await PasswordAsync();

        var result = await CodeAsync(half, Code());

        Assert.Equal(SignInOutcome.SignedIn, result.Outcome);
        Assert.True(result.Remember);
        var session = Assert.Single(await _services.GetRequiredService<AccountSessions>().ListAsync(Account, Token));
        Assert.Equal(("Firefox on Linux", "203.0.113.7"), (session.Device, session.Address));
        Assert.NotNull(await _services.GetRequiredService<AccountSessions>().ResumeAsync(result.Token!, Token));
        _time.Shift += TimeSpan.FromSeconds(30);
        Assert.Equal(SignInOutcome.StepEnded, (await CodeAsync(half, Code())).Outcome);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        await TurnOnAsync();
        var code = Code();
        Assert.Equal(SignInOutcome.SignedIn, (await CodeAsync(await PasswordAsync(), code)).Outcome);

        Assert.Equal(SignInOutcome.CodeRefused, (await CodeAsync(await PasswordAsync(), code)).Outcome);
    }

    [Fact]
    public async Task Of_two_who_type_the_same_code_at_once_one_gets_in()
    {
        await TurnOnAsync();
        var (one, other, code) = (await PasswordAsync(), await PasswordAsync(), Code());

        var results = await Task.WhenAll(CodeAsync(one, code), CodeAsync(other, code));

        Assert.Single(results, static result => result.Outcome == SignInOutcome.SignedIn);
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_comes_too_late()
    {
        await TurnOnAsync();
        var (half, anew) = (await PasswordAsync(), await PasswordAsync());
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInOutcome.CodeRefused, (await CodeAsync(half, "not it")).Outcome);

        Assert.Equal(SignInOutcome.StepEnded, (await CodeAsync(half, Code())).Outcome);
        // Nor does beginning anew help: the account waits.
        var throttled = await CodeAsync(anew, Code());
        Assert.Equal(SignInOutcome.TooManyAttempts, throttled.Outcome);
        Assert.InRange(throttled.RetryAfter, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task After_five_minutes_the_password_is_asked_for_again()
    {
        await TurnOnAsync();
        var half = await PasswordAsync();

        _time.Shift += HalfWaySignIns.Lifetime;

        Assert.Equal(SignInOutcome.StepEnded, (await CodeAsync(half, Code())).Outcome);
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once_and_new_ones_replace_the_old()
    {
        var codes = await TurnOnAsync();

        Assert.Equal(SignInOutcome.SignedIn, (await CodeAsync(await PasswordAsync(), codes[3].ToUpperInvariant())).Outcome);
        Assert.Equal(SignInOutcome.CodeRefused, (await CodeAsync(await PasswordAsync(), codes[3])).Outcome);
        Assert.Equal(9, (await Factors.StatusAsync(Account, Token)).RecoveryCodesLeft);

        var renewed = await Factors.RenewRecoveryCodesAsync(await PassAsync(), Token);
        Assert.Equal(10, renewed.RecoveryCodes.Count);
        Assert.Equal(SignInOutcome.CodeRefused, (await CodeAsync(await PasswordAsync(), codes[4])).Outcome);
        Assert.Equal(SignInOutcome.SignedIn, (await CodeAsync(await PasswordAsync(), renewed.RecoveryCodes[0])).Outcome);
    }

    [Fact]
    public async Task Turning_it_on_takes_the_password_and_a_code_and_off_a_code()
    {
        await PasswordAsync();
        Assert.Equal(FactorOutcome.PasswordRefused, (await Factors.ConfirmAsync(Account, FactorProof.OfPassword("wrong"), Token)).Outcome);
        var pass = (await Factors.ConfirmAsync(Account, FactorProof.OfPassword(_user.Password), Token)).Pass!;
        Assert.Equal(FactorOutcome.CodeRefused, (await Factors.SetUpAppAsync(pass, _secret, "000000000", Token)).Outcome);
        Assert.False((await Factors.StatusAsync(Account, Token)).IsOn);
        await TurnOnAsync(signOut: false);

        Assert.Equal(FactorOutcome.CodeRefused, (await Factors.ConfirmAsync(Account, FactorProof.OfCode("000000000"), Token)).Outcome);
        Assert.Equal(FactorOutcome.Done, (await Factors.TurnOffAsync(await PassAsync(), Token)).Outcome);

        Assert.Equal(SignInOutcome.SignedIn, (await PasswordAsync()).Outcome);
    }

    [Fact]
    public async Task Whoever_confirmed_with_the_password_or_too_long_ago_changes_nothing_that_is_on()
    {
        await PasswordAsync();
        var byPassword = (await Factors.ConfirmAsync(Account, FactorProof.OfPassword(_user.Password), Token)).Pass!;
        await TurnOnAsync(signOut: false);
        Assert.Equal(FactorOutcome.NotConfirmed, (await Factors.TurnOffAsync(byPassword, Token)).Outcome);
        Assert.Equal(FactorOutcome.NotConfirmed, (await Factors.ConfirmAsync(Account, FactorProof.OfPassword(_user.Password), Token)).Outcome);

        var byCode = await PassAsync();
        _time.Shift += FactorPass.Lifetime;
        Assert.Equal(FactorOutcome.NotConfirmed, (await Factors.RemoveAppAsync(byCode, Token)).Outcome);
        Assert.True((await Factors.StatusAsync(Account, Token)).HasApp);
    }

    [Fact]
    public async Task What_another_mail_program_finds_tells_nothing_and_changed_it_lets_nobody_in()
    {
        await TurnOnAsync(signOut: false);
        var settings = _services.GetRequiredService<AccountSettingsStore>();
        var kept = (await settings.ReadNowAsync(Account, Token)).SecondFactors.Single();
        Assert.DoesNotContain(_secret.ToText(), string.Concat(await dovecot.AnnotationsAsync(_user, Token)), StringComparison.OrdinalIgnoreCase);

        await settings.UpdateAsync(Account, now => now with { SecondFactors = [kept with { Box = kept.Box[..^4] + (kept.Box.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA") }] }, Token);
        var changed = await PasswordAsync();
        Assert.Equal((SignInOutcome.ServerFailed, MailFailure.FactorUnreadable), (changed.Outcome, changed.Failure));

        // Deleted it guards no more: whoever has the mail password has the mailbox it is kept in.
        await settings.UpdateAsync(Account, static now => now with { SecondFactors = default }, Token);
        Assert.Equal(SignInOutcome.SignedIn, (await PasswordAsync()).Outcome);
    }

    [Fact]
    public async Task The_factor_of_one_webmail_is_not_asked_for_by_another_nor_lost_there()
    {
        await TurnOnAsync();
        await using (var other = Services())
        {
            var here = await other.GetRequiredService<SignIn>().SignInAsync(Request(), Token);
            Assert.Equal(SignInOutcome.SignedIn, here.Outcome);
            var secret = SecondFactors.NewSecret();
            var factors = other.GetRequiredService<SecondFactors>();
            var pass = (await factors.ConfirmAsync(Account, FactorProof.OfPassword(_user.Password), Token)).Pass!;
            Assert.Equal(FactorOutcome.Done, (await factors.SetUpAppAsync(pass, secret, Code(secret), Token)).Outcome);
        }

        Assert.Equal(SignInOutcome.NeedsCode, (await PasswordAsync()).Outcome);
        Assert.Equal(2, (await ReadAsync()).Length);
    }

    [Fact]
    public async Task A_store_that_is_away_lets_nobody_half_way_in()
    {
        await TurnOnAsync();
        var half = await PasswordAsync();
        _store.Away = true;

        Assert.Equal(SignInOutcome.StoreAway, (await CodeAsync(half, Code())).Outcome);
        Assert.Equal(SignInOutcome.StoreAway, (await PasswordAsync()).Outcome);
    }

    [Fact]
    public async Task Sessions_that_are_there_go_on_when_a_factor_is_turned_on()
    {
        var before = await PasswordAsync();
        await TurnOnAsync(signOut: false);

        Assert.NotNull(await _services.GetRequiredService<AccountSessions>().ResumeAsync(before.Token!, Token));
    }

    private async Task<IReadOnlyList<string>> TurnOnAsync(bool signOut = true)
    {
        await PasswordAsync();
        var confirmed = await Factors.ConfirmAsync(Account, FactorProof.OfPassword(_user.Password), Token);
        var result = await Factors.SetUpAppAsync(confirmed.Pass!, _secret, Code(), Token);
        Assert.Equal(FactorOutcome.Done, result.Outcome);
        // The code that turned it on is used up.
        _time.Shift += TimeSpan.FromSeconds(30);
        if (signOut)
        {
            await _services.GetRequiredService<AccountSessions>().EndAllAsync(Account, null, Token);
            await _services.GetRequiredService<ImapSessionPool>().CloseAsync(Account);
        }

        return result.RecoveryCodes;
    }

    private async Task<FactorPass> PassAsync() => (await Factors.ConfirmAsync(Account, FactorProof.OfCode(Code()), Token)).Pass!;

    private async Task<SecondFactorSettings[]> ReadAsync()
    {
        _services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
        return [.. (await _services.GetRequiredService<AccountSettingsStore>().ReadNowAsync(Account, Token)).SecondFactors];
    }

    private string Code(FactorSecret? secret = null) => Totp.Code((secret ?? _secret).Bytes, Totp.StepAt(_time.GetUtcNow()));

    private Task<SignInResult> PasswordAsync() => SignIn.SignInAsync(Request(), Token);

    private Task<SignInResult> CodeAsync(SignInResult half, string code) =>
        SignIn.SecondStepAsync(half.Token!, FactorProof.OfCode(code), IPAddress.Parse("203.0.113.7"), Token);

    private SignInRequest Request() =>
        new(_user.Address, _user.Password, null, null, "Firefox on Linux", true, IPAddress.Parse("203.0.113.7"));

    // Each has a server key of its own.
    private ServiceProvider Services()
    {
        var directory = Directory.CreateTempSubdirectory("wm-factor-");
        _directories.Add(directory);
        return FactorServices.On(dovecot, directory, _time, _store);
    }
}
