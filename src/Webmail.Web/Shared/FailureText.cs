using Microsoft.Extensions.Localization;
using Webmail.Mail;

namespace Webmail.Web.Shared;

/// <summary>A failure in words for the person concerned: what happened and what comes next.</summary>
internal static class FailureText
{
    public static string Of(MailException failure, IStringLocalizer<Words> words) => Of(failure.Failure, failure.Detail, words);

    public static string Of(MailFailure failure, string detail, IStringLocalizer<Words> words) => failure switch
    {
        MailFailure.ServerUnreachable => words["The mail server cannot be reached. Check the network, then try again."],
        MailFailure.ServerTimeout => words["The mail server did not answer in time. Try again."],
        MailFailure.ConnectionLost => words["The connection to the mail server was lost. Try again."],
        MailFailure.TlsFailed => words["No encrypted connection to the mail server could be made, so nothing was sent."],
        MailFailure.CertificateInvalid => WithDetail(
            words["The certificate of the mail server is not valid, so nothing was sent."], detail),
        MailFailure.SignInRefused => words["The address or the password is not right."],
        MailFailure.SignInUnsupported => words["The mail server offers no way to sign in with a password."],
        MailFailure.ServerTooOld => words["The server does not speak IMAP4rev1 or newer."],
        MailFailure.TooManyConnections => words["The mail server allows no more connections for this account. Close another mail program, then try again."],
        MailFailure.ServerBusy => words["The mail server is busy. Try again in a moment."],
        MailFailure.AccountMoved => WithDetail(words["This account is on another server."], detail),
        MailFailure.SignedOut => words["You are signed out. Sign in again."],
        MailFailure.MailboxGone => words["This folder does not exist any more."],
        MailFailure.MailboxNameMissing => words["Type a name for the folder."],
        MailFailure.MailboxNameInvalid when detail.Length > 0 => words["A folder name cannot have “{0}” in it.", detail],
        MailFailure.MailboxNameInvalid => words["A folder name cannot have invisible characters in it."],
        MailFailure.MailboxNameTooLong => words["This name is too long for a folder."],
        MailFailure.MailboxExists => words["There is a folder of this name already."],
        MailFailure.MailboxInsideItself => words["A folder cannot be moved into itself."],
        MailFailure.MailboxNeeded => words["Mail programs rely on this folder: it stays as it is."],
        MailFailure.MailboxNotForTrash => WithDetail(words["The Trash cannot take this folder in."], detail),
        MailFailure.MailboxRecreated => words["This folder was created anew on the server. Open it again."],
        MailFailure.MessageGone => words["This message does not exist any more. It was deleted or moved elsewhere."],
        MailFailure.NotPermitted => words["The mail server does not allow this."],
        MailFailure.QuotaExceeded => words["The mail storage is full."],
        MailFailure.KeywordRefused => words["The folder takes no such label, or no more labels."],
        MailFailure.TooLarge => WithDetail(words["This is too large to show."], detail),
        MailFailure.AttachmentGone => words["“{0}” is not on the server any more. Attach it again.", detail],
        MailFailure.HostNotAllowed => words["The administrator does not allow this server."],
        MailFailure.ServerNotFound => words["No mail server was found for this address. Enter it under Server settings."],
        MailFailure.FactorUnreadable => words["What is kept of the second step was changed, so nobody is let in. Ask whoever runs this webmail."],
        _ => WithDetail(words["The mail server refused."], detail),
    };

    private static string WithDetail(string sentence, string detail) => detail.Length == 0 ? sentence : $"{sentence} ({detail})";
}
