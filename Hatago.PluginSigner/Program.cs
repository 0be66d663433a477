using Hatago.PluginSigner.CommandLine;

return await SignerCommand.RunAsync(args);
