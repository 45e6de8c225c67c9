using Xunit;

namespace Webmail.Architecture.Tests;

public sealed class WebArrowsTests
{
    private const string Web = "Webmail.Web";
    private const string Features = "Webmail.Web.Features";

    [Fact]
    public void Features_do_not_see_each_other()
    {
        var features = House.TypesUnder(Features).Select(static type => House.NamespaceOf(type).Split('.')[3]).Distinct().ToList();
        Assert.NotEmpty(features);

        var uses = features.SelectMany(static feature => House.Uses(
            House.TypesUnder($"{Features}.{feature}"),
            target => House.IsUnder(target, Features) && !House.IsUnder(target, $"{Features}.{feature}")));

        House.AssertNone(uses);
    }

    [Theory]
    [InlineData("Shared", "Session", "Features", "Shell", "Hosting")]
    [InlineData("Session", "Features", "Shell", "Hosting")]
    [InlineData("Features", "Shell", "Hosting")]
    [InlineData("Shell", "Hosting")]
    public void A_folder_does_not_see_those_above_it(string folder, params string[] above)
    {
        var types = House.TypesUnder($"{Web}.{folder}").ToList();
        Assert.NotEmpty(types);

        House.AssertNone(House.Uses(types, target => above.Any(name => House.IsUnder(target, $"{Web}.{name}"))));
    }

    [Fact]
    public void Only_hosting_sees_redis()
    {
        var others = House.TypesUnder(Web).Where(static type => !House.IsUnder(type, $"{Web}.Hosting"));

        House.AssertNone(House.Uses(others, static target => House.IsUnder(target, "Webmail.Redis") || House.IsUnder(target, "StackExchange.Redis")));
    }

    [Fact]
    public void The_cleaner_of_HTML_knows_nobody()
    {
        House.AssertNone(House.Uses(House.TypesUnder("Webmail.Html"),
            static target => House.IsUnder(target, "Webmail") && !House.IsUnder(target, "Webmail.Html")));
    }
}
