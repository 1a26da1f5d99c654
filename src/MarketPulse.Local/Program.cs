using MarketPulse.Local.Commands;

return await MarketPulseCommand.RunAsync(args, Console.Out, Console.Error);
