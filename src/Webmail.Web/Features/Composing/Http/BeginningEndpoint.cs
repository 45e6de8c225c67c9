using Microsoft.AspNetCore.Mvc;
using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>What a reply, a forwarded message or a draft begins with.</summary>
internal static class BeginningEndpoint
{
    /// <summary>The draft to write on; 404 when the message is gone, or is no draft that can be written on here without loss.</summary>
    public static async Task<IResult> HandleAsync(
        [FromQuery] string kind, [FromQuery] string mailbox, [FromQuery] uint validity, [FromQuery] uint uid, CurrentAccount current,
        DraftSaver drafts, ReplyBuilder replies, Quoting quoting, CancellationToken token)
    {
        if (uid == 0 || mailbox.Length == 0)
            return Results.BadRequest();
        var message = new MessageKey(new MailboxName(mailbox), validity, new Uid(uid));
        if (kind == "edit")
            return await drafts.OpenAsync(current.Id, message, token) is { } draft ? DraftEndpoints.Json(draft) : Results.NotFound();
        if (kind == "again")
            return DraftEndpoints.Json(await replies.AgainAsync(current.Account, message, quoting, token));
        if (kind is "enclose" or "redirect")
        {
            var whole = kind == "redirect" ? DraftKind.Redirect : DraftKind.Forward;
            return DraftEndpoints.Json(await replies.EncloseAsync(current.Account, message, whole, token));
        }

        ReplyKind? wanted = kind switch
        {
            "reply" => ReplyKind.Reply,
            "replyall" => ReplyKind.ReplyAll,
            "replylist" => ReplyKind.ReplyList,
            "forward" => ReplyKind.Forward,
            _ => null,
        };
        return wanted is { } how
            ? DraftEndpoints.Json(await replies.BuildAsync(current.Account, message, how, quoting, token))
            : Results.BadRequest();
    }
}
