namespace Webmail.Testing.Servers;

/// <summary>Where things are in the source tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The directory that holds Webmail.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The directory of the scripts that start real servers.</summary>
    public static string Testbed => Path.Combine(Root, "tests", "testbed");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Webmail.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException($"No Webmail.sln above {AppContext.BaseDirectory}: run the tests inside the source tree.");
    }
}
