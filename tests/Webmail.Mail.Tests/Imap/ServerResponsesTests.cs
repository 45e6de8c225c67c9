using System.Text;
using Webmail.Mail.Imap;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

public sealed class ServerResponsesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void A_refusal_is_read_however_the_bytes_arrive_and_never_out_of_a_literal(int chunk)
    {
        var responses = new ServerResponses();
        var bytes = Encoding.UTF8.GetBytes(
            "* OK ready\r\nA00000001 NO [OVERQUOTA] Full.\r\n* 1 FETCH (BODY[] {24}\r\n* BYE [LIMIT] not this\r\n)\r\n* BYEBYE\r\n");

        for (var i = 0; i < bytes.Length; i += chunk)
            responses.LogServer(bytes, i, Math.Min(chunk, bytes.Length - i));

        Assert.Equal(new ServerRefusal("NO", "OVERQUOTA", "", "Full."), responses.LastRefusal);
    }
}
