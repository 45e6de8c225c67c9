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
        DraftService drafts, ReplyBuilder replies, Quoting quoting, CancellationToken token)
    {
        if (uid == 0 || mailbox.Length == 0)
            return Results.BadRequest();
        var message = new MessageKey(new MailboxName(mailbox), validity, new Uid(uid));
        if (kind == "edit")
            return await drafts.OpenAsync(current.Id, message, token) is { } draft ? DraftEndpoints.Json(draft) : Results.NotFound();
        ReplyKind? wanted = kind switch
        {
            "reply" => ReplyKind.Reply,
            "replyall" => ReplyKind.ReplyAll,
            "forward" => ReplyKind.Forward,
            _ => null,
        };
        return wanted is { } how
            ? DraftEndpoints.Json(await replies.BuildAsync(current.Account, message, how, quoting, token))
            : Results.BadRequest();
    }
}
