using Webmail.Mail.Snapshots;
using Xunit;

namespace Webmail.Mail.Tests.Snapshots;

public sealed class TargetNamesTests
{
    [Theory]
    [InlineData("INBOX", "/", "", "Copy", '/', "Copy/INBOX")]
    [InlineData("INBOX.Sent", ".", "INBOX.", "Copy", '/', "Copy/Sent")]
    [InlineData("INBOX", ".", "INBOX.", "", '/', "INBOX")]
    [InlineData("A/v1.2", "/", "", "Old/Mail", '.', "Old.Mail.A.v1_2")]
    [InlineData("50% * off", "/", "", "", '/', "50_ _ off")]
    [InlineData("a\u0007b", "/", "", "Copy", '/', "Copy/a_b")]
    public void Levels_are_kept_and_what_is_forbidden_is_replaced(
        string name, string delimiter, string prefix, string folder, char targetDelimiter, string expected)
    {
        var planned = Assert.Single(TargetNames.Plan([Box(name, delimiter[0])], null, prefix, folder, targetDelimiter));

        Assert.Equal(expected, string.Join(targetDelimiter, planned.Target));
        Assert.Equal(expected.Contains('_', StringComparison.Ordinal), planned.Renamed);
    }

    [Fact]
    public void Two_names_that_become_the_same_stay_apart()
    {
        var planned = TargetNames.Plan([Box("a.b", '/'), Box("a_b", '/'), Box("A_B", '/')], null, "", "Copy", '.');

        Assert.Equal(["Copy.a_b", "Copy.a_b (2)", "Copy.A_B (3)"], planned.Select(static mailbox => string.Join('.', mailbox.Target)));
    }

    [Fact]
    public void A_folder_that_is_copied_alone_leaves_its_parents_behind()
    {
        var above = Box("Work/2025", '/');

        var planned = TargetNames.Plan([above, Box("Work/2025/May", '/')], above, "", "Copy", '/');

        Assert.Equal(["Copy/2025", "Copy/2025/May"], planned.Select(static mailbox => string.Join('/', mailbox.Target)));
    }

    [Theory]
    [InlineData("Sent", "Sent")]
    [InlineData("R&D", "R&-D")]
    [InlineData("台北", "&U,BTFw-")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("\U0001F4E7", "&2D3c5w-")]
    public void Names_travel_in_modified_utf7(string name, string encoded) => Assert.Equal(encoded, ModifiedUtf7.Encode(name));

    [Theory]
    [InlineData("a/b: 会議!", "a_b_ 会議_")]
    [InlineData("  ", "_")]
    public void A_plain_name_has_letters_digits_and_little_else(string name, string plain) => Assert.Equal(plain, TargetNames.Plain(name));

    private static Mailbox Box(string name, char delimiter) =>
        new() { Name = new MailboxName(name), DisplayName = name, Delimiter = delimiter };
}
