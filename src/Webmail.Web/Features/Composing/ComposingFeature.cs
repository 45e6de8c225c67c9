using Microsoft.AspNetCore.Http.HttpResults;
using Webmail.Mail.Sending;
using Webmail.Web.Features.Composing.Http;

namespace Webmail.Web.Features.Composing;

/// <summary>What the host adds for writing: services and the addresses that the windows in the browser talk to.</summary>
internal static class ComposingFeature
{
    // Text of 10 MB, as JSON.
    private const long LargestPiece = 16 * 1024 * 1024;
    private const long LargestDraft = 32 * 1024 * 1024;

    /// <summary>The services of the endpoints.</summary>
    public static IServiceCollection AddComposing(this IServiceCollection services) =>
        services.AddScoped<Quoting>().AddScoped<OutboxText>().AddScoped<Enclosures>().AddSingleton<IFinishedDrafts, FinishedDrafts>()
            .AddHostedService(static provider => provider.GetRequiredService<Outbox>());

    /// <summary>The addresses, for our own pages and the account that is signed in.</summary>
    public static void MapComposing(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/compose/{account}")
            .AddEndpointFilter<PageOnly>().AddEndpointFilter<OwnAccount>().AddEndpointFilter<MailFailures>();
        group.MapGet("/window", static () => new RazorComponentResult<ComposerWindow>());
        group.MapGet("/identities", IdentityEndpoint.HandleAsync);
        group.MapGet("/templates", TemplateEndpoints.ListAsync);
        group.MapPut("/templates/{id}", TemplateEndpoints.SaveAsync);
        group.MapDelete("/templates/{id}", TemplateEndpoints.RemoveAsync);
        group.MapGet("/start", BeginningEndpoint.HandleAsync);
        group.MapGet("/people", PeopleEndpoints.Find);
        group.MapPost("/people/hide", PeopleEndpoints.HideAsync);
        group.MapGet("/drafts/{id}", DraftEndpoints.ReadAsync);
        group.MapPut("/drafts/{id}", DraftEndpoints.WriteAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDraft));
        group.MapDelete("/drafts/{id}", DraftEndpoints.DiscardAsync);
        group.MapGet("/drafts/{id}/saved", DraftEndpoints.SavedAsync);
        group.MapGet("/limits", AttachmentEndpoints.LimitsAsync);
        group.MapGet("/drafts/{id}/attachments", AttachmentEndpoints.ListAsync);
        group.MapPut("/drafts/{id}/attachments/{attachment}", AttachmentEndpoints.CreateAsync);
        group.MapMethods("/drafts/{id}/attachments/{attachment}", [HttpMethods.Head], AttachmentEndpoints.Head);
        group.MapPatch("/drafts/{id}/attachments/{attachment}", AttachmentEndpoints.AppendAsync)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestPiece));
        group.MapDelete("/drafts/{id}/attachments/{attachment}", AttachmentEndpoints.Remove);
        // An <img> cannot say that it is ours.
        endpoints.MapGet("/api/compose/{account}/drafts/{id}/attachments/{attachment}/picture", AttachmentEndpoints.ShowAsync)
            .AddEndpointFilter<OwnAccount>().AddEndpointFilter<MailFailures>();
        group.MapPost("/signatures/pictures", SignatureEndpoints.AddAsync);
        endpoints.MapGet("/api/compose/{account}/signatures/pictures/{cid}", SignatureEndpoints.ShowAsync)
            .AddEndpointFilter<OwnAccount>().AddEndpointFilter<MailFailures>();
        group.MapPost("/drafts/{id}/send", SendingEndpoints.SendAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDraft));
        group.MapPost("/outbox/{id}/cancel", SendingEndpoints.CancelAsync);
    }
}
