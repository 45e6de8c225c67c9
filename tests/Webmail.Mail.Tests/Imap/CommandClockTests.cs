using System.Text;
using Webmail.Mail.Imap;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

public sealed class CommandClockTests
{
    private readonly CommandClock _clock = new();

    [Theory]
    [InlineData("NOOP\r\n", "NOOP")]
    [InlineData("uid fetch 1:* (FLAGS)\r\n", "UID FETCH")]
    [InlineData("LOGIN \"user\" \"secret\"\r\n", "LOGIN")]
    [InlineData("SELECT \"Tax office\"\r\n", "SELECT")]
    [InlineData("UID\r\n", "_OTHER")]
    [InlineData("X-SECRET-COMMAND-OF-A-SERVER arguments\r\n", "_OTHER")]
    [InlineData("\u00fc\r\n", "_OTHER")]
    [InlineData("", "_OTHER")]
    public void Only_verbs_of_the_protocol_are_labels(string command, string verb) =>
        Assert.Equal(verb, CommandClock.VerbOf(Encoding.UTF8.GetBytes(command)));

    [Fact]
    public void A_command_is_measured_when_its_own_tag_comes_back()
    {
        using var measured = new Measurements(MailTelemetry.Name);

        Send("A1 UID FETCH 1 (BODY[])\r\n");
        Receive("* 1 FETCH (UID 1 BODY[] {5}\r\n");
        Receive("A OK\r\n");
        Assert.Empty(measured.All);
        Receive("A1 OK done\r\n");
        Send("A2 SELECT \"Tax office\"\r\n");
        Receive("A2 NO [NONEXISTENT] Tax office\r\n");

        Assert.Equal(["webmail.imap.command.duration UID FETCH", "webmail.imap.command.duration SELECT NO"], measured.All);
    }

    [Fact]
    public void What_follows_a_command_is_no_command_and_idling_is_not_measured()
    {
        using var measured = new Measurements(MailTelemetry.Name);

        Send("A1 APPEND INBOX {12}\r\n");
        Receive("+ go\r\n");
        Send("NOOP DELETE x");
        Receive("A1 OK\r\n");
        Send("A2 IDLE\r\n");
        Receive("+ idling\r\n");
        Send("DONE\r\n");
        Receive("A2 OK\r\n");

        Assert.Equal(["webmail.imap.command.duration APPEND"], measured.All);
    }

    private void Send(string text) => _clock.Sent(Encoding.UTF8.GetBytes(text));

    private void Receive(string line) => _clock.Received(Encoding.UTF8.GetBytes(line));
}
