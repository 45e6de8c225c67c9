using Webmail.Web.Features.Reading.RemoteImages;

namespace Webmail.Web.Features.Reading;

/// <summary>What the host adds for reading: services and endpoints.</summary>
internal static class ReadingFeature
{
    /// <summary>The services of the pane and its endpoints.</summary>
    public static IServiceCollection AddReading(this IServiceCollection services) =>
        services.AddSingleton<MessageCapabilities>().AddSingleton<BodyRenderer>().AddScoped<MessageOpener>()
            .AddSingleton<RemoteImageTokens>().AddSingleton<RemoteImageFetcher>().AddSingleton<RemoteImageAdvice>();

    /// <summary>The addresses under a capability. They answer for themselves: a missing session is a 404 too, not a sign-in page.</summary>
    public static void MapReading(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup($"/{MessageUrls.Prefix}/{{capability}}").AllowAnonymous();
        group.MapGet("/img/{section}", PartEndpoints.InlineImageAsync).RequireCapability();
        group.MapGet($"/img/{ImageLocation.Remote}/{{token}}", RemoteImageEndpoint.HandleAsync).RequireCapability();
        group.MapGet("/body/{section}", BodyEndpoint.HandleAsync).RequireCapabilityAndSession();
        group.MapGet("/part/{section}", PartEndpoints.AttachmentAsync).RequireCapabilityAndSession();
        group.MapGet("/pdf/{section}", PdfEndpoint.HandleAsync).RequireCapabilityAndSession();
        group.MapGet("/print", PrintEndpoint.HandleAsync).RequireCapabilityAndSession();
        group.MapGet("/source", MessageEndpoints.SourceAsync).RequireCapabilityAndSession();
        group.MapGet("/message.eml", MessageEndpoints.SaveAsync).RequireCapabilityAndSession();
        group.MapGet("/all.zip", MessageEndpoints.AllAttachmentsAsync).RequireCapabilityAndSession();
    }
}
