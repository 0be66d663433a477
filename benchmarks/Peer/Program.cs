// The peer that figures are ratios of: what ASP.NET Core alone does on the same machine in the same run.
var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/health/ready", () => "ready");
app.Run();
