using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>Every address the host answers to, as the host itself lists them: who may ask, and what a page elsewhere can make a browser do.</summary>
public sealed class EndpointGuardTests
{
    // Each for a reason: whoever signs in is a stranger, and so is whoever watches the server. Capabilities are proof by themselves,
    // and endpoints that give more than an image ask for the session all the same (CapabilityAccessTests).
    private static readonly string[] ForStrangers =
    [
        "/signin", "/signin/code", "/language", "/healthz/live", "/healthz/ready", "/error/{Code:int}", "/full", "/not-found", "/.well-known/security.txt",
        "/m/{capability}/img/{section}", "/m/{capability}/img/remote/{token}", "/m/{capability}/body/{section}", "/m/{capability}/part/{section}", "/m/{capability}/pdf/{section}", "/m/{capability}/print",
        "/m/{capability}/source", "/m/{capability}/message.eml", "/m/{capability}/all.zip",
    ];

    [Fact]
    public async Task AUTH_5_Only_what_is_named_is_for_strangers()
    {
        await using var host = await StartAsync();

        var open = Endpoints(host).Where(static e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsStatic(e))
            .Select(static e => Pattern(e)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(ForStrangers.Order(StringComparer.Ordinal), open);
    }

    [Fact]
    public async Task AUTH_5_A_stranger_gets_nothing_of_all_the_rest()
    {
        await using var host = await StartAsync();
        var answers = new List<string>();
        var asked = 0;
        foreach (var endpoint in Endpoints(host).Where(static e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            foreach (var method in Methods(endpoint))
            {
                using var answer = await host.SendAsync(new HttpMethod(method), PathOf(endpoint, host), headers: ("X-Webmail", "1"));
                asked++;
                var toSignIn = answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.OriginalString.StartsWith("/signin", StringComparison.Ordinal);
                if (!toSignIn && answer.StatusCode != HttpStatusCode.Unauthorized)
                    answers.Add($"{method} {Pattern(endpoint)}: {answer.StatusCode}");
            }
        }

        Assert.Empty(answers);
        Assert.True(asked > 30);
    }

    [Fact]
    public async Task CSRF_1_Whatever_changes_something_refuses_what_a_page_elsewhere_can_make_a_browser_send()
    {
        await using var host = await StartAsync();
        var cookie = await host.SignInAsync();
        var answers = new List<string>();
        var asked = 0;
        foreach (var endpoint in Endpoints(host))
        {
            foreach (var method in Methods(endpoint).Where(static m => m is not ("GET" or "HEAD")))
            {
                // A form that another site sends by itself, with the cookies a lax browser adds.
                using var form = new FormUrlEncodedContent([new("lang", "ja"), new("_handler", "sign-in")]);
                using var answer = await host.SendAsync(new HttpMethod(method), PathOf(endpoint, host), cookie, form,
                    ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"));
                asked++;
                // A body that is no JSON is refused before anybody asks who sent it; JSON cannot come from elsewhere without a consent.
                if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.UnsupportedMediaType) && !(IsHealth(endpoint) || IsStatic(endpoint)))
                    answers.Add($"{method} {Pattern(endpoint)}: {answer.StatusCode}");
            }
        }

        Assert.Empty(answers);
        Assert.True(asked > 20);
    }

    [Fact]
    public async Task CSRF_3_Looking_at_every_address_changes_nothing()
    {
        await using var host = await StartAsync();
        var cookie = await host.SignInAsync();
        foreach (var endpoint in Endpoints(host).Where(static e => Methods(e).Contains("GET") && !IsStatic(e)))
        {
            using var answer = await host.SendAsync(HttpMethod.Get, PathOf(endpoint, host), cookie, null,
                ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"));
            // A session that ended, or a cookie set for whoever asked, would be a change. The token of a form is none.
            Assert.DoesNotContain(
                answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [],
                static set => !set.StartsWith("webmail-form=", StringComparison.Ordinal));
        }

        Assert.Single(await host.Sessions.ListAsync(host.Account.Id, TestContext.Current.CancellationToken));
    }

    private static Task<WholeHost> StartAsync() => WholeHost.StartAsync(("Webmail:SecurityContact", "security@lumen.example"));

    private static IEnumerable<RouteEndpoint> Endpoints(WholeHost host) => host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(static e => e.RequestDelegate is not null);

    private static IReadOnlyList<string> Methods(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET", "POST", "PUT", "DELETE"];

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static bool IsHealth(RouteEndpoint endpoint) => Pattern(endpoint).StartsWith("/healthz/", StringComparison.Ordinal);

    private static bool IsStatic(RouteEndpoint endpoint) => endpoint.Metadata.Any(static m => m.GetType().Name == "StaticAssetDescriptor")
        || endpoint.DisplayName?.Contains("blazor.web", StringComparison.Ordinal) == true || Pattern(endpoint).StartsWith("/_framework/", StringComparison.Ordinal);

    private static string PathOf(RouteEndpoint endpoint, WholeHost host) => Regex.Replace(
        Pattern(endpoint).Replace("{account}", host.Account.Id.Value, StringComparison.Ordinal), "\\{[^}]+\\}",
        static part => part.Value.Contains(":int", StringComparison.Ordinal) ? "404" : "aaaaaaaaaaaaaaaaaaaaaaaa");
}
