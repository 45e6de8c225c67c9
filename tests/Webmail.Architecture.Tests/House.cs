using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Webmail.Html;
using Webmail.Mail;
using Webmail.Redis;
using Xunit;

namespace Webmail.Architecture.Tests;

/// <summary>The product's assemblies as ArchUnitNET sees them, and who uses whom in them.</summary>
internal static class House
{
    public static ArchUnitNET.Domain.Architecture Architecture { get; } = new ArchLoader()
        .LoadAssemblies(typeof(AccountId).Assembly, typeof(MessageHtml).Assembly, typeof(RedisOptions).Assembly, typeof(Program).Assembly)
        .Build();

    /// <summary>Types in the namespace itself or below it.</summary>
    public static IEnumerable<IType> TypesUnder(string name) => Architecture.Types.Where(type => IsUnder(type, name));

    public static bool IsUnder(IType type, string name) =>
        NamespaceOf(type) == name || NamespaceOf(type).StartsWith(name + ".", StringComparison.Ordinal);

    /// <summary>The full name of the namespace; empty for a type parameter, which has none.</summary>
    public static string NamespaceOf(IType type) => type.Namespace?.FullName ?? "";

    /// <summary>What the types use, as lines that a person can act on.</summary>
    public static IReadOnlyList<string> Uses(IEnumerable<IType> types, Func<IType, bool> forbidden) =>
        [.. types.SelectMany(static type => type.Dependencies)
            .Where(dependency => forbidden(dependency.Target))
            .Select(static dependency => $"{dependency.Origin.FullName} uses {dependency.Target.FullName}")
            .Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>Fails with all violations, one a line.</summary>
    public static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
