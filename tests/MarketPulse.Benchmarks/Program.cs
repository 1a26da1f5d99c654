using BenchmarkDotNet.Running;
using MarketPulse.Benchmarks.Quick;

// --quick [prefix]: one `name: value unit` line each, in minutes. Anything else goes to BenchmarkDotNet: --filter '*Study*', --list flat;
// nothing runs all.
if (args is ["--quick", ..])
{
    return QuickRun.Run(QuickGroups.All, args.ElementAtOrDefault(1) ?? "", Console.Out, Console.Error);
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
return 0;
