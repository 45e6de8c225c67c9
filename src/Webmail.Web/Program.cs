using Webmail.Web.Hosting;

if (args is [HealthProbe.Argument])
    return await HealthProbe.RunAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build());

var builder = WebApplication.CreateBuilder(args);
builder.AddWebmailWeb();
var app = builder.Build();
app.UseWebmail();
app.Run();
return 0;
