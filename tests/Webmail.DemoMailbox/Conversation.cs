namespace Webmail.DemoMailbox;

/// <summary>A conversation as written down in the folder Content.</summary>
internal sealed class Conversation
{
    public required string Subject { get; init; }

    public string Mailbox { get; private set; } = "INBOX";

    public string Charset { get; private set; } = "utf-8";

    public string? List { get; private set; }

    public IReadOnlyList<string> Labels { get; private set; } = [];

    /// <summary>Who else reads along, by short name.</summary>
    public IReadOnlyList<string> With { get; private set; } = [];

    public List<Turn> Turns { get; } = [];

    /// <summary>
    /// Reads conversations. One begins with <c>=== subject</c>, then come its properties, then its messages: <c>-- who age words</c>,
    /// the text, and its attachments, each as <c>+ kind name detail</c>.
    /// </summary>
    public static List<Conversation> Parse(string text)
    {
        var conversations = new List<Conversation>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("=== ", StringComparison.Ordinal))
                conversations.Add(new Conversation { Subject = line[4..] });
            else if (line.StartsWith("-- ", StringComparison.Ordinal))
                conversations[^1].Turns.Add(new Turn(line[3..].Split(' ')));
            else if (conversations[^1].Turns.Count == 0)
                conversations[^1].SetProperty(line.Split(' ', 2));
            else if (line.StartsWith("+ ", StringComparison.Ordinal))
                conversations[^1].Turns[^1].Attachments.Add(line[2..]);
            else
                conversations[^1].Turns[^1].Lines.Add(line);
        }

        return conversations;
    }

    private void SetProperty(string[] property)
    {
        switch (property)
        {
            case ["folder", var name]:
                Mailbox = name;
                break;
            case ["charset", var name]:
                Charset = name;
                break;
            case ["list", var name]:
                List = name;
                break;
            case ["labels", var names]:
                Labels = names.Split(", ");
                break;
            case ["with", var names]:
                With = names.Split(", ");
                break;
            default:
                throw new FormatException($"Unknown property: {string.Join(' ', property)}");
        }
    }

    /// <summary>One message of a conversation.</summary>
    internal sealed class Turn(string[] heading)
    {
        public string Who { get; } = heading[0];

        /// <summary>How long ago: minutes (20m), hours (3h) or days (1.5).</summary>
        public string Age { get; } = heading[1];

        public List<string> Lines { get; } = [];

        public List<string> Attachments { get; } = [];

        public string Text => string.Join('\n', Lines).TrimEnd('\n');

        public bool Is(string word) => heading.Skip(2).Contains(word, StringComparer.Ordinal);
    }
}
