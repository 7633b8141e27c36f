//! What a call costs through each client, against a server over loopback.
//!
//! `cargo run --release -p faultcode-bench --bin rtt -- [--clients a,b] [--count N] [--times N] --out DIR`
//!
//! Ends with 1 when a bar is missed.

use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};

use clap::Parser;
use faultcode_bench::compare::machine::{Machine, load};
use faultcode_bench::rtt::client::{self, Call};
use faultcode_bench::rtt::report::{Report, Row, bars, markdown};
use faultcode_bench::rtt::server;

/// Measures calls.
#[derive(Debug, Parser)]
struct Arguments {
    /// Clients, by name; all of them if none is named
    #[arg(long, value_delimiter = ',', value_parser = client::names())]
    clients: Vec<String>,
    /// The folder for the table
    #[arg(long, value_name = "DIR", required_unless_present = "serve")]
    out: Option<PathBuf>,
    /// Calls per run; a hundredth of it for the list
    #[arg(long, default_value_t = 10_000)]
    count: usize,
    /// Runs per client and load
    #[arg(long, default_value_t = 5)]
    times: usize,
    /// Count instructions as well, with valgrind: they repeat where times do not
    #[arg(long)]
    instructions: bool,
    /// Be the server
    #[arg(long, hide = true)]
    serve: bool,
}

/// A server, which ends with its owner.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended on its own.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const LOADS: [(&str, usize); 6] = [
    ("success", 1),
    ("success", 64),
    ("error", 1),
    ("error", 64),
    ("list", 1),
    ("list", 64),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    if arguments.serve {
        server::serve()?;
        return Ok(ExitCode::SUCCESS);
    }
    let out = arguments.out.ok_or("no folder for the table")?;
    let here = std::env::current_exe()?;
    let folder = here
        .ancestors()
        .nth(2)
        .ok_or("no target folder")?
        .join("compare");
    let (mut programs, mut missing) = (Vec::new(), Vec::new());
    for client in client::clients(&arguments.clients) {
        eprintln!("build {}", client.name);
        match client.build(&folder) {
            Ok(program) => programs.push(program),
            Err(fault) => {
                eprintln!("NOT BUILT: {}: {fault}", client.name);
                missing.push((client.name.to_owned(), fault.to_string()));
            }
        }
    }
    let mut process = Command::new(&here)
        .arg("--serve")
        .stdout(Stdio::piped())
        .spawn()?;
    let said = process.stdout.take().ok_or("the server says nothing")?;
    let server = Server(process);
    let mut url = String::new();
    BufReader::new(said).read_line(&mut url)?;

    let before = load();
    let mut rows = Vec::new();
    for (call, at_once) in LOADS {
        eprintln!("{call}, {at_once} at once");
        let count = if call == "list" {
            arguments.count / 20
        } else {
            arguments.count
        };
        let mut runs: Vec<Vec<Call>> = vec![Vec::new(); programs.len()];
        // Interleaved, so that what else the machine does meets all alike.
        for _ in 0..arguments.times {
            for (program, runs) in programs.iter().zip(&mut runs) {
                runs.push(program.run(url.trim(), call, at_once, count)?);
            }
        }
        rows.extend(programs.iter().zip(&runs).map(|(program, runs)| Row {
            client: program.client.name,
            kind: program.client.kind,
            call,
            at_once,
            cost: Call::median(runs),
        }));
    }
    let mut instructions = Vec::new();
    let kinds = LOADS.iter().filter(|(_, at_once)| *at_once == 1);
    for (call, _) in kinds.filter(|_| arguments.instructions) {
        for program in &programs {
            let count = program.instructions(url.trim(), call)?;
            instructions.push((*call, program.client.name, count));
        }
    }
    drop(server);
    let report = Report {
        machine: Machine::here(),
        load: (before, load()),
        missing,
        bars: bars(&rows),
        rows,
        instructions,
    };
    fs::create_dir_all(&out)?;
    let text = markdown(&report);
    fs::write(out.join("rtt.md"), &text)?;
    fs::write(out.join("rtt.json"), serde_json::to_vec_pretty(&report)?)?;
    print!("{text}");
    let missed = report.bars.iter().any(|(_, figure, most)| figure > most);
    Ok(ExitCode::from(u8::from(missed)))
}
