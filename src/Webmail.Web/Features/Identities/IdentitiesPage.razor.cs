using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Settings;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Identities;

/// <summary>The identities of the account: looked at, added, changed, removed.</summary>
public sealed partial class IdentitiesPage
{
    private IReadOnlyList<Mailbox> _mailboxes = [];
    private AccountIdentities? _all;
    private IdentityForm? _form;
    private SignatureField? _signature;
    private bool _checked;

    [Inject] private IdentityService Identities { get; set; } = null!;

    [Inject] private SignaturePictures Pictures { get; set; } = null!;

    [Inject] private MailboxService MailboxList { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    private string SignatureProblem => !_checked ? "" : _form?.Problem switch
    {
        IdentityProblem.SignatureTooLong => L["The signature is too long: at most {0} characters, and {1} with the signs that format it.",
            IdentitySettings.MaxSignature, IdentitySettings.MaxSignatureHtml],
        IdentityProblem.PicturesTooLarge => L["The pictures are too large for every message: together they may have {0}.", ByteSize.Text(SignaturePicture.MaxBytesOfAll)],
        _ => "",
    };

    private bool AddressIsWrong => _form?.Problem is IdentityProblem.AddressMissing or IdentityProblem.AddressBroken;

    protected override string Full => L["The settings are full. Shorten or remove signatures or templates."];

    protected override Task LoadAsync() => RunAsync(async token =>
    {
        _all = await Identities.ReadAsync(Current.Account, token);
        _mailboxes = MailboxList.Known(Current.Id) ?? await MailboxList.ListAsync(Current.Id, token);
    });

    private IEnumerable<Mailbox> SentChoices(string chosen) => _mailboxes.Where(mailbox =>
        mailbox.Selectable && (mailbox.SpecialUse is SpecialUse.None or SpecialUse.Inbox or SpecialUse.Archive || mailbox.Name.FullName == chosen));

    private void Add() => Open(IdentityForm.New());

    private void Edit(Identity identity) => Open(IdentityForm.Of(identity, identity == _all?.Default));

    private void Open(IdentityForm form) => (_form, _checked, Failure) = (form, false, null);

    private void CloseForm() => _form = null;

    private async Task SaveAsync()
    {
        if (Busy || _form is not { } form)
            return;
        await RunAsync(async token =>
        {
            if (_signature is not null && await _signature.ReadAsync() is { } written)
                form.Write(written, SignaturePicture.CidsIn(written.Html).Count == 0 ? [] : await Pictures.ListAsync(Current.Id, token));
            _checked = true;
            if (form.Problem != IdentityProblem.None)
                return;
            _all = await Identities.SaveAsync(Current.Account, form.Settings(), form.AsDefault && !form.IsWildcard, token);
            _form = null;
            Snackbar.Add(L["The identity was saved."]);
        });
    }

    private async Task SendIso2022JpAsync(bool wanted) => await RunAsync(async token =>
    {
        _all = await Identities.SendIso2022JpAsync(Current.Account, wanted, token);
        Snackbar.Add(L["The choice was saved."]);
    });

    private async Task RemoveAsync(Identity identity)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            L["Remove {0}?", identity.Address], L["Its signature goes too. Messages and drafts stay as they are."],
            yesText: L["Remove"], cancelText: L["Cancel"]);
        if (sure is true)
        {
            await RunAsync(async token =>
            {
                _all = await Identities.RemoveAsync(Current.Account, identity.Id, token);
                Snackbar.Add(L["The identity was removed."]);
            });
        }
    }

    private string? Invalid(bool wrong) => _checked && wrong ? "true" : null;

    private string Wrong(bool wrong, string words) => _checked && wrong ? words : "";
}
