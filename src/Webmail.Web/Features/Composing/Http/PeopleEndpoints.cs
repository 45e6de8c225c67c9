using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.People;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>Suggestions of recipients: the likeliest at once for the browser to match by itself, the rest when it asks.</summary>
internal static class PeopleEndpoints
{
    private const int Shipped = 400;
    private const int Asked = 20;
    private const int LongestQuery = 200;

    /// <summary>People whose name or address has words that begin like <paramref name="q"/>; without it those that are written to most.</summary>
    public static IResult Find([FromQuery] string? q, CurrentAccount current, PeopleService people)
    {
        if (q?.Length > LongestQuery)
            return Results.BadRequest();
        var found = people.Find(current.Id, q ?? "", string.IsNullOrWhiteSpace(q) ? Shipped : Asked);
        return Results.Json(new Suggestions([.. found.People.Select(static one => new Suggestion(one.Name, one.Email, one.IsMachine))], found.IsMore, found.IsComplete));
    }

    /// <summary>Takes somebody out of the suggestions, on every device.</summary>
    public static async Task<IResult> HideAsync([FromQuery] string email, CurrentAccount current, PeopleService people, CancellationToken token)
    {
        if (email.Length is 0 or > LongestQuery * 2)
            return Results.BadRequest();
        await people.HideAsync(current.Id, email, token);
        return Results.NoContent();
    }

    private sealed record Suggestions(IReadOnlyList<Suggestion> People, bool More, bool Complete);

    private sealed record Suggestion(string Name, string Email, bool Machine);
}
