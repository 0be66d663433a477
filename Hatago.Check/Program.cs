using Hatago.Check;

return await CheckCommand.RunAsync(args);
