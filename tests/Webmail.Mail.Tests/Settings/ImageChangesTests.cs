using Webmail.Mail.Settings;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

public sealed class ImageChangesTests
{
    [Fact]
    public void A_sender_is_kept_once_and_removed_whatever_its_letters()
    {
        var chosen = AccountSettings.Default.AlwaysShowImagesFrom("News@Shop.example").AlwaysShowImagesFrom("a@b.example");

        Assert.Same(chosen, chosen.AlwaysShowImagesFrom("news@shop.example"));
        Assert.True(chosen.ShowsImagesFrom("NEWS@shop.example"));
        Assert.Same(chosen, chosen.AskForImagesFrom("other@b.example"));
        Assert.Equal(["a@b.example"], chosen.AskForImagesFrom("news@SHOP.example").ImagesFrom);
        Assert.True(chosen.AskForImagesFrom("news@SHOP.example").AskForImagesFrom("a@b.example").ImagesFrom.IsDefault);
    }

    [Fact]
    public void Of_very_many_senders_the_oldest_go()
    {
        var chosen = Enumerable.Range(0, 305).Aggregate(AccountSettings.Default, static (settings, i) => settings.AlwaysShowImagesFrom($"{i}@b.example"));

        Assert.Equal(300, chosen.ImagesFrom.Length);
        Assert.False(chosen.ShowsImagesFrom("4@b.example"));
        Assert.True(chosen.ShowsImagesFrom("5@b.example"));
    }

    [Fact]
    public void Choices_survive_being_written_and_what_is_damaged_is_not_read()
    {
        var chosen = AccountSettings.Default.AlwaysShowImagesFrom("a@b.example").ShowImages(RemoteImageChoice.FromContacts).CleanLinks(true);

        Assert.True(SettingsDocument.TryRead(SettingsDocument.Write(chosen), out var read));
        Assert.Equal((true, RemoteImageChoice.FromContacts, true), (read.ShowsImagesFrom("a@b.example"), read.RemoteImages, read.WithoutLinkTracking));
        Assert.Same(chosen, chosen.ShowImages(RemoteImageChoice.FromContacts).CleanLinks(true));
        Assert.False(SettingsDocument.TryRead("""{"imagesFrom":[null]}""", out _));
    }
}
