using System.Collections.Immutable;

namespace Webmail.Mail.Trust;

/// <summary>What one Authentication-Results field says (RFC 8601 section 2.2).</summary>
/// <param name="AuthservId">Who says it.</param>
/// <param name="Results">What; empty when nothing was checked, and when the field is damaged or of a version nobody here knows.</param>
internal sealed record AuthenticationResults(string AuthservId, ImmutableArray<AuthenticationResult> Results);

/// <summary>The result of one method.</summary>
/// <param name="Method">Lower case, like "dkim".</param>
/// <param name="Result">Lower case, like "pass".</param>
/// <param name="Properties">What was looked at: lower-case names like "header.d" with their values, in order.</param>
internal sealed record AuthenticationResult(string Method, string Result, ImmutableArray<(string Name, string Value)> Properties)
{
    /// <summary>The value of a property, or null. One that is there twice says nothing.</summary>
    public string? Property(string name)
    {
        string? found = null;
        foreach (var (own, value) in Properties)
        {
            if (own != name)
                continue;
            if (found is not null)
                return null;
            found = value;
        }

        return found;
    }
}
