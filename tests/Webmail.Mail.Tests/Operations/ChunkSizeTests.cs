using Webmail.Mail.Operations;
using Xunit;

namespace Webmail.Mail.Tests.Operations;

public sealed class ChunkSizeTests
{
    [Fact]
    public void Where_every_command_is_slow_whatever_it_is_about_a_large_job_is_still_done_in_few_of_them()
    {
        Assert.InRange(Parts(12_431, static _ => TimeSpan.FromSeconds(5)), 25, 50);
    }

    [Fact]
    public void A_quick_server_is_given_more_at_once()
    {
        Assert.InRange(Parts(12_431, static _ => TimeSpan.FromMilliseconds(100)), 2, 6);
    }

    [Fact]
    public void A_command_too_large_for_a_slow_server_is_followed_by_smaller_ones()
    {
        var longest = TimeSpan.Zero;
        Parts(12_431, count =>
        {
            var took = count * TimeSpan.FromMilliseconds(10);
            longest = took > longest ? took : longest;
            return took;
        });

        Assert.InRange(longest, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
    }

    private static int Parts(uint messages, Func<int, TimeSpan> took)
    {
        var (size, left, parts) = (ChunkSize.ForMessages, UidSet.OfRanges([(1u, messages)]), 0);
        while (left.Count > 0)
        {
            var next = size.Next(left);
            left = left.Except(next);
            size.Took(took(next.Count));
            parts++;
        }

        return parts;
    }
}
