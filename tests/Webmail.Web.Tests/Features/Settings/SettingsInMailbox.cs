using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Webmail.Mail.Accounts;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Settings;

/// <summary>A page of settings as the product wires it, with the settings in a real mailbox.</summary>
public abstract class SettingsInMailbox : BunitContext, IClassFixture<DovecotServer>
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webmail-settings-");

    protected SettingsInMailbox(DovecotServer server)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        User = server.NewUser();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLogging().AddLocalization().AddOptions().AddMudServices();
        Services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = _data.FullName,
            ["Webmail:AllowPrivateServers"] = "true",
        }).Build());
        Services.AddSingleton<INodeChannel, NodeChannelInMemory>();
        var current = new CurrentAccount();
        current.Set(User.Account, "session");
        Services.AddSingleton(current);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(User.Account, User.Credentials);
    }

    /// <summary>Who is signed in.</summary>
    protected TestUser User { get; }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _data.Delete(recursive: true);
    }
}
