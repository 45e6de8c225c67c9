using MudBlazor;

namespace Webmail.Web.Shell;

/// <summary>
/// The tokens as MudBlazor knows them. Colours are written in tokens.css alone, which bridges them onto MudBlazor's variables in
/// light and dark; this is what has no variable there.
/// </summary>
internal static class MailTheme
{
    private static readonly string[] Fonts = ["var(--font-ui)"];

    public static readonly MudTheme Value = new()
    {
        PaletteLight = new PaletteLight { Primary = "#16618a", Secondary = "#b5400d", HoverOpacity = 0.06, RippleOpacity = 0.08 },
        PaletteDark = new PaletteDark { Primary = "#81c5e8", Secondary = "#f68f5f", HoverOpacity = 0.06, RippleOpacity = 0.08 },
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "10px",
            AppbarHeight = "56px",
            DrawerWidthLeft = "256px",
            DrawerMiniWidthLeft = "64px",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.4286", FontWeight = "400", LetterSpacing = "0" },
            H5 = new H5Typography { FontFamily = Fonts, FontSize = "1.375rem", LineHeight = "1.3", FontWeight = "650", LetterSpacing = "-0.012em" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1rem", LineHeight = "1.5", FontWeight = "650", LetterSpacing = "0" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.43", FontWeight = "600", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "0.9375rem", LineHeight = "1.65", FontWeight = "400", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.43", FontWeight = "400", LetterSpacing = "0" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "0.75rem", LineHeight = "1.5", FontWeight = "400", LetterSpacing = "0" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.75", FontWeight = "600", LetterSpacing = "0", TextTransform = "none" },
        },
        ZIndex = new ZIndex { AppBar = 1100, Drawer = 1200, Popover = 1300, Dialog = 1400, Snackbar = 1500, Tooltip = 1600 },
    };
}
