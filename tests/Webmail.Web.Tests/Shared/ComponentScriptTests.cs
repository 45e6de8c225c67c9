using Bunit;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Shared;

public sealed class ComponentScriptTests : BunitContext
{
    private const string Path = "./some.razor.js";

    [Fact]
    public async Task The_module_is_told_of_the_component_and_can_be_called()
    {
        var module = JSInterop.SetupModule(Path);
        module.SetupVoid("serve", _ => true).SetVoidResult();
        module.SetupVoid("focusRow", "Clients").SetVoidResult();
        await using var script = new ComponentScript<ComponentScriptTests>(JSInterop.JSRuntime, Path);

        await script.ServeAsync(this, static self => [self, "mail/a/"]);
        await script.CallAsync("focusRow", "Clients");

        Assert.Equal("mail/a/", module.VerifyInvoke("serve").Arguments[1]);
        module.VerifyInvoke("focusRow");
    }

    [Fact]
    public async Task Once_the_component_is_gone_whoever_still_works_for_it_hears_so_and_calls_reach_nobody()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var script = new ComponentScript<ComponentScriptTests>(JSInterop.JSRuntime, Path);
        await script.ServeAsync(this, static self => [self]);
        await script.DisposeAsync();

        await script.CallAsync("focusRow", "Clients");
        await script.ServeAsync(this, static self => [self]);

        Assert.True(script.Gone.IsCancellationRequested);
    }
}
