using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;

namespace Webmail.Web.Session;

/// <summary>Binds a new circuit to the account of the request that opened it, before the first component runs.</summary>
internal sealed class SessionCircuit(
    AuthenticationStateProvider authentication, SignedInAccounts accounts, CurrentAccount current, LiveChanges live) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        // The hub lets nobody in without a session; without one here the components find no account and say so.
        if (!AccountId.TryParse(user.FindFirstValue(SessionAuthentication.AccountClaim), out var id) || accounts.Find(id) is not { } account)
            return;
        current.Set(
            account.Account, user.FindFirstValue(SessionAuthentication.SessionClaim) ?? "",
            PasskeyPlace.Find(user.FindFirstValue(SessionAuthentication.SchemeClaim) ?? "", user.FindFirstValue(SessionAuthentication.HostClaim) ?? ""));
        live.Begin(id);
    }
}
