// SPDX-License-Identifier: Apache-2.0
//! Events per second through each part of the way: reading, state, filters, lines.

#![allow(missing_docs, reason = "the macros of criterion make items without any")]

mod capture;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use scap::fields::Event;
use scap::fields::text::Zone;
use scap::fields::{CLASSES, Catalogue, Evaluation, Scratch, Settings};
use scap::filter::Filter;
use scap::format::{Formatter, Template};
use scap::inspector::{Inspector, InspectorFilter, Options};
use scap::plugin::Host;
use scap::savefile::{ReadOptions, Reader};
use std::path::Path;
use std::sync::Arc;

/// The line that the program prints unless told otherwise.
const LINE: &str = "*%evt.num %evt.time %evt.cpu %proc.name (%thread.tid) %evt.type %evt.args";

const TWENTY_FIELDS: &str = "*%evt.num %evt.rawtime %evt.cpu %evt.dir %evt.type %evt.res %evt.args \
    %proc.name %proc.pid %proc.ppid %proc.cmdline %proc.exepath %proc.pname %thread.tid \
    %user.uid %user.name %group.gid %fd.num %fd.name %fd.type";

/// Filters that match nothing.
const FILTERS: &[(&str, &str)] = &[
    ("type", "evt.type = bdflush"),
    ("name", "proc.name = nosuchname"),
    ("two-strings", "proc.name contains nosuchname or fd.name startswith /nosuch/folder"),
];

fn reader(capture: &[u8]) -> Reader {
    Reader::from_bytes(capture.to_vec(), Path::new("benchmark"), ReadOptions::default()).expect("a capture")
}

fn inspector(capture: &[u8]) -> Inspector {
    Inspector::open_reader(reader(capture), Options::default()).expect("a capture")
}

/// An inspector with a plugin that reads fields, which nobody asks for.
fn inspector_with(capture: &[u8], plugins: &Arc<Host>) -> Inspector {
    let options = Options { plugins: Some(Arc::clone(plugins)), ..Options::default() };
    Inspector::open_reader(reader(capture), options).expect("a capture")
}

/// The example that reads fields, running.
fn extractor() -> Arc<Host> {
    let library = std::env::temp_dir().join(format!("syscap-bench-{}.so", std::process::id()));
    let mut cc = std::process::Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O2", "examples-c/plugins/digits.c", "-Iinclude", "-o"]).arg(&library);
    assert!(cc.status().expect("a C compiler").success(), "the example compiles");
    let host = Host::default();
    host.register(&library).expect("a plugin").start("").expect("it starts");
    std::fs::remove_file(&library).expect("its own file");
    Arc::new(host)
}

fn catalogue() -> Catalogue {
    Catalogue::new(CLASSES.iter().copied())
}

fn settings() -> Settings {
    Settings { zone: Zone::utc(), ..Settings::default() }
}

/// Reads to the end; tells how many events were delivered.
fn drain(inspector: &mut Inspector, mut see: impl FnMut(&Event<'_>)) -> u64 {
    let mut delivered = 0;
    while let Some(ref event) = inspector.next().expect("the capture is whole") {
        delivered += 1;
        see(event);
    }
    delivered
}

fn filter(text: &str) -> InspectorFilter {
    let program = Filter::compile(text.as_bytes(), &catalogue()).expect("valid filter");
    InspectorFilter::of(program, settings())
}

/// Bytes that the lines of a capture take.
fn print(inspector: &mut Inspector, template: &Template, json: bool) -> usize {
    let (settings, mut scratch) = (settings(), Scratch::new());
    let formatter = Formatter::new(template);
    let mut bytes = 0;
    drain(inspector, |event| {
        scratch.reset();
        let context = Evaluation { event, scratch: &scratch, settings: &settings, comparing: false };
        let mut line = scratch.text();
        let _shown = if json {
            formatter.push_json(&context, &mut line)
        } else {
            formatter.push_text(&context, &mut line)
        };
        bytes += line.len();
    });
    bytes
}

fn read(criterion: &mut Criterion) {
    let plugins = extractor();
    for (name, capture) in capture::all() {
        let mut group = criterion.benchmark_group(name);
        let events = drain(&mut inspector(&capture), |_| {});
        group.sample_size(10).throughput(Throughput::Elements(events));
        group.bench_function("read", |bencher| {
            let drain = |reader: &mut Reader| {
                let mut events = 0u64;
                while reader.read().expect("a whole capture").is_some() {
                    events += 1;
                }
                events
            };
            bencher.iter_batched_ref(|| reader(&capture), drain, BatchSize::PerIteration);
        });
        group.bench_function("next", |bencher| {
            let drain = |inspector: &mut Inspector| drain(inspector, |_| {});
            bencher.iter_batched_ref(|| inspector(&capture), drain, BatchSize::PerIteration);
        });
        group.bench_function("next-with-extractor", |bencher| {
            let drain = |inspector: &mut Inspector| drain(inspector, |_| {});
            bencher.iter_batched_ref(|| inspector_with(&capture, &plugins), drain, BatchSize::PerIteration);
        });
        for (what, text) in FILTERS {
            group.bench_function(format!("filter-{what}"), |bencher| {
                let open = || {
                    let mut inspector = inspector(&capture);
                    inspector.set_filter(Some(filter(text))).expect("no probe refuses");
                    inspector
                };
                let drain = |inspector: &mut Inspector| assert_eq!(drain(inspector, |_| {}), 0);
                bencher.iter_batched_ref(open, drain, BatchSize::PerIteration);
            });
        }
        for (what, template, json) in [("line", LINE, false), ("json", TWENTY_FIELDS, true)] {
            let template = Template::compile(template.as_bytes(), &catalogue()).expect("valid template");
            group.bench_function(what, |bencher| {
                let print = |inspector: &mut Inspector| print(inspector, &template, json);
                bencher.iter_batched_ref(|| inspector(&capture), print, BatchSize::PerIteration);
            });
        }
        group.finish();
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
