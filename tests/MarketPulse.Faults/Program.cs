using MarketPulse.Faults.Running;

// Without arguments the quick size of everything; --full the long one; a last argument names the scenarios to run by how they begin.
bool full = args.Contains("--full", StringComparer.Ordinal);
string only = args.LastOrDefault(argument => !argument.StartsWith('-')) ?? "";
return await FaultRun.RunAsync(full, only, Console.Out);
