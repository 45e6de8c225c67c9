using System.Xml.Linq;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using MudBlazor;

namespace Webmail.Web.Shared;

/// <summary>
/// All icons once per page, to be shown with <see cref="Icon"/>. They are MudBlazor's Material icons, taken apart into elements:
/// nothing here is markup from elsewhere.
/// </summary>
public sealed class IconSprite : ComponentBase
{
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["add"] = Icons.Material.Outlined.Add,
        ["all_inbox"] = Icons.Material.Outlined.AllInbox,
        ["archive"] = Icons.Material.Outlined.Archive,
        ["arrow_back"] = Icons.Material.Outlined.ArrowBack,
        ["arrow_downward"] = Icons.Material.Outlined.ArrowDownward,
        ["arrow_upward"] = Icons.Material.Outlined.ArrowUpward,
        ["attach_file"] = Icons.Material.Outlined.AttachFile,
        ["check"] = Icons.Material.Outlined.Check,
        ["chevron_right"] = Icons.Material.Outlined.ChevronRight,
        ["close"] = Icons.Material.Outlined.Close,
        ["check_box"] = Icons.Material.Outlined.CheckBox,
        ["code"] = Icons.Material.Outlined.Code,
        ["content_copy"] = Icons.Material.Outlined.ContentCopy,
        ["create_new_folder"] = Icons.Material.Outlined.CreateNewFolder,
        ["dark_mode"] = Icons.Material.Outlined.DarkMode,
        ["delete"] = Icons.Material.Outlined.Delete,
        ["delete_sweep"] = Icons.Material.Outlined.DeleteSweep,
        ["delete-f"] = Icons.Material.Filled.Delete,
        ["archive-f"] = Icons.Material.Filled.Archive,
        ["devices"] = Icons.Material.Outlined.Devices,
        ["dns"] = Icons.Material.Outlined.Dns,
        ["download"] = Icons.Material.Outlined.Download,
        ["drafts"] = Icons.Material.Outlined.Drafts,
        ["drafts-f"] = Icons.Material.Filled.Drafts,
        ["drive_file_move"] = Icons.Material.Outlined.DriveFileMove,
        ["edit"] = Icons.Material.Outlined.Edit,
        ["error_outline"] = Icons.Material.Outlined.ErrorOutline,
        ["expand_less"] = Icons.Material.Outlined.ExpandLess,
        ["expand_more"] = Icons.Material.Outlined.ExpandMore,
        ["filter_list"] = Icons.Material.Outlined.FilterList,
        ["flag"] = Icons.Material.Outlined.Flag,
        ["flag-f"] = Icons.Material.Filled.Flag,
        ["folder"] = Icons.Material.Outlined.Folder,
        ["format_color_reset"] = Icons.Material.Outlined.FormatColorReset,
        ["folder-f"] = Icons.Material.Filled.Folder,
        ["gpp_maybe"] = Icons.Material.Outlined.GppMaybe,
        ["group_add"] = Icons.Material.Outlined.GroupAdd,
        ["hide_image"] = Icons.Material.Outlined.HideImage,
        ["image"] = Icons.Material.Outlined.Image,
        ["inbox"] = Icons.Material.Outlined.Inbox,
        ["inbox-f"] = Icons.Material.Filled.Inbox,
        ["info"] = Icons.Material.Outlined.Info,
        ["keyboard"] = Icons.Material.Outlined.Keyboard,
        ["label"] = Icons.Material.Outlined.Label,
        ["language"] = Icons.Material.Outlined.Language,
        ["light_mode"] = Icons.Material.Outlined.LightMode,
        ["lock"] = Icons.Material.Outlined.Lock,
        ["logout"] = Icons.Material.Outlined.Logout,
        ["mark_email_read"] = Icons.Material.Outlined.MarkEmailRead,
        ["mark_email_unread"] = Icons.Material.Outlined.MarkEmailUnread,
        ["menu"] = Icons.Material.Outlined.Menu,
        ["more_horiz"] = Icons.Material.Outlined.MoreHoriz,
        ["more_vert"] = Icons.Material.Outlined.MoreVert,
        ["open_in_full"] = Icons.Material.Outlined.OpenInFull,
        ["open_in_new"] = Icons.Material.Outlined.OpenInNew,
        ["palette-f"] = Icons.Material.Filled.Palette,
        ["passkey"] = Icons.Material.Outlined.Key,
        ["person"] = Icons.Material.Filled.Person,
        ["print"] = Icons.Material.Outlined.Print,
        ["refresh"] = Icons.Material.Outlined.Refresh,
        ["remove"] = Icons.Material.Outlined.Remove,
        ["reply"] = Icons.Material.Outlined.Reply,
        ["reply_all"] = Icons.Material.Outlined.ReplyAll,
        ["report"] = Icons.Material.Outlined.Report,
        ["report-f"] = Icons.Material.Filled.Report,
        ["search"] = Icons.Material.Outlined.Search,
        ["send"] = Icons.Material.Outlined.Send,
        ["send-f"] = Icons.Material.Filled.Send,
        ["settings"] = Icons.Material.Outlined.Settings,
        ["sort"] = Icons.Material.Outlined.Sort,
        ["star"] = Icons.Material.Outlined.StarBorder,
        ["star-f"] = Icons.Material.Filled.Star,
        ["tune"] = Icons.Material.Outlined.Tune,
        ["verified_user-f"] = Icons.Material.Filled.VerifiedUser,
        ["push_pin"] = Icons.Material.Outlined.PushPin,
        ["notifications_off"] = Icons.Material.Outlined.NotificationsOff,
        ["verified_user"] = Icons.Material.Outlined.VerifiedUser,
        ["visibility"] = Icons.Material.Outlined.Visibility,
        ["visibility_off"] = Icons.Material.Outlined.VisibilityOff,
    };

    private static readonly (string Name, XElement Shapes)[] Symbols =
        [.. Sources.Select(static s => (s.Key, XElement.Parse($"<symbol>{s.Value}</symbol>")))];

    /// <summary>The names there are.</summary>
    internal static IEnumerable<string> Names => Sources.Keys;

    /// <summary>The shapes of one of MudBlazor's icons that is not for every page, to stand within an svg element.</summary>
    internal static RenderFragment ShapesOf(string icon) => builder =>
    {
        foreach (var shape in XElement.Parse($"<symbol>{icon}</symbol>").Elements())
            AddShape(builder, shape);
    };

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "sprite");
        builder.AddAttribute(2, "aria-hidden", "true");
        foreach (var (name, shapes) in Symbols)
        {
            builder.OpenElement(3, "symbol");
            builder.AddAttribute(4, "id", "i-" + name);
            builder.AddAttribute(5, "viewBox", "0 0 24 24");
            foreach (var shape in shapes.Elements())
                AddShape(builder, shape);
            builder.CloseElement();
        }

        builder.CloseElement();
    }

    private static void AddShape(RenderTreeBuilder builder, XElement shape)
    {
        // The transparent square that only marks the bounds.
        if (shape.Attribute("fill")?.Value == "none" && shape.Attribute("stroke") is null)
            return;
        builder.OpenElement(6, shape.Name.LocalName);
        foreach (var attribute in shape.Attributes())
            builder.AddAttribute(7, attribute.Name.LocalName, attribute.Value);
        foreach (var child in shape.Elements())
            AddShape(builder, child);
        builder.CloseElement();
    }
}
