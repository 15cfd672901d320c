// SPDX-License-Identifier: Apache-2.0
//! Plugins as shared libraries: those of the examples, and some that are not as they should be.

use scap::codec::{Encoder, RawEvent};
use scap::engine::{Advance, Engine, PluginPlatform, Record};
use scap::error::Result;
use scap::fields::text::Zone;
use scap::fields::{CLASSES, Catalogue, Evaluation, Scratch, Settings, Sources};
use scap::filter::Filter;
use scap::format::{Formatter, Template};
use scap::inspector::{Inspector, Mode, Options};
use scap::plugin::{Host, MetricValue, Version};
use scap::savefile::{ReadOptions, Reader};
use scap::schema::Code;
use scap::snapshot::{NoLookup, Snapshot};
use scap::state::State;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compiles a plugin; the name says which of several tests it is for.
fn built(source: &str, name: &str, defines: &[&str]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    std::fs::create_dir_all(&folder).expect("a folder for the libraries");
    let library = folder.join(format!("lib{name}.so"));
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-std=gnu11", "-Wall", "-pthread", "-o"]).arg(&library);
    cc.arg(root().join(source)).arg("-I").arg(root().join("include"));
    cc.args(defines.iter().map(|define| format!("-D{define}")));
    assert!(cc.status().expect("a C compiler").success(), "{source} compiles");
    library
}

/// The plugins, each started with an empty configuration.
fn host(libraries: &[PathBuf]) -> Host {
    let host = Host::default();
    for library in libraries {
        let plugin = host.register(library).expect("a plugin");
        plugin.start("").expect("it starts");
    }
    host
}

/// Options with plugins.
fn with(host: &Arc<Host>) -> Options {
    Options { plugins: Some(Arc::clone(host)), ..Options::default() }
}

fn catalogue(host: &Host) -> Catalogue {
    let mut catalogue = Catalogue::new(CLASSES.iter().copied());
    for class in host.plugins().filter_map(|plugin| host.fields(plugin)) {
        catalogue.add_external(class);
    }
    for name in host.event_names() {
        catalogue.add_event_name(name);
    }
    catalogue
}

/// The lines of the events that match.
fn lines(inspector: &mut Inspector, host: &Arc<Host>, template: &str, filter: &str) -> Vec<String> {
    let catalogue = catalogue(host);
    let template = Template::compile(template.as_bytes(), &catalogue).expect("a template");
    let filter = Filter::compile(filter.as_bytes(), &catalogue).expect("a filter");
    let sources: Arc<dyn Sources> = Arc::clone(host) as _;
    let settings = Settings { zone: Zone::utc(), sources: Some(sources), ..Settings::default() };
    let (mut scratch, mut lines) = (Scratch::new(), Vec::new());
    loop {
        match inspector.next().expect("no failure") {
            Some(event) => {
                scratch.reset();
                let event = &event;
                let mut context =
                    Evaluation { event, scratch: &scratch, settings: &settings, comparing: true };
                if !filter.matches(event.raw.code(), &context) {
                    continue;
                }
                context.comparing = false;
                let mut line = scratch.text();
                if Formatter::new(&template).push_text(&context, &mut line) {
                    lines.push(String::from_utf8_lossy(line.as_bytes()).into_owned());
                }
            }
            None => return lines,
        }
    }
}

#[test]
fn a_source_and_the_fields_of_its_events() {
    let numbers = built("examples-c/plugins/numbers.c", "numbers-a", &[]);
    let host = Arc::new(host(&[numbers, built("examples-c/plugins/digits.c", "digits-a", &[])]));
    assert_eq!(host.sources().collect::<Vec<_>>(), ["syscall", "numbers"]);
    let open = |params: &str| {
        let (host, options) = (Arc::clone(&host), Options::default());
        Inspector::open_plugin(host, "numbers", params, PluginPlatform::Generic, options)
    };
    let mut inspector = open("20").expect("it opens");
    assert_eq!(inspector.options().mode, Mode::Plugin);
    let template = "%evt.num %evt.source %evt.pluginname %evt.plugininfo %numbers.value %numbers.digits";
    assert_eq!(
        lines(&mut inspector, &host, template, "numbers.divisible[7] = true and numbers.value > 0"),
        ["8 numbers numbers number 7 7 (7)", "15 numbers numbers number 14 14 (1,4)"]
    );
    assert_eq!(inspector.engine().progress(), Some((100.0, String::new())));
    let mut inspector = open("12").expect("it opens");
    let matching = lines(
        &mut inspector,
        &host,
        "%numbers.value",
        "numbers.digits intersects (1) and evt.type = pluginevent",
    );
    assert_eq!(matching, ["1", "10", "11"]);
    let error = open("many").err().expect("no number").to_string();
    assert!(error.contains("libnumbers-a.so") && error.contains("'many' is not a number"), "{error}");
}

#[test]
fn fields_of_a_source_that_is_not_the_event_s_are_absent() {
    let digits = built("examples-c/plugins/digits.c", "digits-b", &[]);
    let host = Arc::new(host(&[digits]));
    let reader = Reader::open(&root().join("testdata/zoo.scap"), ReadOptions::default()).expect("a capture");
    let engine = Box::new(reader);
    let mut inspector = Inspector::open_engine(engine, Box::new(NoLookup), with(&host)).expect("it opens");
    assert!(lines(&mut inspector, &host, "%numbers.value", "numbers.value exists").is_empty());
}

#[test]
fn a_parser_keeps_values_with_threads() {
    let host = Arc::new(host(&[built("examples-c/plugins/opens.c", "opens-a", &[])]));
    let path = root().join("testdata/shell.scap");
    let reader = Reader::open(&path, ReadOptions::default()).expect("a capture");
    let engine = Box::new(reader);
    let mut inspector = Inspector::open_engine(engine, Box::new(NoLookup), with(&host)).expect("it opens");
    let template = "%thread.tid %opens.count %opens.comm %proc.name";
    let found = lines(&mut inspector, &host, template, "evt.type in (open, openat, openat2)");
    assert!(found.len() > 100, "{} opens", found.len());
    let mut counts = std::collections::HashMap::new();
    for line in &found {
        let [tid, count, comm, name] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let expected: &mut u64 = counts.entry(tid.to_string()).or_default();
        *expected += 1;
        // A thread whose id comes again starts anew.
        assert!(count == expected.to_string() || count == "1", "{line}, expected {expected}");
        *expected = count.parse().expect("a number");
        assert_eq!(comm, name, "{line}");
    }
}

/// A source that has no events for a while.
struct Quiet {
    snapshot: Snapshot,
    left: u32,
    current: Vec<u8>,
}

impl Engine for Quiet {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn advance(&mut self) -> Result<Advance> {
        if self.left == 0 {
            return Ok(Advance::End);
        }
        self.left -= 1;
        if self.left.is_multiple_of(50) {
            let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock").as_nanos() as u64;
            self.current.clear();
            let event = Encoder::new(now, 1, Code::ScapeventE).u32(0).u64(0);
            event.finish(&mut self.current).expect("it fits");
            return Ok(Advance::Event);
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
        Ok(Advance::Timeout)
    }

    fn current(&self) -> Option<Record<'_>> {
        RawEvent::decode(&self.current).ok().map(Record::of)
    }
}

#[test]
fn events_of_a_plugin_s_own_thread() {
    let made = Host::default();
    let said = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&said);
    made.set_log(Some(Box::new(move |severity, text| {
        log.lock().expect("one writer").push((severity, text.to_string()));
    })));
    let plugin = made.register(&built("tests/plugins/ticks.c", "ticks-a", &[])).expect("a plugin");
    plugin.start("").expect("it starts");
    assert_eq!(*said.lock().expect("no writer"), [(6, "ticks: ticks begin".to_string())]);
    let host = Arc::new(made);
    let engine = Box::new(Quiet { snapshot: Snapshot::default(), left: 200, current: Vec::new() });
    let options = Options { mode: Mode::Plugin, ..with(&host) };
    let mut inspector = Inspector::open_engine(engine, Box::new(NoLookup), options).expect("it opens");
    let template = "%evt.type %evt.asynctype %evt.source %evt.is_async %thread.tid";
    let found = lines(&mut inspector, &host, template, "evt.type = tick");
    assert!(found.len() > 10, "{} ticks", found.len());
    inspector.close().expect("it ends");
    let metrics = plugin.metrics().expect("it runs");
    let value = |name: &str| metrics.iter().find(|metric| metric.name == name).map(|metric| metric.value);
    assert!(matches!(value("ticks.refused"), Some(MetricValue::U64(10..))), "unknown names are refused");
    assert_eq!(value("ticks.opened"), Some(MetricValue::U64(1)));
    assert_eq!(value("ticks.closed"), Some(MetricValue::U64(1)));
    assert_eq!(host.routines(), 0);
}

/// What loading a plugin says is wrong.
fn refused(define: &str) -> String {
    let library = built("tests/plugins/bad.c", &format!("bad-{define}"), &[define]);
    let error = Host::default().register(&library).expect_err(define).to_string();
    assert!(error.contains(&format!("libbad-{define}.so")), "{error}");
    error
}

#[test]
fn what_is_no_plugin_is_refused_with_its_path_and_the_reason() {
    for (define, what) in [
        ("NO_VERSION", "get_required_api_version returns '', which is not a version"),
        ("WRONG_VERSION", "made for version 2.0.0 of the plugin API, this library has 3.12.0"),
        ("NO_NAME", "get_name returns nothing"),
        ("NO_INIT", "init is missing"),
        ("NO_CAPABILITY", "it has no capability"),
        ("GARBAGE_FIELDS", "get_fields does not return JSON"),
    ] {
        let error = refused(define);
        assert!(error.contains(what), "{error}");
    }
    let error = Host::default().register(Path::new("/nonexistent/libx.so")).expect_err("no file").to_string();
    assert!(error.contains("/nonexistent/libx.so") && error.contains("No such file"), "{error}");
    let text = root().join("README.md");
    let error = Host::default().register(&text).expect_err("no library").to_string();
    assert!(error.contains("README.md") && error.contains("cannot load"), "{error}");
}

#[test]
fn a_plugin_that_fails_to_start_or_is_configured_wrongly() {
    let host = Host::default();
    let plugin =
        host.register(&built("tests/plugins/bad.c", "bad-start", &["INIT_FAILS"])).expect("a plugin");
    let error = plugin.start("{\"level\": \"high\"}").expect_err("a text is no integer").to_string();
    assert!(error.contains("<root>.level is not of type integer"), "{error}");
    let error = plugin.start("level 3").expect_err("no JSON").to_string();
    assert!(error.contains("configuration is not JSON"), "{error}");
    let error = plugin.start("").expect_err("it says so").to_string();
    assert!(error.contains("libbad-start.so") && error.contains("init failed"), "{error}");
    let error = plugin.start("").expect_err("once is enough").to_string();
    assert!(error.contains("started twice"), "{error}");
    assert!(!plugin.is_running());
    let error = plugin.metrics().expect_err("it does not run").to_string();
    assert!(error.contains("get_metrics cannot be called"), "{error}");
}

#[test]
fn of_two_threads_that_start_a_plugin_one_runs_its_init() {
    let host = Host::default();
    let plugin =
        host.register(&built("tests/plugins/bad.c", "bad-threads", &["INIT_SLEEPS"])).expect("a plugin");
    let outcomes = std::thread::scope(|scope| {
        [scope.spawn(|| plugin.start("")), scope.spawn(|| plugin.start(""))]
            .map(|thread| thread.join().expect("no panic").map_err(|error| error.to_string()))
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let refused = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).expect("one is refused");
    assert!(refused.contains("started twice"), "{refused}");
    assert!(plugin.is_running());
}

#[test]
fn absurd_values_are_no_danger() {
    let host = Arc::new(host(&[built("tests/plugins/bad.c", "bad-values", &[])]));
    let reader = Reader::open(&root().join("testdata/zoo.scap"), ReadOptions::default()).expect("a capture");
    let engine = Box::new(reader);
    let mut inspector = Inspector::open_engine(engine, Box::new(NoLookup), with(&host)).expect("it opens");
    assert!(
        lines(&mut inspector, &host, "%evt.num", "bad.list in (x, y)").len() > 100,
        "no values: all are in the list"
    );
}

#[test]
fn names_and_numbers_are_taken_once() {
    let numbers = built("examples-c/plugins/numbers.c", "numbers-c", &[]);
    let host = Host::default();
    host.register(&numbers).expect("a plugin");
    let error = host.register(&numbers).expect_err("it is there").to_string();
    assert!(error.contains("a plugin of the name 'numbers' is loaded already"), "{error}");
}

/// The last value of each of these fields.
fn last_values(host: &Arc<Host>, capture: &str, template: &str) -> String {
    let path = root().join(format!("testdata/{capture}"));
    let mut inspector = Inspector::open(&path, with(host)).expect("a capture");
    lines(&mut inspector, host, template, "evt.type = openat").pop().expect("some events")
}

#[test]
fn every_table_can_be_used_and_misused() {
    let owner = built("tests/plugins/tables.c", "tables-owner", &["OWNER"]);
    let user = built("tests/plugins/tables.c", "tables-user", &[]);
    let host = Arc::new(host(&[owner, user]));
    let found = last_values(&host, "shell.scap", "*%tables.checks %tables.failure");
    let (checks, failure) = found.split_once(' ').expect("two values");
    assert_eq!(failure, "<NA>", "after {checks} checks");
    assert!(checks.parse::<u64>().expect("a number") > 10_000, "{checks} checks");
    let metrics = host.plugins().next().expect("the owner").metrics().expect("it runs");
    assert_eq!(metrics[0].value, MetricValue::S32(0), "every entry was given back");
    let mut tables = host.tables(None);
    let names: Vec<_> = tables.list().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [c"threads", c"numbers"]);
    // A table goes with its plugin; the user's handles are not used by then.
    tables = host.tables(None);
    assert!(tables.open(c"gone", 4).is_null());
    assert!(tables.last_error().contains("there is no table"), "{}", tables.last_error());
}

#[test]
fn without_its_owner_a_table_is_not_there() {
    let host = Arc::new(host(&[built("tests/plugins/tables.c", "tables-alone", &[])]));
    let found = last_values(&host, "shell.scap", "*%tables.failure");
    assert_eq!(found, "<NA>");
}

#[test]
fn a_thread_of_a_plugin_uses_tables_while_events_are_read() {
    let host = Arc::new(host(&[built("tests/plugins/tables.c", "tables-thread", &["THREAD"])]));
    for _ in 0..3 {
        let found = last_values(&host, "shell.scap", "*%tables.done %tables.failure");
        let (done, failure) = found.split_once(' ').expect("two values");
        assert_eq!(failure, "<NA>");
        assert!(done.parse::<u64>().expect("a number") > 10, "{done} operations");
    }
}

#[test]
fn a_plugin_s_state_is_in_the_files_that_are_written() {
    let ticks = built("tests/plugins/ticks.c", "ticks-dump", &[]);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    let written = folder.join("with-state.scap");
    let run = |plugin: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_syscap"));
        program.args(["-r", "testdata/zoo.scap", "--plugin", plugin, "-w"]).arg(&written);
        program.current_dir(root()).output().expect("the program runs")
    };
    let path = ticks.to_str().expect("a path of text");
    let output = run(path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = Reader::open(&written, ReadOptions::default()).expect("a capture");
    let (mut ticks_found, mut first) = (0, None);
    while let Some(record) = reader.read().expect("whole") {
        first.get_or_insert(record.event.code());
        if record.event.code() == Code::AsynceventE {
            ticks_found += 1;
            assert_eq!(record.event.param_or_empty(1).text(), b"tick");
            assert_ne!(record.event.ts(), u64::MAX, "events without a time get the present one");
        }
    }
    assert_eq!((ticks_found, first), (3, Some(Code::AsynceventE)));
}

#[test]
fn a_running_plugin_takes_another_configuration_or_not() {
    let host = host(&[built("tests/plugins/ticks.c", "ticks-config", &[])]);
    let plugin = host.plugin("ticks").expect("it is there");
    assert!(plugin.set_config("any words").expect("it runs"));
    assert!(!plugin.set_config("bad").expect("it runs"), "it refuses");
    assert!(plugin.set_config("refuse").expect("it runs"));
    let error = host.dump(&State::default()).expect_err("it says so").to_string();
    assert!(error.contains("libticks-config.so") && error.contains("dump_state failed"), "{error}");
    let other = self::host(&[built("examples-c/plugins/opens.c", "opens-config", &[])]);
    assert!(
        !other.plugin("opens").expect("there").set_config("").expect("it runs"),
        "it has no such function"
    );
}

#[test]
fn a_plugin_for_another_schema_of_events_is_told() {
    let host = host(&[built("examples-c/plugins/opens.c", "opens-schema", &[])]);
    let plugin = host.plugin("opens").expect("it is there");
    let version = |text: &str| Version::parse(text).expect("a version");
    assert!(plugin.check_schema(version("4.5.1")).is_ok());
    let error = plugin.check_schema(version("3.9.9")).expect_err("older").to_string();
    assert!(error.contains("libopens-schema.so") && error.contains("major versions disagree"), "{error}");
    let numbers = self::host(&[built("examples-c/plugins/numbers.c", "numbers-schema", &[])]);
    assert!(
        numbers.plugin("numbers").expect("there").check_schema(version("99.0.0")).is_ok(),
        "its own events only"
    );
}

#[test]
fn a_crash_in_init_is_an_error_and_the_rest_goes_on() {
    let host = Arc::new(host(&[built("examples-c/plugins/opens.c", "opens-beside", &[])]));
    for (define, what) in [("INIT_SEGV", "SIGSEGV"), ("INIT_ABORT", "SIGABRT"), ("INIT_DIVIDES", "SIGFPE")] {
        let broken = Host::default();
        let plugin = broken.register(&built("tests/plugins/bad.c", &format!("bad-{define}"), &[define]));
        let plugin = plugin.expect("a plugin");
        let error = plugin.start("").expect_err(define).to_string();
        assert!(error.contains(&format!("libbad-{define}.so")), "{error}");
        assert!(error.contains("init crashed") && error.contains(what), "{error}");
        assert!(!plugin.is_running() && plugin.start("").is_err());
        assert!(plugin.metrics().is_err());
    }
    assert_ne!(last_values(&host, "shell.scap", "*%opens.count"), "<NA>");
    // The program says it, too, and its own handlers are as they were.
    let broken = built("tests/plugins/bad.c", "bad-program", &["INIT_SEGV"]);
    let mut program = Command::new(env!("CARGO_BIN_EXE_syscap"));
    program.args(["-r", "testdata/zoo.scap", "--plugin"]).arg(&broken).current_dir(root());
    let output = program.output().expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("libbad-program.so: init crashed (SIGSEGV"), "{error}");
}

#[test]
fn the_program_writes_events_of_a_plugin_and_reads_them_back() {
    let numbers = built("examples-c/plugins/numbers.c", "numbers-written", &[]);
    let written = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugins/numbers.scap");
    let run = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_syscap"));
        program.args(arguments).current_dir(root());
        let output = program.output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let (path, file) = (numbers.to_str().expect("text"), written.to_str().expect("text"));
    run(&["--plugin", &format!("{path}||5"), "-w", file, "-q"]);
    let template = "%evt.num %evt.source %evt.pluginname %evt.plugininfo";
    let printed = run(&["-r", file, "--plugin", path, "-p", template]);
    assert_eq!(printed.lines().last(), Some("5 numbers numbers number 4"));
    assert_eq!(printed.lines().count(), 5);
    // Without the plugin they are there, from nowhere.
    assert_eq!(run(&["-r", file, "-p", "%evt.num %evt.type"]).lines().last(), Some("5 pluginevent"));
    assert_eq!(run(&["-r", file, "-p", "%evt.source"]), "");
}
