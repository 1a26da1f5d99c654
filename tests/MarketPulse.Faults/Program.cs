using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Ledger;
using MarketPulse.Faults.Running;

// The child process of the scenarios that kill or stop one.
if (args is ["--child", ..])
{
    await Child.RunAsync(args);
    return 0;
}

if (args is ["--forecaster", ..])
{
    await Forecaster.RunAsync(args);
    return 0;
}

if (args is ["--exporter", ..])
{
    await Exporter.RunAsync(args);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
return await FaultRun.RunAsync(args, Console.Out, Console.Error, stop.Token);
