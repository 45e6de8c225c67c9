using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Webmail.DemoMailbox;

/// <summary>What the program was asked to do.</summary>
internal sealed class CommandLine
{
    public const string Help = """
        Fills a mail account with the mail of an invented person, over IMAP.

        usage: Webmail.DemoMailbox --user ADDRESS --password PASSWORD [options]

          --host HOST      IMAP server, spoken to without TLS (127.0.0.1)
          --port PORT      its port (143)
          --user ADDRESS   the account to fill; its mailboxes are made as needed
          --password TEXT  its password
          --big N          N small messages spread over years instead of a person's mailbox
          --seed N         another seed makes other details (7)
          --now TIME       what "today" means, ISO 8601 (the clock)
          --help           this text

        The same seed and time make the same mail. Run it once per account: it only adds.
        """;

    public string Host { get; private set; } = "127.0.0.1";

    public int Port { get; private set; } = 143;

    public string User { get; private set; } = "";

    public string Password { get; private set; } = "";

    public int Big { get; private set; }

    public int Seed { get; private set; } = 7;

    public DateTimeOffset Now { get; private set; } = TimeProvider.System.GetLocalNow();

    public bool WantsHelp { get; private set; }

    public static bool TryParse(string[] arguments, out CommandLine command, [NotNullWhen(false)] out string? complaint)
    {
        command = new CommandLine();
        complaint = null;
        for (var i = 0; i < arguments.Length && complaint is null; i++)
        {
            if (arguments[i] is "--help" or "-h")
                command.WantsHelp = true;
            else if (i + 1 == arguments.Length)
                complaint = $"{arguments[i]} needs a value";
            else
                complaint = command.Set(arguments[i], arguments[++i]);
        }

        if (complaint is null && !command.WantsHelp && (command.User.Length == 0 || command.Password.Length == 0))
            complaint = "--user and --password are needed";
        return complaint is null;
    }

    private string? Set(string name, string value)
    {
        switch (name)
        {
            case "--host":
                Host = value;
                return null;
            case "--user":
                User = value;
                return null;
            case "--password":
                Password = value;
                return null;
            case "--port" when int.TryParse(value, CultureInfo.InvariantCulture, out var port):
                Port = port;
                return null;
            case "--big" when int.TryParse(value, CultureInfo.InvariantCulture, out var big):
                Big = big;
                return null;
            case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                Seed = seed;
                return null;
            case "--now" when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var now):
                Now = now;
                return null;
            default:
                return $"{name} {value} is not understood";
        }
    }
}
