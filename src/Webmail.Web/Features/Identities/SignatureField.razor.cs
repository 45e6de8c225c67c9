using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Webmail.Mail.Composing.Identities;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Identities;

/// <summary>Where the signature of an identity is written.</summary>
public sealed partial class SignatureField : IAsyncDisposable
{
    private const string ScriptPath = "./Features/Identities/SignatureField.razor.js";

    /// <summary>Where the script puts the name of the file that is meant.</summary>
    private const string NamePlace = "{0}";

    private ElementReference _place;
    private ComponentScript<SignatureField>? _script;

    /// <summary>The text.</summary>
    [Parameter, EditorRequired] public string Text { get; set; } = "";

    /// <summary>The text was changed while it is plain.</summary>
    [Parameter] public EventCallback<string> TextChanged { get; set; }

    /// <summary>The same with its looks; empty when it is plain.</summary>
    [Parameter, EditorRequired] public string Html { get; set; } = "";

    /// <summary>What is wrong with it, in words; empty for nothing.</summary>
    [Parameter] public string Problem { get; set; } = "";

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private string ScriptWords => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["tooLarge"] = L["“{0}” is too large: a picture in a signature may have {1}.", NamePlace, ByteSize.Text(SignaturePicture.MaxBytes)],
        ["noPicture"] = L["“{0}” is no picture that every mail program shows. Choose a PNG, JPEG, GIF or WebP file."],
        ["away"] = L["The picture did not reach the server. Try again."],
    });

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await (_script ??= new(Browser, ScriptPath)).ServeAsync(this, _ => [_place, Html]);
    }

    /// <summary>What the editor says; <see langword="null"/> when it is not there.</summary>
    internal async Task<WrittenSignature?> ReadAsync() => _script is null ? null : await _script.AskAsync<WrittenSignature>("read");

    public async ValueTask DisposeAsync()
    {
        if (_script is null)
            return;
        await _script.CallAsync("end");
        await _script.DisposeAsync();
    }
}
