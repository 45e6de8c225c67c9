using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class FirstKeyTests
{
    [Fact]
    public async Task Nodes_that_start_together_for_the_first_time_make_one_key()
    {
        var shared = Directory.CreateTempSubdirectory("webmail-nodes-");
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            WholeHost.StartAsync(("Webmail:DataDirectory", shared.FullName)))));

        Assert.Single(shared.GetFiles("keys/key-*.xml"));

        foreach (var node in nodes)
            await node.DisposeAsync();
        shared.Delete(recursive: true);
    }
}
