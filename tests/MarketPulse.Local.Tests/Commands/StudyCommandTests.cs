using System.Globalization;

namespace MarketPulse.Local.Tests.Commands;

public sealed class StudyCommandTests : IDisposable
{
    private const string Header =
        "event_id,day0,symbol,window,model,observations,alpha,beta,residual_variance,car,car_lo,car_hi,bhar,mde80,raw_return,"
        + "benchmark_return,scar,p_value,return_score,reference_windows,z_adjusted,p_adjusted,adjusted_score,p_volume,volume_score,"
        + "p_volatility,volatility_score,overall_score,"
        + "overall_driver,q_event,overlaps,status,reason";

    private readonly string _folder = Directory.CreateTempSubdirectory("study").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_row_per_event_instrument_and_window_with_every_column()
    {
        Daily("M", 1);
        Daily("A", 2);
        Daily("B", 3);
        Run run = await Study("date,id\n2024-08-01,first\n2024-09-07,\n", "--window", "-1,1", "--window", "0,5");

        run.ExitCode.ShouldBe(0, run.Error);
        string[] lines = run.Output.TrimEnd().Split('\n');
        lines[0].ShouldStartWith(Header);
        lines.Length.ShouldBe(1 + (2 * 2 * 2));
        lines[1].ShouldStartWith("first,2024-08-01,A,m1_p1,market,120,");

        // A Saturday moves to the next session.
        lines[5].ShouldStartWith("e2,2024-09-09,A,m1_p1,");
    }

    [Fact]
    public async Task A_time_after_the_close_belongs_to_the_next_session()
    {
        Daily("M", 1);
        Daily("A", 2);
        Run run = await Study("time\n2024-08-01T16:00:00-04:00\n2024-08-01T15:59:59-04:00\n", "--window", "0,0");

        run.Output.ShouldContain("e1,2024-08-02,A");
        run.Output.ShouldContain("e2,2024-08-01,A");
    }

    [Fact]
    public async Task Summary_prints_every_test_and_the_plot_is_drawn()
    {
        Daily("M", 1);
        Daily("A", 2);
        string plot = Path.Combine(_folder, "path.svg");
        Run run = await Study(
            "date\n2024-08-01\n2024-09-03\n2024-10-01\n", "--summary", "by-symbol", "--bootstrap", "99", "--seed", "5", "--plot", plot);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("subject,window,count,mean_car");
        run.Output.Split('\n').Length.ShouldBe(1 + 3 + 1);
        File.ReadAllText(plot).ShouldContain("<polyline");
    }

    [Fact]
    public async Task A_portfolio_is_one_more_instrument_whose_abnormal_return_is_the_weighted_one()
    {
        Daily("M", 1);
        Daily("A", 2);
        Daily("B", 3);
        string portfolios = Path.Combine(_folder, "portfolios.json");
        await File.WriteAllTextAsync(
            portfolios, """[{"name":"P","symbol":"A","weight":0.25},{"name":"P","symbol":"B","weight":0.75}]""",
            TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-08-01\n", "--portfolios", portfolios, "--window", "0,2");

        run.ExitCode.ShouldBe(0, run.Error);
        double[] cars =
        [
            .. run.Output.TrimEnd().Split('\n').Skip(1).Select(line => double.Parse(line.Split(',')[9], CultureInfo.InvariantCulture)),
        ];
        cars.Length.ShouldBe(3);
        cars[2].ShouldBe((0.25 * cars[0]) + (0.75 * cars[1]), 1e-12);
    }

    [Fact]
    public async Task An_instrument_is_studied_against_each_of_its_benchmarks_and_q_never_mixes_them()
    {
        Daily("M", 1);
        Daily("N", 4);
        Daily("A", 2);
        Daily("B", 3);
        string map = Path.Combine(_folder, "benchmarks.txt");
        await File.WriteAllTextAsync(map, "symbol,benchmark\nA,M\nA,N\n", TestContext.Current.CancellationToken);
        const string Events = "date\n2024-08-01\n2024-10-01\n";
        string[] both = Lines(await Study(Events, "--benchmark-map", map, "--window", "0,2"));
        string[] first = Lines(await Study(Events, "--symbols", "A,B", "--window", "0,2"));
        string[] second = Lines(await StudyIn(Events, _folder, "--benchmark", "N", "--symbols", "A", "--window", "0,2"));

        // A against M, A against N, B against M; the rows are those of single runs, with the q of their own benchmarks.
        both.Length.ShouldBe(1 + (3 * 2));
        int benchmark = Array.IndexOf(both[0].Split(','), "benchmark");
        both.Where(line => line.Split(',')[benchmark] == "M").ShouldBe(first.Skip(1));
        both.Where(line => line.Split(',')[benchmark] == "N").ShouldBe(second.Skip(1));

        Run tests = await Study(Events, "--benchmark-map", map, "--window", "0,2", "--summary", "by-event");
        tests.Output.TrimEnd().Split('\n')[1].ShouldStartWith("e1,p0_p2,2,");

        static string[] Lines(Run run) => run.Output.TrimEnd().Split('\n');
    }

    [Fact]
    public async Task The_calendar_time_portfolio_has_one_row_per_window_and_counts_a_day_once()
    {
        Daily("M", 1);
        Daily("A", 2);
        Daily("B", 3);
        const string Events = "date\n2024-08-01\n2024-08-02\n2024-10-01\n";
        string[] lines = (await Study(Events, "--calendar-time", "--window", "0,2", "--window", "0,0")).Output.TrimEnd().Split('\n');

        lines[0].ShouldBe("window,days,studies,mean_instruments,mean_ar,standard_error,mean_ar_lo,mean_ar_hi,t,p,lags");
        lines[1].ShouldStartWith("p0_p2,7,6,2,");
        lines[2].ShouldStartWith("p0_p0,3,6,2,");
        lines.Length.ShouldBe(3);
        (await Study(Events, "--calendar-time", "--tests")).Error.ShouldContain("give one of them");
    }

    [Fact]
    public async Task Cars_are_explained_by_the_characteristics_of_the_instruments()
    {
        foreach (int i in Enumerable.Range(0, 7))
        {
            Daily(i == 0 ? "M" : $"S{i}", i);
        }

        string file = Path.Combine(_folder, "exposure.txt");
        await File.WriteAllTextAsync(
            file, "exposure,symbol\n0.1,S1\n0.4,S2\n0.3,S3\n0.9,S4\n0.2,S5\n", TestContext.Current.CancellationToken);
        const string Events = "date\n2024-08-01\n2024-08-01\n2024-08-20\n2024-09-03\n2024-09-20\n2024-10-01\n2024-10-21\n";
        Run run = await Study(Events, "--explain", file, "--window", "0,2");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("has no row for S6, so they are left out.");
        string[] lines = run.Output.TrimEnd().Split('\n');
        lines[0].ShouldBe("window,characteristic,coefficient,standard_error,coefficient_lo,coefficient_hi,t,p,p_bootstrap,observations,"
            + "instruments,event_days,r_squared,problem");
        lines.Length.ShouldBe(3);
        lines[1].ShouldStartWith("p0_p2,constant,");
        lines[2].ShouldStartWith("p0_p2,exposure,");
        lines[2].ShouldContain(",30,5,6,");

        // The coefficient is that of the CARs which the rows have.
        string[] rows = (await Study(Events, "--window", "0,2")).Output.TrimEnd().Split('\n');
        Dictionary<string, double> exposure = new(StringComparer.Ordinal)
        {
            ["S1"] = 0.1,
            ["S2"] = 0.4,
            ["S3"] = 0.3,
            ["S4"] = 0.9,
            ["S5"] = 0.2,
        };
        (double X, double Y)[] cars =
        [
            .. rows.Skip(1).Select(line => line.Split(',')).Where(cells => exposure.ContainsKey(cells[2]) && cells[0] != "e2")
                .Select(cells => (exposure[cells[2]], double.Parse(cells[9], CultureInfo.InvariantCulture))),
        ];
        (_, double slope) = MathNet.Numerics.LinearRegression.SimpleRegression.Fit(
            [.. cars.Select(car => car.X)], [.. cars.Select(car => car.Y)]);
        double.Parse(lines[2].Split(',')[2], CultureInfo.InvariantCulture).ShouldBe(slope, 1e-12);
    }

    [Theory]
    [InlineData("symbol,size\nS1,big\n", 2, "line 2: size 'big' is not a number")]
    [InlineData("symbol,size\nS1,\n", 2, "line 2: size '' is not a number")]
    [InlineData("symbol,size\nS1,1\nS1,2\n", 2, "line 3: S1 is repeated")]
    [InlineData("name,size\nS1,1\n", 2, "write a header with symbol")]
    [InlineData("symbol,size,size\nS1,1,2\n", 2, "the column name 'size' is empty, reserved or repeated")]
    [InlineData("symbol,size\nS1,1\nS2,1\nS3,1\nS4,1\nS5,1\nS6,1\n", 1, "the column size is constant or determined")]
    [InlineData("symbol,a,b\nS1,1,2\nS2,2,4\nS3,5,10\nS4,4,8\nS5,9,18\nS6,7,14\n", 1, "the column b is constant or determined")]
    [InlineData("symbol,size\nS1,1\nS2,2\n", 1, "2 instruments with characteristics can be scored, and 2 coefficients need 3")]
    public async Task Characteristics_that_make_no_sense_are_refused(string csv, int exitCode, string sentence)
    {
        foreach (int i in Enumerable.Range(0, 7))
        {
            Daily(i == 0 ? "M" : $"S{i}", i);
        }

        string file = Path.Combine(_folder, "exposure.txt");
        await File.WriteAllTextAsync(file, csv, TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-08-01\n2024-08-20\n2024-09-03\n2024-09-20\n2024-10-01\n", "--explain", file);

        run.ExitCode.ShouldBe(exitCode);
        run.Error.ShouldContain(sentence);
        (await Study("date\n2024-08-01\n", "--explain", file, "--tests")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_synthetic_control_stands_beside_the_market_model_and_leaves_linked_donors_out()
    {
        foreach (int i in Enumerable.Range(0, 9))
        {
            Daily(i == 0 ? "M" : $"S{i}", i);
        }

        // S8 is the mixture of two donors, and falls by 5% on the day of the event.
        string[] first = await PricesOf("S1"), second = await PricesOf("S2");
        double price = 100;
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "S8.csv"),
            ["Date,Close", .. first.Zip(second).Skip(1).Zip(first.Zip(second), (today, before) =>
            {
                string date = today.First.Split(',')[0];
                price *= 1 + (0.75 * Return(before.First, today.First)) + (0.25 * Return(before.Second, today.Second))
                    - (date == "2024-10-01" ? 0.05 : 0);
                return string.Create(CultureInfo.InvariantCulture, $"{date},{price:R}");
            })],
            TestContext.Current.CancellationToken);
        Run run = await Study("date,symbol\n2024-10-01,\n2024-10-01,S7\n", "--synthetic-control", "S8", "--window", "0,0");

        run.ExitCode.ShouldBe(0, run.Error);
        string[] lines = run.Output.TrimEnd().Split('\n');
        lines[0].ShouldBe("event_id,day0,symbol,window,synthetic_car,fit_rms,p_donors,p_dates,donors,dates,car,p_adjusted,raw_return,"
            + "benchmark_return,weights,reason");
        lines.Length.ShouldBe(2);
        string[] cells = lines[1].Split(',');
        double.Parse(cells[4], CultureInfo.InvariantCulture).ShouldBe(-0.05, 1e-6);
        double.Parse(cells[6], CultureInfo.InvariantCulture).ShouldBe(1.0 / 7, 1e-12);
        cells[8].ShouldBe("6");
        cells[14].ShouldBe("S1 0.750|S2 0.250");

        async Task<string[]> PricesOf(string symbol) => [.. (await File.ReadAllLinesAsync(
            Path.Combine(_folder, symbol + ".csv"), TestContext.Current.CancellationToken)).Skip(1)];
        static double Return(string before, string today) => (Close(today) / Close(before)) - 1;
        static double Close(string line) => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(2, "needs at least 5 donors, and 1 is given", "--synthetic-control", "A", "--donors", "B")]
    [InlineData(2, "name the instrument to compare them with", "--donors", "A,B")]
    [InlineData(2, "There are no prices for NOPE", "--synthetic-control", "NOPE")]
    [InlineData(2, "give one of them", "--synthetic-control", "A", "--tests")]
    [InlineData(
        2, "give --estimation instead", "--synthetic-control", "A", "--estimation-from", "2024-01-01", "--estimation-to", "2024-06-30")]
    [InlineData(1, "A, event e1: the prices do not cover", "--synthetic-control", "A", "--estimation", "200")]
    [InlineData(1, "A, event e1: 4 donors have prices over its estimation window", "--synthetic-control", "A")]
    public async Task A_synthetic_control_that_cannot_be_made_says_why(int exitCode, string sentence, params string[] options)
    {
        foreach ((string symbol, int seed) in new[] { ("M", 1), ("A", 2), ("B", 3), ("C", 4), ("D", 5), ("E", 6), ("F", 7) })
        {
            Daily(symbol, seed);
        }

        // F is listed too late for the estimation window.
        string late = Path.Combine(_folder, "F.csv");
        string[] lines = await File.ReadAllLinesAsync(late, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(late, [lines[0], .. lines[100..]], TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-08-01\n", options);

        run.ExitCode.ShouldBe(exitCode);
        run.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task Problems_of_the_donors_prices_are_reported()
    {
        string[] symbols = ["M", "A", "B", "C", "D", "E", "F"];
        foreach ((int seed, string symbol) in symbols.Index())
        {
            Daily(symbol, seed);
        }

        string donor = Path.Combine(_folder, "C.csv");
        string[] lines = await File.ReadAllLinesAsync(donor, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(donor, [.. lines, "2025-01-01,dear,1000"], TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-10-01\n", "--synthetic-control", "A", "--window", "0,0");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain($"C.csv, line {lines.Length + 1}");
        run.Output.TrimEnd().Split('\n').Length.ShouldBe(2);

        foreach (string symbol in symbols[..2])
        {
            string file = Path.Combine(_folder, symbol + ".csv");
            string[] own = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(
                file,
                ["Date,Close,Volume,Adj Close", .. own.Skip(1).Select(line => $"{line},{line.Split(',')[1]}")],
                TestContext.Current.CancellationToken);
        }

        run = await Study("date\n2024-10-01\n", "--synthetic-control", "A", "--window", "0,0", "--price", "adjusted");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("B.csv has bars with no Adj Close");
    }

    [Fact]
    public async Task Scheduled_releases_are_marked_and_held_constant()
    {
        Daily("M", 1);
        Daily("A", 2);
        Daily("B", 3);
        string calendar = Path.Combine(_folder, "releases.txt");
        await File.WriteAllTextAsync(
            calendar,
            "code,time,symbol\nfomc,2024-08-01T14:00-04:00,\ncpi,2024-08-01T08:30-04:00,\nearnings,2024-10-01T16:30-04:00,B\n"
                + "fomc,2024-09-18T14:00-04:00,\n",
            TestContext.Current.CancellationToken);
        const string Events = "date\n2024-08-01\n2024-08-20\n2024-09-04\n2024-09-18\n2024-10-01\n2024-10-21\n2024-11-05\n";
        string[] rows = (await Study(Events, "--confounders", calendar, "--window", "0,1")).Output.TrimEnd().Split('\n');

        // After the close, earnings belong to the next session, which is inside the window.
        int confounders = Array.IndexOf(rows[0].Split(','), "confounders"), car = Array.IndexOf(rows[0].Split(','), "car");
        string[][] cells = [.. rows.Skip(1).Select(row => row.Split(','))];
        cells.Where(row => row[2] == "A").Select(row => row[confounders]).ShouldBe(["fomc|cpi", "", "", "fomc", "", "", ""]);
        cells.Where(row => row[2] == "B").Select(row => row[confounders]).ShouldBe(["fomc|cpi", "", "", "fomc", "earnings", "", ""]);

        Run run = await Study(Events, "--confounders", calendar, "--window", "0,1", "--tests");
        string[] lines = run.Output.TrimEnd().Split('\n'), header = lines[0].Split(','), a = lines[1].Split(',');
        a[Array.IndexOf(header, "confounded")].ShouldBe("2");

        // With a dummy for each kind, the constant is the mean of the events without a release.
        double[] clean = [.. cells.Where(row => row[2] == "A" && row[confounders].Length == 0)
            .Select(row => double.Parse(row[car], CultureInfo.InvariantCulture))];
        double.Parse(a[Array.IndexOf(header, "mean_car_clean")], CultureInfo.InvariantCulture).ShouldBe(clean.Average(), 1e-12);
        a[Array.IndexOf(header, "p_clean")].ShouldNotBeEmpty();
        string[] without = (await Study(Events, "--window", "0,1", "--tests")).Output.Split('\n')[1].Split(',');
        without[Array.IndexOf(header, "confounded")].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("time,code\n2024-08-01T14:00-04:00,gdp\n", "line 2: code 'gdp' is not one of fomc, cpi, payrolls, ecb, earnings")]
    [InlineData("time,code\n2024-08-01,fomc\n", "line 2: time '2024-08-01' is not a time with a zone")]
    [InlineData("time,code\n2024-08-01 14:00,fomc\n", "line 2: time '2024-08-01 14:00' is not a time with a zone")]
    [InlineData("time,code\n2024-08-01T14:00Z,earnings\n", "line 2: earnings need a symbol")]
    [InlineData("date,kind\n2024-08-01T14:00Z,fomc\n", "the columns time and code")]
    public async Task A_calendar_of_releases_that_makes_no_sense_is_refused(string csv, string sentence)
    {
        Daily("M", 1);
        Daily("A", 2);
        string calendar = Path.Combine(_folder, "releases.txt");
        await File.WriteAllTextAsync(calendar, csv, TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-08-01\n", "--confounders", calendar);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("symbol,benchmark\nA,A\n", "line 2: A cannot be its own benchmark")]
    [InlineData("symbol,benchmark\nA,M\nA,M\n", "line 3: A and M are already on an earlier line")]
    [InlineData("symbol,benchmark\nA,\n", "line 2: symbol and benchmark are both required")]
    [InlineData("symbol;market\nA;M\n", "the columns symbol and benchmark")]
    [InlineData("symbol,benchmark\nA,NOPE\n", "no prices for NOPE")]
    [InlineData("symbol,benchmark\nNOPE,M\n", "no prices for NOPE")]
    [InlineData("symbol,benchmark\nA,M\n", "has no benchmark for B: add a row")]
    public async Task A_benchmark_map_that_makes_no_sense_is_refused(string csv, string sentence)
    {
        foreach ((string symbol, int seed) in new[] { ("M", 1), ("A", 2), ("B", 3) })
        {
            Daily(symbol, seed);
        }

        string map = Path.Combine(_folder, "benchmarks.txt");
        await File.WriteAllTextAsync(map, csv, TestContext.Current.CancellationToken);
        Run run = await StudyIn("date\n2024-08-01\n", _folder, "--benchmark-map", map);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_window_that_does_not_begin_after_the_fixed_estimation_window_is_not_scored()
    {
        Daily("M", 1);
        Daily("A", 2);
        string[] lines = (await Study(
            "date\n2024-03-01\n2024-07-01\n2024-07-02\n2024-12-02\n", "--estimation-from", "2024-01-01", "--estimation-to", "2024-06-30",
            "--window", "-1,1")).Output.TrimEnd().Split('\n');

        lines[1].ShouldContain(",not_scored,not_after_estimation,");
        lines[2].ShouldContain(",not_scored,not_after_estimation,");
        lines[3].ShouldStartWith("e3,2024-07-02,A,m1_p1,market,129,");
        lines[3].ShouldContain(",final,");
        lines[4].ShouldContain(",final,");

        // The same fit serves every event.
        lines[3].Split(',')[5..9].ShouldBe(lines[4].Split(',')[5..9]);
    }

    [Fact]
    public async Task An_instrument_that_did_not_trade_on_day_0_is_halted()
    {
        Daily("M", 1);
        Daily("A", 2);
        string file = Path.Combine(_folder, "A.csv");
        await File.WriteAllLinesAsync(
            file, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
                .Where(line => !line.StartsWith("2024-08-01", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-08-01\n2024-08-02\n", "--window", "0,2");

        string[] lines = run.Output.TrimEnd().Split('\n');
        lines[1].ShouldStartWith("e1,2024-08-01,A,p0_p2,market,0,");
        lines[1].ShouldContain(",not_scored,halted,");
        lines[2].ShouldStartWith("e2,2024-08-02,A,p0_p2,market,120,");
    }

    [Fact]
    public async Task A_portfolio_of_adjusted_prices_is_studied_on_them()
    {
        foreach ((string symbol, int seed) in new[] { ("M", 1), ("A", 2), ("B", 3) })
        {
            Daily(symbol, seed);
            string file = Path.Combine(_folder, symbol + ".csv");
            string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(
                file, ["Date,Close,Volume,Adj Close", .. lines.Skip(1).Select(line => $"{line},{line.Split(',')[1]}")],
                TestContext.Current.CancellationToken);
        }

        string portfolios = Path.Combine(_folder, "portfolios.json");
        await File.WriteAllTextAsync(
            portfolios, """[{"name":"P","symbol":"A","weight":0.5},{"name":"P","symbol":"B","weight":0.5}]""",
            TestContext.Current.CancellationToken);
        Run adjusted = await Study("date\n2024-08-01\n", "--portfolios", portfolios, "--price", "adjusted"), best = await Study(
            "date\n2024-08-01\n", "--portfolios", portfolios);

        adjusted.ExitCode.ShouldBe(0, adjusted.Error);
        adjusted.Output.ShouldBe(best.Output);
    }

    [Theory]
    [InlineData("""[{"name":"P","symbol":"A"}]""", "entry 1: name, symbol and a weight other than 0")]
    [InlineData(
        """[{"name":"P","symbol":"A","weight":1},{"name":"P","symbol":"A","weight":2}]""", "entry 2: A appears twice in portfolio P")]
    [InlineData("[]", "contains no portfolio")]
    [InlineData("{", "not an array of name, symbol and weight")]
    [InlineData("""[{"name":"P","symbol":"NOPE","weight":1}]""", "no prices for NOPE")]
    public async Task A_portfolio_file_that_makes_no_sense_is_refused(string json, string sentence)
    {
        Daily("M", 1);
        Daily("A", 2);
        string portfolios = Path.Combine(_folder, "portfolios.json");
        await File.WriteAllTextAsync(portfolios, json, TestContext.Current.CancellationToken);
        Run run = await Study("date\n2024-08-01\n", "--portfolios", portfolios);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task Ctrl_c_stops_a_long_study_with_one_sentence()
    {
        Daily("M", 1);
        Daily("A", 2);
        string file = Path.Combine(_folder, "events.txt");
        await File.WriteAllTextAsync(
            file, "date\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{new DateOnly(2024, 8, 1).AddDays(i):yyyy-MM-dd}\n")),
            TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var output = new StringWriter();
        var error = new StringWriter();

        int exitCode = await Local.Commands.MarketPulseCommand.RunAsync(
            ["study", "--prices", _folder, "--events", file, "--benchmark", "M", "--tests", "--bootstrap", "2000000000"],
            output, error, new Local.Commands.Surroundings(Stream.Null, new StoppedClock(Cli.Now)), stop.Token);

        exitCode.ShouldBe(1);
        output.ToString().ShouldBeEmpty();
        error.ToString().TrimEnd().ShouldBe("error: Stopped before the end; run the command again to continue.");
    }

    [Fact]
    public async Task Intraday_windows_are_in_minutes_and_sessions_are_cut_overnight()
    {
        Intraday("M", 1);
        Intraday("A", 2);
        Run run = await Study("time\n2024-03-07T11:02:00-05:00\n", "--window", "0,30", "--gap", "2");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.Split('\n')[1].ShouldStartWith("e1,2024-03-07T11:00,A,p0_p30,market,120,");
        (await Study("time\n2024-03-07T11:02:00-05:00\n", "--window", "0,7")).Error.ShouldContain("in minutes");
    }

    [Theory]
    [InlineData("date\n", "contains no events")]
    [InlineData("when\n2024-08-01\n", "neither a date nor a time column")]
    [InlineData("date\n08/01/2024\n", "write yyyy-MM-dd")]
    [InlineData("time\n2024-08-01 12:00\n", "with its zone")]
    [InlineData("date,symbol\n2024-08-01,NOPE\n", "There are no prices for NOPE")]
    [InlineData("date\n2024-08-01\n", "raise the gap", "--window", "-11,0")]
    [InlineData("date\n2024-08-01\n", "minimum number of observations", "--min-observations", "121")]
    [InlineData("date\n2024-08-01\n", "needs 410", "--estimation", "400")]
    [InlineData("date\n2024-08-01\n", "must have from 12", "--estimation", "0")]
    [InlineData("date\n2024-08-01\n", "as long as the estimation window", "--window", "0,119")]
    [InlineData("date\n2024-08-01\n", "give the first and last day", "--window", "2,1")]
    [InlineData("date\n2024-08-01\n", "no prices for NOPE", "--symbols", "A,NOPE")]
    [InlineData("date\n2024-08-01\n", "no prices for NOPE", "--factors", "NOPE")]
    [InlineData("date\n2024-08-01\n", "is not one of", "--venue", "MOON")]
    [InlineData("date\n2024-08-01\n", "goes with --tests", "--bootstrap", "99")]
    [InlineData("date\n2024-08-01\n", "no Adj Close", "--price", "adjusted")]
    [InlineData("date\n2024-08-01\n", "give both, or neither", "--estimation-from", "2024-01-01")]
    [InlineData(
        "date\n2024-08-01\n", "swap them", "--estimation-from", "2024-06-30", "--estimation-to", "2024-01-01")]
    [InlineData(
        "date\n2024-08-01\n", "leave them out with --estimation-from", "--estimation-from", "2024-01-01", "--estimation-to", "2024-06-30",
        "--gap", "5")]
    [InlineData(
        "date\n2024-08-01\n", "A has returns from 2024-01-02 to 2024-12-30. Choose dates inside the data", "--estimation-from",
        "2020-01-01", "--estimation-to", "2020-12-31")]
    [InlineData("date\n2024-08-01\n", "cannot be read", "--benchmark-map", "nowhere.csv")]
    public async Task What_makes_no_sense_is_refused_with_the_fix(string events, string sentence, params string[] options)
    {
        Daily("M", 1);
        Daily("A", 2);
        Run run = await Study(events, options);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task Trade_events_of_2018_to_2020_match_the_independent_study_in_every_column()
    {
        string[] expected = await File.ReadAllLinesAsync(
            SharedData.Path("data", "expected", "adjusted_2018_2020.csv"), TestContext.Current.CancellationToken);
        string events = "date\n" + string.Join('\n', expected.Skip(1).Select(line => line[..10]).Distinct());
        Run run = await StudyIn(
            events, SharedData.Path("data", "prices"), "--benchmark", "SPY", "--symbols", "FXI,EEM,AAPL,QQQ,IWM,USO", "--price", "close");

        string[] lines = run.Output.TrimEnd().Split('\n');
        Dictionary<string, string[]> rows = lines.Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => $"{cells[1]} {cells[2]} {cells[3]}", StringComparer.Ordinal);
        string[] header = lines[0].Split(','), names = expected[0].Split(',');
        foreach (string[] cells in expected.Skip(1).Select(line => line.Split(',')))
        {
            string[] row = rows[$"{cells[0]} {cells[1]} {cells[2]}"];
            for (int i = 3; i < names.Length; i++)
            {
                string actual = row[Array.IndexOf(header, names[i])];
                if (double.TryParse(cells[i], CultureInfo.InvariantCulture, out double number))
                {
                    double.Parse(actual, CultureInfo.InvariantCulture)
                        .ShouldBe(number, 1e-9, $"{names[i]} of {cells[0]} {cells[1]} {cells[2]}");
                }
                else
                {
                    actual.ShouldBe(cells[i]);
                }
            }
        }
    }

    private Task<Run> Study(string events, params string[] options) => StudyIn(events, _folder, ["--benchmark", "M", .. options]);

    private async Task<Run> StudyIn(string events, string prices, params string[] options)
    {
        // Not .csv, because it would be read as a price file.
        string file = Path.Combine(_folder, "events.txt");
        await File.WriteAllTextAsync(file, events, TestContext.Current.CancellationToken);
        return await Cli.RunAsync(["study", "--prices", prices, "--events", file, "--output", "csv", .. options]);
    }

    private void Daily(string symbol, int seed)
    {
        var random = new Random(seed);
        double price = 100;
        IEnumerable<string> lines = Enumerable.Range(0, 365).Select(i => new DateOnly(2024, 1, 1).AddDays(i))
            .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .Select(date =>
                string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},{Step(0.02):0.0000},{1000 + random.Next(500)}"));
        File.WriteAllLines(Path.Combine(_folder, symbol + ".csv"), ["Date,Close,Volume", .. lines]);

        double Step(double range) => price *= 1 + (range * (random.NextDouble() - 0.5));
    }

    private void Intraday(string symbol, int seed)
    {
        var random = new Random(seed);
        double price = 100;
        IEnumerable<string> lines = Enumerable.Range(4, 4).SelectMany(
            day => Enumerable.Range(0, 78).Select(i => new DateTime(2024, 3, day, 9, 30, 0, DateTimeKind.Unspecified).AddMinutes(5 * i)))
            .Select(start =>
                string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm},{Step(0.002):0.0000},{1000 + random.Next(500)}"));
        File.WriteAllLines(Path.Combine(_folder, symbol + ".csv"), ["Timestamp,Close,Volume", .. lines]);

        double Step(double range) => price *= 1 + (range * (random.NextDouble() - 0.5));
    }
}
