using Webmail.Web.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddWebmailWeb();
var app = builder.Build();
app.UseWebmail();
app.Run();
