using Webmail.Mail.Sending;
using Webmail.Web.Features.Composing.Http;

namespace Webmail.Web.Features.Composing;

/// <summary>What the host adds for writing: services and the addresses that the windows in the browser talk to.</summary>
internal static class ComposingFeature
{
    // Text of 10 MB, as JSON.
    private const long LargestDraft = 32 * 1024 * 1024;

    /// <summary>The services of the endpoints.</summary>
    public static IServiceCollection AddComposing(this IServiceCollection services) =>
        services.AddScoped<Quoting>().AddScoped<OutboxText>().AddSingleton<IFinishedDrafts, FinishedDrafts>()
            .AddHostedService(static provider => provider.GetRequiredService<Outbox>());

    /// <summary>The addresses, for our own pages and the account that is signed in.</summary>
    public static void MapComposing(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/compose/{account}")
            .AddEndpointFilter<PageOnly>().AddEndpointFilter<OwnAccount>().AddEndpointFilter<MailFailures>();
        group.MapGet("/start", BeginningEndpoint.HandleAsync);
        group.MapGet("/drafts/{id}", DraftEndpoints.ReadAsync);
        group.MapPut("/drafts/{id}", DraftEndpoints.WriteAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDraft));
        group.MapDelete("/drafts/{id}", DraftEndpoints.DiscardAsync);
        group.MapGet("/drafts/{id}/saved", DraftEndpoints.SavedAsync);
        group.MapPost("/drafts/{id}/send", SendingEndpoints.SendAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDraft));
        group.MapPost("/outbox/{id}/cancel", SendingEndpoints.CancelAsync);
    }
}
