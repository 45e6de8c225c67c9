using System.Security.Cryptography;

namespace Webmail.Web.Shared;

/// <summary>The nonce of an answer: for the import map, the only inline script there is.</summary>
internal static class ScriptNonce
{
    private static readonly object Key = new();

    /// <summary>The nonce of the answer to this request; the same each time it is asked for.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items[Key] is not string nonce)
            context.Items[Key] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        return nonce;
    }
}
