namespace Webmail.Html;

/// <summary>The style sheet of ours in every body document.</summary>
internal static class BodyStyles
{
    /// <summary>
    /// It stands in a cascade layer: what the mail says wins over plain declarations, while important ones of a layer
    /// win over everything a mail can write, so that it cannot hide the marks that protect its reader.
    /// </summary>
    public const string Css = """
        @layer wm{
        html{--paper:#fff;--text:#162127;--soft:#47555d;--link:#16618a;--line:#dde4e8;--well:#eff3f6;--bar-1:#7fb6d6;--bar-2:#a9b89a;--bar-3:#c9a3b8;color-scheme:light;
        font:15px/1.65 system-ui,"Segoe UI",Roboto,"Hiragino Sans","Hiragino Kaku Gothic ProN","Yu Gothic UI","Noto Sans CJK JP","Noto Sans JP",Meiryo,sans-serif;
        color:var(--text);background:var(--paper);overflow-wrap:anywhere;line-break:strict;-webkit-text-size-adjust:100%;text-size-adjust:100%}
        html:lang(zh-Hans),html:lang(zh-CN){font-family:system-ui,"PingFang SC","Microsoft YaHei UI","Noto Sans CJK SC","Noto Sans SC",sans-serif}
        html:lang(zh-Hant),html:lang(zh-TW){font-family:system-ui,"PingFang TC","Microsoft JhengHei UI","Noto Sans CJK TC","Noto Sans TC",sans-serif}
        html:lang(ko){font-family:system-ui,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans CJK KR","Noto Sans KR",sans-serif}
        html.wm-dark{--paper:#192025;--text:#e3e9ec;--soft:#a8b3ba;--link:#81c5e8;--line:#272f34;--well:#222a2f;--bar-1:#3f7ea3;--bar-2:#6f8060;--bar-3:#8f6a7f;color-scheme:dark}
        @media (prefers-color-scheme:dark){html.wm-system{--paper:#192025;--text:#e3e9ec;--soft:#a8b3ba;--link:#81c5e8;--line:#272f34;--well:#222a2f;--bar-1:#3f7ea3;--bar-2:#6f8060;--bar-3:#8f6a7f;color-scheme:dark}}
        body{margin:0}
        a{color:var(--link)}
        img{max-width:100%}
        img:not([height]){height:auto}
        p{margin:0 0 .9em}
        pre{white-space:pre-wrap}
        ul,ol{margin:0 0 .9em;padding-left:1.6em}
        hr{border:0;border-top:1px solid var(--line)}
        blockquote{margin:.4em 0 .4em 0;padding-left:.9em;border-left:2px solid var(--bar-1)}
        blockquote blockquote{border-color:var(--bar-2)}
        blockquote blockquote blockquote{border-color:var(--bar-3)}
        .wm-mail{display:flow-root}
        .wm-sheet{--paper:#fff;--text:#162127;--soft:#47555d;--link:#16618a;--line:#dde4e8;--well:#eff3f6;--bar-1:#7fb6d6;--bar-2:#a9b89a;--bar-3:#c9a3b8;
        color-scheme:light;background:#fff;color:#162127;padding:16px;border-radius:10px}
        .wm-wide{overflow-x:auto;max-width:100%}
        .wm-wide table{overflow-wrap:normal}
        .wm-wide td,.wm-wide th{overflow-wrap:break-word}
        .wm-text{max-width:68ch;white-space:pre-wrap}
        .wm-text blockquote{margin:0;color:var(--soft)}
        .wm-signature{color:var(--soft)}
        .wm-note{margin:0 0 16px!important;padding:10px 14px!important;border-radius:10px!important;background:var(--well)!important;color:var(--soft)!important;font-size:13px!important;display:block!important}
        .wm-text+.wm-note,.wm-mail+.wm-note{margin:16px 0 0!important}
        .wm-quote{display:block!important;margin:.4em 0}
        .wm-quote>summary{display:block!important;box-sizing:content-box!important;width:34px!important;height:20px!important;padding:0!important;margin:4px 0!important;border-radius:10px!important;cursor:pointer;list-style:none!important;visibility:visible!important;opacity:1!important;
        background:radial-gradient(circle at 10px 10px,var(--soft) 2px,transparent 2.6px),radial-gradient(circle at 17px 10px,var(--soft) 2px,transparent 2.6px),radial-gradient(circle at 24px 10px,var(--soft) 2px,transparent 2.6px),var(--well)!important;background-clip:content-box!important;background-origin:content-box!important}
        .wm-quote>summary::-webkit-details-marker{display:none}
        .wm-quote>summary:focus-visible{outline:2px solid var(--link)!important;outline-offset:1px!important}
        @media (pointer:coarse){.wm-quote>summary{padding:12px 10px!important;margin:-8px 0 -8px -10px!important;border-radius:22px!important}}
        .wm-host{display:inline!important;visibility:visible!important;opacity:1!important;font:500 12px/1.4 system-ui,sans-serif!important;color:#8a4b00!important;background:#fcf1dc!important;border-radius:4px!important;padding:0 2px!important;margin:0!important;text-indent:0!important;letter-spacing:0!important;white-space:normal!important;text-transform:none!important;width:auto!important;height:auto!important;float:none!important;writing-mode:horizontal-tb!important}
        @media print{html{--paper:#fff!important;--text:#000!important;color-scheme:light!important}.wm-quote>summary{display:none!important}}
        }
        """;
}
