using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Webmail.Benchmarks.Load;

/// <summary>
/// The circuit of a page without the page: starts it the way blazor.web.js does, acknowledges what is rendered and answers what
/// the server asks of scripts.
/// </summary>
internal sealed class Circuit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HubConnection _connection;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _list = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Expectation? _expected;
    private long _objects;
    private long _calls;

    private Circuit(HubConnection connection)
    {
        _connection = connection;
        connection.On<long, byte[]>("JS.RenderBatch", OnRenderBatchAsync);
        connection.On<long, string, string?, int, long, int>("JS.BeginInvokeJS", OnInvokeAsync);
        connection.On<string, bool, string?>("JS.EndInvokeDotNet", static (_, _, _) => { });
        connection.On<int, string>("JS.AttachComponent", static (_, _) => { });
        connection.On<int>("JS.EndUpdateRootComponents", _ => _started.TrySetResult());
        connection.On<string>("JS.Error", error => Fail(new InvalidOperationException($"The circuit failed: {error}")));
        connection.Closed += error =>
        {
            Fail(error ?? new InvalidOperationException("The server closed the circuit."));
            return Task.CompletedTask;
        };
    }

    /// <summary>What ended it, when it was not us.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>What was rendered when what it was started for had first arrived.</summary>
    public IReadOnlyList<string> Rendered { get; private set; } = [];

    /// <summary>
    /// Connects and makes the components of <paramref name="html"/> live; done when the list is attached and
    /// <paramref name="awaited"/>, unless it is null, held for something rendered.
    /// </summary>
    public static async Task<Circuit> StartAsync(
        Uri server, Uri page, string html, HttpMessageInvoker http, string address, Func<string, bool>? awaited, CancellationToken token)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, "_blazor"), HttpTransportType.WebSockets, options =>
        {
            options.Headers["X-Forwarded-For"] = address;
            options.HttpMessageHandlerFactory = _ => new Shared(http);
            options.WebSocketFactory = (context, cancelled) => ConnectAsync(context.Uri, http, address, cancelled);
        });
        builder.Services.AddSingleton<IHubProtocol, BlazorPackProtocol>();
        var circuit = new Circuit(builder.Build());
        try
        {
            await circuit._connection.StartAsync(token);
            await circuit._connection.InvokeAsync<string?>("StartCircuit", server.AbsoluteUri, page.AbsoluteUri, "[]", "", token);
            var operations = PageHtml.Components(html).Select(static (json, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{json}}}""");
            var update = $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}""";
            Task UpdateAsync() => circuit._connection.SendAsync("UpdateRootComponents", update, PageHtml.State(html), token);
            if (awaited is null)
                await UpdateAsync();
            else
                circuit.Rendered = await circuit.ExpectAsync(awaited, UpdateAsync, token);
            await circuit._started.Task.WaitAsync(Patience, token);
            await circuit._list.Task.WaitAsync(Patience, token);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes to an address, as a click on a link does; what was rendered when <paramref name="arrived"/> first held.</summary>
    public Task<IReadOnlyList<string>> NavigateAsync(Uri address, Func<string, bool> arrived, CancellationToken token) =>
        ExpectAsync(arrived, () => _connection.SendAsync("OnLocationChanged", address.AbsoluteUri, null, true, token), token);

    /// <summary>Asks the list for rows, as its script does; what was rendered when <paramref name="arrived"/> first held.</summary>
    public async Task<IReadOnlyList<string>> ShowRowsAsync(int first, int count, Func<string, bool> arrived, CancellationToken token)
    {
        var list = await _list.Task;
        var call = Interlocked.Increment(ref _calls).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await ExpectAsync(
            arrived, () => _connection.SendAsync("BeginInvokeDotNetFromJS", call, null, "ShowAsync", list, $"[{first},{count}]", token), token);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async ValueTask<WebSocket> ConnectAsync(Uri address, HttpMessageInvoker http, string from, CancellationToken token)
    {
        var socket = new ClientWebSocket();
        // Browsers offer compression, and what it costs the server counts.
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        socket.Options.SetRequestHeader("X-Forwarded-For", from);
        await socket.ConnectAsync(address, http, token);
        return socket;
    }

    private async Task<IReadOnlyList<string>> ExpectAsync(Func<string, bool> arrived, Func<Task> ask, CancellationToken token)
    {
        var expected = new Expectation(arrived);
        lock (_gate)
        {
            if (Failure is not null)
                throw Failure;
            _expected = expected;
        }

        await ask();
        return await expected.Strings.Task.WaitAsync(Patience, token);
    }

    private async Task OnRenderBatchAsync(long id, byte[] batch)
    {
        var strings = RenderBatch.Strings(batch);
        lock (_gate)
        {
            if (_expected is { } expected && strings.Any(expected.Arrived))
            {
                _expected = null;
                expected.Strings.TrySetResult(strings);
            }
        }

        await _connection.SendAsync("OnRenderCompleted", id, null);
    }

    // Modules and the objects in them are handed out as numbers; whatever else is asked is answered with nothing.
    private async Task OnInvokeAsync(long call, string function, string? arguments, int resultType, long target, int callType)
    {
        if (function == "attach" && arguments is not null && ObjectIn(arguments) is { } list)
            _list.TrySetResult(list);
        if (call == 0)
            return;
        var result = resultType == 1 ? $$"""{"__jsObjectId":{{Interlocked.Increment(ref _objects)}}}""" : "null";
        await _connection.SendAsync("EndInvokeJSFromDotNet", call, true, $"[{call},true,{result}]");
    }

    private static long? ObjectIn(string arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        foreach (var argument in json.RootElement.EnumerateArray())
        {
            if (argument.ValueKind == JsonValueKind.Object && argument.TryGetProperty("__dotNetObject", out var id))
                return id.GetInt64();
        }

        return null;
    }

    private void Fail(Exception reason)
    {
        lock (_gate)
        {
            Failure ??= reason;
            _expected?.Strings.TrySetException(reason);
            _expected = null;
        }

        _started.TrySetException(reason);
        _list.TrySetException(reason);
    }

    private sealed record Expectation(Func<string, bool> Arrived)
    {
        public TaskCompletionSource<IReadOnlyList<string>> Strings { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // The connection disposes of what it is given, and the page goes on using it.
    private sealed class Shared(HttpMessageInvoker http) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            http.SendAsync(request, cancellationToken);
    }
}
