using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Tests.Commands;

public class ResponseCommandTests
{
    [Fact]
    public async Task The_symbol_is_required()
    {
        Run run = await Cli.RunAsync(["response"]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("'--symbol' is required");
    }

    [Fact]
    public void A_step_is_printed_with_its_interval()
    {
        TensionResponse step = new()
        {
            Symbol = "FXI",
            Impulse = TensionImpulse.Easing,
            Day = 5,
            ResponseBps = -1.234,
            ResponseLoBps = -2,
            ResponseHiBps = -0.5,
            P = 0.0123,
            Sessions = 400,
            ImpulseDays = 30,
        };
        var table = new StringWriter();
        var csv = new StringWriter();
        new Output(OutputFormat.Table, table, width: 120).Write(ResponseView.Rows("FXI", [step]));
        new Output(OutputFormat.Csv, csv, width: 120).Write(ResponseView.Rows("FXI", [step]));

        table.ToString().ShouldContain("-2.00 to -0.50");
        csv.ToString().Split('\n')[..2].ShouldBe(
        [
            "symbol,impulse,day,response_bps,response_lo_bps,response_hi_bps,p,sessions,impulse_days",
            "FXI,easing,5,-1.234,-2,-0.5,0.0123,400,30",
        ]);
    }
}
