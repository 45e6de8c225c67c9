using System.Collections.Frozen;
using Webmail.Mail.Messages;

namespace Webmail.Web.Features.Reading;

/// <summary>Why somebody should think twice before opening an attachment.</summary>
internal enum AttachmentRisk
{
    /// <summary>A program, a script, or what starts one.</summary>
    Program,

    /// <summary>A document that can carry macros.</summary>
    Macros,

    /// <summary>A page: it opens in the browser, from the disk, with scripts.</summary>
    Page,

    /// <summary>A disk or an installer image: what is in it comes without the mark that it is from elsewhere.</summary>
    Image,

    /// <summary>A familiar extension stands before the real one.</summary>
    TwoExtensions,

    /// <summary>Characters that turn a name around were in it.</summary>
    DisguisedName,

    /// <summary>Type and extension are of different kinds.</summary>
    OtherType,
}

/// <summary>Judges attachments by what is known before anybody downloads them: name and claimed type.</summary>
internal static class AttachmentRisks
{
    private static readonly FrozenDictionary<string, AttachmentRisk> ByExtension = new (AttachmentRisk Risk, string Extensions)[]
    {
        (AttachmentRisk.Program, """
            ade adp app appimage appinstaller appref-ms appx appxbundle apk bas bash bat chm class cmd com command cpl csh deb dll dmg
            exe ex_ gadget hlp hta inf ins iqy isp jar jnlp job js jse jsp ksh lnk mad maf mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw
            mdz msc msh msh1 msh2 msi msix msixbundle msp mst ops osd pcd pif pkg pl plg prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 psd1
            psdm1 psm1 py pyc pyo pyw pyz pyzw rb reg rpm run scf scpt scr sct search-ms settingcontent-ms sh shb shs slk sys terminal theme
            url vb vbe vbp vbs vsmacros vsw vxd website workflow ws wsc wsf wsh xbap xll xnk zsh desktop library-ms diagcab rdp
            """),
        (AttachmentRisk.Macros, "docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm one onepkg pub odm"),
        (AttachmentRisk.Page, "htm html xhtml xht shtml shtm mht mhtml svg svgz xsl xslt xul htc"),
        (AttachmentRisk.Image, "iso img vhd vhdx udf daa toast vmdk wim cab ace arj"),
    }.SelectMany(static row => row.Extensions.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(extension => KeyValuePair.Create(extension, row.Risk))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, AttachmentRisk> ByType = new (AttachmentRisk Risk, string Types)[]
    {
        (AttachmentRisk.Program, """
            application/x-msdownload application/x-msdos-program application/x-dosexec application/vnd.microsoft.portable-executable
            application/javascript application/x-javascript text/javascript application/hta application/x-sh application/x-shellscript
            application/java-archive application/x-java-archive application/x-ms-shortcut application/x-msi text/vbscript application/x-bat
            application/x-executable application/vnd.android.package-archive application/x-apple-diskimage
            """),
        (AttachmentRisk.Macros, """
            application/vnd.ms-word.document.macroenabled.12 application/vnd.ms-word.template.macroenabled.12
            application/vnd.ms-excel.sheet.macroenabled.12 application/vnd.ms-excel.template.macroenabled.12
            application/vnd.ms-excel.addin.macroenabled.12 application/vnd.ms-excel.sheet.binary.macroenabled.12
            application/vnd.ms-powerpoint.presentation.macroenabled.12 application/vnd.ms-powerpoint.slideshow.macroenabled.12
            """),
        (AttachmentRisk.Page, "text/html application/xhtml+xml image/svg+xml message/external-body"),
        (AttachmentRisk.Image, "application/x-iso9660-image application/x-cd-image application/vnd.ms-cab-compressed"),
    }.SelectMany(static row => row.Types.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(type => KeyValuePair.Create(type, row.Risk))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Kinds that people tell apart by looking; "jpg" for "image/png" is no disguise.
    private static readonly FrozenDictionary<string, string> Kinds = new (string Kind, string Extensions)[]
    {
        ("image/", "jpg jpeg jpe jfif png gif webp bmp tif tiff heic heif avif ico svg svgz"),
        ("audio/", "mp3 wav m4a flac aac oga opus wma"),
        ("video/", "mp4 m4v mov avi mkv webm wmv mpg mpeg"),
        ("application/pdf", "pdf"),
        ("text/", "txt log md csv ics vcf htm html xml json"),
        ("archive", "zip 7z rar gz tgz bz2 xz tar"),
        ("office", "doc docx xls xlsx ppt pptx odt ods odp rtf"),
    }.SelectMany(static row => row.Extensions.Split(' ').Select(extension => KeyValuePair.Create(extension, row.Kind)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What there is to say against an attachment; nothing for most.</summary>
    public static IReadOnlyList<AttachmentRisk> Of(Attachment attachment)
    {
        var risks = new List<AttachmentRisk>(2);
        var (stem, extension) = Split(attachment.FileName);
        var isDangerous = ByExtension.TryGetValue(extension, out var risk) || ByType.TryGetValue(attachment.MediaType, out risk);
        if (isDangerous)
            risks.Add(risk);
        if (isDangerous && Split(stem.TrimEnd(' ', '.', '_')).Extension is { Length: > 0 } pretended && Kinds.ContainsKey(pretended))
            risks.Add(AttachmentRisk.TwoExtensions);
        if (attachment.HasDeceptiveName)
            risks.Add(AttachmentRisk.DisguisedName);
        if (Kinds.TryGetValue(extension, out var kind) && !Agrees(kind, attachment.MediaType))
            risks.Add(AttachmentRisk.OtherType);
        else if (risk == AttachmentRisk.Program && isDangerous && IsHarmless(attachment.MediaType))
            risks.Add(AttachmentRisk.OtherType);
        return risks;
    }

    /// <summary>The extension without its dot, as a system that runs files by it would see it.</summary>
    public static (string Stem, string Extension) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..].Trim());
    }

    // A type that names another kind is a contradiction; one that says nothing is none.
    private static bool Agrees(string kind, string type) => !IsHarmless(type)
        || type.StartsWith(kind, StringComparison.Ordinal)
        || (type.StartsWith("text/", StringComparison.Ordinal) && kind is not ("image/" or "audio/" or "video/" or "application/pdf"))
        || (kind is "audio/" or "video/" && (type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal)));

    private static bool IsHarmless(string type) => type == "application/pdf" || type.StartsWith("image/", StringComparison.Ordinal)
        || type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal)
        || type is "text/plain" or "text/csv" or "text/calendar";
}
