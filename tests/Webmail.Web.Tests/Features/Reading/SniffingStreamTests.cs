using Webmail.Web.Features.Reading;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class SniffingStreamTests : IDisposable
{
    private readonly MemoryStream _destination = new();

    public void Dispose() => _destination.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(1000)]
    public async Task Everything_arrives_once_and_in_order_however_it_is_cut(int slice)
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        var asked = 0;
        await using var stream = new SniffingStream(_destination, head =>
        {
            asked++;
            Assert.Equal(bytes[..PreviewType.HeadLength], head.ToArray());
            Assert.Equal(0, _destination.Length);
            return true;
        });

        for (var i = 0; i < bytes.Length; i += slice)
            await stream.WriteAsync(bytes.AsMemory(i, Math.Min(slice, bytes.Length - i)));
        await stream.CompleteAsync(CancellationToken.None);

        Assert.Equal(bytes, _destination.ToArray());
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_part_shorter_than_the_head_passes_at_its_end()
    {
        await using var stream = new SniffingStream(_destination, _ => true);

        await stream.WriteAsync("abc"u8.ToArray());
        Assert.Equal(0, _destination.Length);
        await stream.CompleteAsync(CancellationToken.None);

        Assert.Equal("abc"u8.ToArray(), _destination.ToArray());
    }

    [Fact]
    public async Task Nothing_of_a_refused_part_passes()
    {
        await using var stream = new SniffingStream(_destination, _ => false);

        await Assert.ThrowsAsync<PartRefusedException>(async () => await stream.WriteAsync(new byte[100]));

        Assert.Equal(0, _destination.Length);
    }

    [Fact]
    public async Task A_part_over_the_limit_is_stopped()
    {
        await using var stream = new SniffingStream(_destination, _ => true, limit: 150);
        await stream.WriteAsync(new byte[100]);

        await Assert.ThrowsAsync<PartRefusedException>(async () => await stream.WriteAsync(new byte[100]));

        Assert.Equal(100, _destination.Length);
    }
}
