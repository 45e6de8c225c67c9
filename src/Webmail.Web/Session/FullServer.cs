using System.Globalization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>
/// When the server has all the pages it may have: whoever asks for another gets <see cref="FullPage"/> and a time to come back.
/// Pages that are open go on, reconnect and wake up. Strangers are let in as far as the sign-in page, which has no circuit.
/// </summary>
internal sealed class FullServer(
    RequestDelegate next, EndpointDataSource endpoints, LivePages pages, IOptions<ServerLimits> limits, ILogger<FullServer> logger)
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    public Task InvokeAsync(HttpContext context)
    {
        if (pages.Count < limits.Value.Pages || context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null
            || !context.AcceptsInteractiveRouting())
        {
            return next(context);
        }

        SessionLog.ServerFull(logger, limits.Value.Pages);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = ComeBack.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        // Shown at the address that was asked for: loading it anew tries again. What the address says is not for this page.
        context.Request.RouteValues = [];
        context.SetEndpoint(endpoints.Endpoints.Single(static e => e.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(FullPage)));
        return next(context);
    }
}

/// <summary>The same for a page that was loaded while there was still room: its circuit is not started.</summary>
internal sealed class FullServerHub(LivePages pages, IOptions<ServerLimits> limits) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        // A page that wakes up after its circuit was let go asks for a new one too.
        if (invocationContext.HubMethodName is not ("StartCircuit" or "ResumeCircuit") || pages.Count < limits.Value.Pages)
            return await next(invocationContext);
        // The page loads itself anew, and learns the reason.
        await invocationContext.Hub.Clients.Caller.SendAsync("JS.Error", "The server is full.");
        return null;
    }
}
