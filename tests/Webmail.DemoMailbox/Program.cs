using System.Diagnostics;
using System.Text;
using Webmail.DemoMailbox;

Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

if (!CommandLine.TryParse(args, out var command, out var complaint))
{
    Console.Error.WriteLine(complaint);
    Console.Error.WriteLine(CommandLine.Help);
    return 2;
}

if (command.WantsHelp)
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

var watch = Stopwatch.StartNew();
var messages = command.Big > 0
    ? new BigMailbox(command.Seed, command.Now).Messages(command.Big)
    : new PersonalMailbox(command.Seed, command.Now).Messages();
using var loader = await ImapLoader.ConnectAsync(command, CancellationToken.None);
var count = await loader.LoadAsync(messages, CancellationToken.None);
Console.WriteLine($"{count} messages for {command.User} in {watch.Elapsed.TotalSeconds:0.0} s");
return 0;
