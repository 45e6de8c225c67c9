using System.Reflection;
using Webmail.Mail;
using Xunit;

namespace Webmail.Architecture.Tests;

public sealed class MailArrowsTests
{
    private const string Mail = "Webmail.Mail";

    // Each folder with those it may use. Nobody is above anybody it is below, so there are no cycles.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Accounts"] = [],
        ["Imap"] = ["Accounts"],
        ["Watching"] = ["Imap", "Accounts"],
        ["Settings"] = ["Watching", "Imap", "Accounts"],
        ["SigningIn"] = ["Settings", "Imap", "Accounts"],
        ["Mailboxes"] = ["Settings", "Watching", "Imap", "Accounts"],
        ["Trust"] = [],
        ["Messages"] = ["Trust", "Mailboxes", "Watching", "Imap", "Accounts"],
        ["Labels"] = ["Settings", "Watching", "Imap", "Accounts"],
        ["Searching"] = ["Labels", "Messages", "Mailboxes", "Watching", "Imap", "Accounts"],
        ["Operations"] = ["Messages", "Mailboxes", "Watching", "Imap", "Accounts"],
        ["Attaching"] = ["Messages", "Imap", "Accounts"],
        ["Composing"] = ["Attaching", "Operations", "Settings", "Messages", "Mailboxes", "Watching", "Imap", "Accounts"],
        ["Sending"] = ["Attaching", "Operations", "Messages", "Mailboxes", "Watching", "Imap", "Accounts"],
        ["People"] = ["Composing", "Settings", "Messages", "Trust", "Mailboxes", "Watching", "Imap", "Accounts"],
        ["Receipts"] = ["Composing", "Sending", "Operations", "Messages"],
        ["Snapshots"] = ["SigningIn", "Messages", "Mailboxes", "Watching", "Imap", "Accounts"],
    };

    public static TheoryData<string> Folders => [.. Below.Keys];

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        var folders = House.TypesUnder(Mail).Select(static type => House.NamespaceOf(type).Split('.'))
            .Where(static parts => parts.Length > 2).Select(static parts => parts[2]).Distinct();

        Assert.Equal(Below.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_the_folders_below_it(string folder)
    {
        var own = $"{Mail}.{folder}";
        string[] allowed = [own, .. Below[folder].Select(static name => $"{Mail}.{name}")];

        House.AssertNone(House.Uses(House.TypesUnder(own), target => House.IsUnder(target, Mail)
            && House.NamespaceOf(target) != Mail && !allowed.Any(name => House.IsUnder(target, name))));
    }

    [Fact]
    public void The_vocabulary_uses_no_folder()
    {
        var vocabulary = House.Architecture.Types.Where(static type => House.NamespaceOf(type) == Mail).ToList();
        Assert.NotEmpty(vocabulary);

        House.AssertNone(House.Uses(vocabulary, static target => House.NamespaceOf(target) != Mail && House.IsUnder(target, Mail)));
    }

    [Fact]
    public void No_type_of_a_library_that_stays_inside_is_in_a_public_signature()
    {
        var exposed = typeof(AccountId).Assembly.GetExportedTypes()
            .SelectMany(static type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static member => TypesOf(member).Any(StaysInside))
            .Select(static member => $"{member.DeclaringType?.FullName}.{member.Name}");

        House.AssertNone(exposed);
    }

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        MethodBase method => [.. method.GetParameters().Select(static parameter => parameter.ParameterType),
            method is MethodInfo { ReturnType: var result } ? result : typeof(void)],
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        EventInfo { EventHandlerType: { } handler } => [handler],
        Type nested => [nested.BaseType ?? typeof(object)],
        _ => [],
    };

    private static bool StaysInside(Type type) =>
        type.Namespace is { } name && (name.StartsWith("MailKit", StringComparison.Ordinal) || name.StartsWith("MimeKit", StringComparison.Ordinal)
            || name.StartsWith("Fido2NetLib", StringComparison.Ordinal))
        || (type.HasElementType && StaysInside(type.GetElementType()!))
        || type.GetGenericArguments().Any(StaysInside);
}
