using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>What an action would be done to, as picked.js answers.</summary>
internal sealed record Picked(IReadOnlyList<uint> Uids, int Count, uint? UpTo, IReadOnlyList<uint> Except);

/// <summary>Picking messages by hand, and what the scripts of the page that act on them would be told.</summary>
internal static class Picking
{
    private static string Module => "import(new URL('js/picked.js', document.baseURI).href)";

    public static async Task<Picked> PickedAsync(MailPage mail)
    {
        var picked = await mail.Page.EvaluateAsync<JsonElement>($"async () => (await {Module}).picked()");
        var all = picked.GetProperty("all");
        return new Picked(
            Uids(picked.GetProperty("uids")), picked.GetProperty("count").GetInt32(),
            all.ValueKind == JsonValueKind.Null ? null : all.GetProperty("upTo").GetUInt32(),
            all.ValueKind == JsonValueKind.Null ? [] : Uids(all.GetProperty("except")));
    }

    private static uint[] Uids(JsonElement uids) =>
        [.. uids.EnumerateArray().Select(static u => uint.Parse(u.GetString()!, CultureInfo.InvariantCulture))];

    /// <summary>Calls takeAway or bringBack for messages of the list that is shown.</summary>
    public static Task<JsonElement?> CallAsync(MailPage mail, string function, uint[]? uids) => mail.Page.EvaluateAsync(
        $"async ([name, uids]) => (await {Module})[name](document.querySelector('[role=grid]').dataset.path, uids)",
        new object?[] { function, uids?.Select(static u => u.ToString(CultureInfo.InvariantCulture)).ToArray() });

    /// <summary>The key w takes away what is picked: what the product's own keys do, and nothing else.</summary>
    public static Task<JsonElement?> TakeAwayOnKeyAsync(MailPage mail) => mail.Page.EvaluateAsync($$"""
        async () => {
          const { picked, takeAway } = await {{Module}};
          window.taken = [];
          document.addEventListener('keydown', ({ key }) => {
            const now = key === 'w' ? picked() : null;
            if (!now)
              return;
            window.taken.push(...now.uids);
            takeAway(now.list, now.uids);
          });
        }
        """);

    public static async Task<uint[]> TakenAsync(MailPage mail) => Uids(await mail.Page.EvaluateAsync<JsonElement>("() => window.taken"));

    /// <summary>Remembers what is asked for, by events and by clicks on buttons that say an action.</summary>
    public static Task<JsonElement?> RecordActsAsync(MailPage mail, bool takeAway) => mail.Page.EvaluateAsync($$"""
        async leave => {
          const { pickedFor, takeAway } = await {{Module}};
          window.acts = [];
          const act = (name, picked, target) => {
            window.acts.push([name, ...picked.uids].join(' ') + (target ? ' > ' + target : ''));
            if (leave)
              takeAway(picked.list, picked.uids);
          };
          document.addEventListener('webmail:act', ({ detail }) => act(detail.act, detail.picked, detail.target));
          document.addEventListener('click', ({ target }) => {
            const button = target.closest('[data-act]');
            if (button)
              act(button.dataset.act, pickedFor(button));
          });
        }
        """, takeAway);

    public static Task<string[]> ActsAsync(MailPage mail) => mail.Page.EvaluateAsync<string[]>("() => window.acts");

    public static ILocator Bar(MailPage mail) => mail.Page.Locator("[data-selection-bar]");

    public static ILocator RowAt(MailPage mail, int number) =>
        mail.List.Locator($"[role=row][aria-rowindex='{number.ToString(CultureInfo.InvariantCulture)}']");

    public static Task PickAsync(ILocator row) => row.Locator("[data-pick]").ClickAsync();

    public static async Task<uint> UidAsync(ILocator row) =>
        uint.Parse((await row.GetAttributeAsync("data-uid"))!, CultureInfo.InvariantCulture);

    /// <summary>Exactly these rows are selected, and the head of the list says so.</summary>
    public static async Task ExpectSelectedAsync(MailPage mail, params string[] subjects)
    {
        await Assertions.Expect(mail.List.Locator("[role=row][aria-selected=true]")).ToHaveCountAsync(subjects.Length);
        foreach (var subject in subjects)
            await Assertions.Expect(mail.Row(subject)).ToHaveAttributeAsync("aria-selected", "true");
        if (subjects.Length > 0)
            await Assertions.Expect(Bar(mail)).ToContainTextAsync($"{subjects.Length.ToString(CultureInfo.InvariantCulture)} selected");
        else
            await Assertions.Expect(Bar(mail)).ToBeHiddenAsync();
    }

    /// <summary>Waits until no row moves any more.</summary>
    public static Task<IJSHandle> SettledAsync(MailPage mail) => mail.Page.WaitForFunctionAsync(
        "() => document.querySelector('[role=grid]').getAnimations({ subtree: true }).every(a => a.playState === 'finished')");

    /// <summary>An account with that many messages: "Letter 001" has UID 1.</summary>
    public static async Task<TestUser> DeliverAsync(Demo demo, int count)
    {
        var user = demo.Mail.NewUser();
        for (var i = 1; i <= count; i++)
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i:000}"), TestContext.Current.CancellationToken);
        return user;
    }
}
