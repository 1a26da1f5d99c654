using System.CommandLine;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse doctor</c>: checks what the other commands need.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var offline = new Option<bool>("--offline") { Description = "Do not ask the feeds." };
        Option<string?> settings = ConfiguredHost.SettingsOption();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "doctor",
            "Checks Node.js, the data folder, the port, the storage, the clock, the settings, the scheduled releases and the feeds, and "
                + "says how to fix what is wrong.",
            "marketpulse doctor",
            "marketpulse doctor --offline --data ./market")
        {
            offline, settings, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            LocalStorage.CheckTarget(context.Get(data), context.Get(storage));
            var doctor = new Doctor(context.Get(settings), context.Get(data), context.Get(storage), context.Clock);
            IReadOnlyList<DoctorCheck> checks = await context.Progress.RunAsync(
                "Checking", report => doctor.RunAsync(ServeCommand.DefaultPort, !context.Get(offline), report, cancellationToken));
            context.Output.Write(DoctorView.Rows(checks));
            foreach (DoctorCheck failed in checks.Where(check => check.Result == DoctorCheck.Failed))
            {
                context.Fail($"{failed.Check}: {failed.Finding} {failed.Fix}");
            }
        });
        return command;
    }
}
