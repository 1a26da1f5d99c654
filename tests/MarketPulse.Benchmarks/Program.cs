using BenchmarkDotNet.Running;
using MarketPulse.Benchmarks.Quick;

// --quick [prefix] prints one line `name: value unit` per measurement and takes minutes. Other arguments are passed to BenchmarkDotNet,
// such as --filter '*Study*' or --list flat; without arguments it runs all benchmarks.
if (args is ["--quick", ..])
{
    return QuickRun.Run(QuickGroups.All, args.ElementAtOrDefault(1) ?? "", Console.Out, Console.Error);
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
return 0;
