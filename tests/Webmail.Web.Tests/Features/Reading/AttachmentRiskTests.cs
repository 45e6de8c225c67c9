using Webmail.Mail.Messages;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class AttachmentRiskTests
{
    [Theory]
    [InlineData("setup.exe")]
    [InlineData("saver.SCR")]
    [InlineData("a.js")]
    [InlineData("a.vbs")]
    [InlineData("a.lnk")]
    [InlineData("a.hta")]
    [InlineData("a.bat")]
    [InlineData("a.cmd")]
    [InlineData("a.ps1")]
    [InlineData("a.jar")]
    [InlineData("a.msi")]
    [InlineData("a.url")]
    [InlineData("a.exe ")]
    public void A_program_is_named_as_one(string name) => Assert.Equal([AttachmentRisk.Program], Of(name));

    [Theory]
    [InlineData("a.docm", AttachmentRisk.Macros)]
    [InlineData("a.XLSM", AttachmentRisk.Macros)]
    [InlineData("a.html", AttachmentRisk.Page)]
    [InlineData("a.svg", AttachmentRisk.Page)]
    [InlineData("a.shtml", AttachmentRisk.Page)]
    [InlineData("a.iso", AttachmentRisk.Image)]
    [InlineData("a.vhdx", AttachmentRisk.Image)]
    public void What_can_carry_programs_is_named_by_its_kind(string name, object risk) => Assert.Equal([(AttachmentRisk)risk], Of(name));

    [Theory]
    [InlineData("file", "application/x-msdownload", AttachmentRisk.Program)]
    [InlineData("file.dat", "text/html", AttachmentRisk.Page)]
    [InlineData("file", "image/svg+xml", AttachmentRisk.Page)]
    [InlineData("file", "application/vnd.ms-excel.sheet.macroenabled.12", AttachmentRisk.Macros)]
    public void The_type_counts_where_the_name_says_nothing(string name, string type, object risk) => Assert.Equal([(AttachmentRisk)risk], Of(name, type));

    [Theory]
    [InlineData("invoice.pdf.exe", AttachmentRisk.Program)]
    [InlineData("invoice.pdf .js", AttachmentRisk.Program)]
    [InlineData("photo.jpg.html", AttachmentRisk.Page)]
    [InlineData("table.xlsx.xlsm", AttachmentRisk.Macros)]
    [InlineData("見積.docx.lnk", AttachmentRisk.Program)]
    public void A_second_extension_that_pretends_is_named(string name, object risk) =>
        Assert.Equal([(AttachmentRisk)risk, AttachmentRisk.TwoExtensions], Of(name));

    [Fact]
    public void A_name_that_was_turned_around_is_named() => Assert.Equal(
        [AttachmentRisk.Program, AttachmentRisk.DisguisedName], AttachmentRisks.Of(Part("invoicefdp.exe", "application/octet-stream") with { HasDeceptiveName = true }));

    [Theory]
    [InlineData("photo.pdf", "image/jpeg")]
    [InlineData("plan.docx", "image/png")]
    [InlineData("table.zip", "application/pdf")]
    [InlineData("song.jpg", "text/plain")]
    public void A_name_and_a_type_of_different_kinds_are_named(string name, string type) => Assert.Equal([AttachmentRisk.OtherType], Of(name, type));

    [Fact]
    public void A_program_that_claims_to_be_a_picture_is_named_twice() =>
        Assert.Equal([AttachmentRisk.Program, AttachmentRisk.OtherType], Of("photo.exe", "image/jpeg"));

    [Theory]
    [InlineData("plan.pdf", "application/pdf")]
    [InlineData("plan.pdf", "application/octet-stream")]
    [InlineData("photo.jpg", "image/png")]
    [InlineData("photo.jpeg", "image/pjpeg")]
    [InlineData("table.csv", "text/plain")]
    [InlineData("table.csv", "application/vnd.ms-excel")]
    [InlineData("notes.md", "text/plain")]
    [InlineData("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("letter.rtf", "text/rtf")]
    [InlineData("archive.tar.gz", "application/gzip")]
    [InlineData("archive.zip", "application/x-zip-compressed")]
    [InlineData("movie.mp4", "video/mp4")]
    [InlineData("memo.m4a", "audio/mp4")]
    [InlineData("memo.mp4", "audio/mp4")]
    [InlineData("invite.ics", "text/calendar")]
    [InlineData("card.vcf", "text/x-vcard")]
    [InlineData("v1.2.pdf", "application/pdf")]
    [InlineData("README", "text/plain")]
    [InlineData("Re: plan.eml", "message/rfc822")]
    [InlineData("winmail.dat", "application/ms-tnef")]
    [InlineData("見積書_改訂版.xlsx", "application/octet-stream")]
    public void Everyday_files_are_not_warned_of(string name, string type) => Assert.Empty(Of(name, type));

    private static IReadOnlyList<AttachmentRisk> Of(string name, string type = "application/octet-stream") => AttachmentRisks.Of(Part(name, type));

    private static Attachment Part(string name, string type) => new("2", name, type, 1_000, "base64", "", IsMessage: false);
}
