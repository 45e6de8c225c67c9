namespace Webmail.Web.Hosting;

/// <summary>
/// Asks a server that runs beside it whether it lives ("Webmail.Web.dll --health"), for container engines: their images have no
/// other program that could.
/// </summary>
internal static class HealthProbe
{
    public const string Argument = "--health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>0 when the server that listens as the environment says is alive, else 1 and the reason on the error stream.</summary>
    public static async Task<int> RunAsync(IConfiguration environment)
    {
        var url = Url(environment);
        try
        {
            using var http = new HttpClient { Timeout = Patience };
            using var answer = await http.GetAsync(new Uri(url));
            if (answer.IsSuccessStatusCode)
                return 0;
            await Console.Error.WriteLineAsync($"{url} answered {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url} does not answer: {e.Message}");
        }

        return 1;
    }

    /// <summary>Where the server of this environment (ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS) tells about itself.</summary>
    public static string Url(IConfiguration environment)
    {
        var listens = (environment["ASPNETCORE_URLS"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat((environment["ASPNETCORE_HTTP_PORTS"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static port => $"http://*:{port}"))
            .Append("http://localhost:5000").Select(BindingAddress.Parse).First();
        // Names that stand for every address are none to connect to.
        var host = listens.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : listens.Host;
        return $"{listens.Scheme}://{host}:{listens.Port}/healthz/live";
    }
}
