// SPDX-License-Identifier: Apache-2.0
//! What filters say of values, in particular where the original is surprising.

mod filter_support;

use filter_support::{Table, name_of_code, new_field, nothing};
use scap::fields::{
    ArgRule, Catalogue, CompareRule, FieldClass, FieldFlags, FieldInfo, Scratch, Value, ValueRule,
};
use scap::filter::{Filter, Getter, MAX_TRANSFORMER_NESTING, Parser};
use scap::schema::{Code, ParamType, PrintFormat};
use std::collections::HashMap;

fn catalogue() -> Catalogue {
    use ParamType::{
        Abstime, Bool, Bytebuf, Charbuf, Double, Dyn, Fspath, Int64, Ipaddr, Ipnet, Port, Uint64,
    };
    let fields: Vec<FieldInfo> = vec![
        new_field("evt.type", Charbuf).values(ValueRule::EventName).known(name_of_code),
        new_field("evt.buffer", Bytebuf),
        new_field("evt.rawtime", Abstime),
        new_field("evt.around", Uint64).arg(ArgRule::Time).compared(CompareRule::Around, nothing),
        new_field("evt.rawarg", Dyn).arg(ArgRule::RawParam).compared(CompareRule::RawParam, nothing),
        new_field("proc.name", Charbuf),
        new_field("proc.pname", Charbuf),
        new_field("proc.exepath", Fspath),
        new_field("proc.pid", Int64).format(PrintFormat::Id),
        new_field("proc.ppid", Int64),
        new_field("proc.usage", Double),
        new_field("proc.is_leader", Bool),
        new_field("proc.aname", Charbuf).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, nothing),
        new_field("proc.apid", Int64).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, nothing),
        new_field("fd.types", Charbuf).flags(FieldFlags::IS_LIST).arg(ArgRule::Index),
        new_field("fd.ports", Uint64).flags(FieldFlags::IS_LIST),
        new_field("fd.cip", Ipaddr),
        new_field("fd.cnet", Ipnet),
        new_field("fd.ip", Ipaddr).compared(CompareRule::EitherAddress, nothing),
        new_field("fd.net", Ipnet).compared(CompareRule::EitherNet, nothing),
        new_field("fd.port", Port).compared(CompareRule::EitherPort, nothing),
    ];
    let fields = fields.leak();
    Catalogue::new([FieldClass {
        name: "test",
        summary: "",
        doc: "",
        hidden: false,
        families: vec![&*fields].leak(),
    }])
}

type Values = HashMap<String, Vec<Value<'static>>>;

fn values(rows: &[(&str, &[Value<'static>])]) -> Values {
    rows.iter().map(|(name, values)| ((*name).to_owned(), values.to_vec())).collect()
}

fn t(text: &'static str) -> Value<'static> {
    Value::Bytes(text.as_bytes())
}

/// Runs each filter on the values and compares with the expected answer.
fn expect(values: &Values, rows: &[(&str, bool)]) {
    let catalogue = catalogue();
    let scratch = Scratch::new();
    let table = Table::new(values, &scratch);
    for (filter, expected) in rows {
        let program =
            Filter::compile(filter.as_bytes(), &catalogue).unwrap_or_else(|e| panic!("{filter}: {e}"));
        assert_eq!(program.matches(Code::SyscallOpenX, &table), *expected, "{filter}");
    }
}

#[test]
fn texts() {
    expect(
        &values(&[
            ("proc.name", &[t("Nginx")]),
            ("proc.exepath", &[t("/usr/sbin/Nginx")]),
            ("proc.pname", &[t("a")]),
        ]),
        &[
            ("proc.name = Nginx", true),
            ("proc.name == nginx", false),
            ("proc.name != nginx", true),
            ("proc.name < val(proc.pname) and proc.name <= val(proc.pname)", true),
            ("proc.name > 1 and proc.name >= 0x1", true),
            ("proc.name contains gin and proc.name icontains GIN", true),
            ("proc.name startswith Ng and proc.name endswith nx", true),
            ("proc.name glob 'N*[x-z]' and proc.name iglob 'n?INX'", true),
            ("proc.name regex '[A-Z][a-z]+'", true),
            ("proc.name regex 'gin'", false),
            ("proc.name in (a, Nginx)", true),
            ("proc.name in ()", false),
            ("proc.name intersects (a, Nginx)", true),
            ("proc.exepath pmatch (/bin, /usr/sbin)", true),
            ("proc.exepath pmatch (/usr/s)", false),
            ("proc.name = oneof (Nginx, b)", true),
            ("proc.name startswith oneof (N, Ng)", false),
            ("proc.name startswith anyof (x, Ng)", true),
            ("proc.name contains allof (N, x)", true),
            ("proc.name != allof (a, b)", true),
            ("proc.name = anyof ()", false),
            ("proc.name != allof ()", false),
            ("proc.name regex anyof ('a.*', 'N.*')", true),
        ],
    );
}

#[test]
fn numbers_before_they_are_text() {
    let v = values(&[
        ("proc.pid", &[Value::I64(-5)]),
        ("proc.usage", &[Value::F64(1.0)]),
        ("proc.is_leader", &[Value::Bool(true)]),
        ("evt.rawtime", &[Value::U64(u64::MAX)]),
    ]);
    expect(
        &v,
        &[
            ("proc.pid = -5 and proc.pid < 0 and proc.pid in (1, -5)", true),
            ("proc.pid != allof (1, 2)", true),
            ("proc.usage = 1 and proc.usage in (1)", true),
            ("proc.is_leader = true and proc.is_leader != false", true),
            ("evt.rawtime = -1", true),
            ("evt.rawtime > 1", true),
        ],
    );
}

#[test]
fn what_is_missing_compares_with_nothing() {
    expect(
        &values(&[("proc.name", &[t("a")])]),
        &[
            ("proc.pname exists", false),
            ("proc.pname != a", false),
            ("not proc.pname = a", true),
            ("not proc.pname != a", true),
            ("proc.pname in (a)", false),
            ("proc.name = val(proc.pname)", false),
            ("proc.name != val(proc.pname)", false),
            ("proc.pname = val(proc.name)", false),
            ("fd.types in (a)", false),
            ("fd.ip != 1.2.3.4", false),
            ("proc.aname != x", false),
            ("len(proc.pname) = 0", false),
            ("concat(proc.name, proc.pname) exists", false),
        ],
    );
}

#[test]
fn logic() {
    expect(
        &values(&[("proc.name", &[t("a")]), ("proc.pid", &[Value::I64(1)])]),
        &[
            ("proc.name=a and proc.pid=1", true),
            ("proc.name=b and proc.pid=1 or proc.pid=1", true),
            ("proc.name=b and (proc.pid=1 or proc.pid=1)", false),
            ("not (proc.name=b or proc.pid=2)", true),
            ("not (proc.name=a and not proc.pid=2)", false),
            ("not not proc.name=a", true),
            ("not(not(proc.name=a))", true),
            ("proc.name=b or proc.name=c or proc.name=a", true),
        ],
    );
}

#[test]
fn lists() {
    expect(
        &values(&[
            ("fd.types", &[t("file"), t("ipv4")]),
            ("fd.types[0]", &[]),
            ("fd.ports", &[Value::U64(80), Value::U64(443)]),
        ]),
        &[
            ("fd.types in (file)", false),
            ("fd.types in (file, ipv4, x)", true),
            ("fd.types intersects (x, ipv4)", true),
            ("fd.types[0] exists", true),
            ("fd.types[0] in (x)", true),
            ("fd.types[0] intersects (x)", false),
            ("fd.ports in (80, 443)", true),
            ("fd.ports intersects (443, 1)", true),
            ("len(fd.types) = 2", true),
            ("join('|', fd.types) = 'file|ipv4'", true),
            // The original keeps a NUL behind what a transformer made.
            ("tolower(fd.types) in (file, ipv4)", false),
            ("tolower(fd.types[0]) in (x)", true),
            ("fd.types in tolower(fd.types)", false),
            ("tolower(fd.types) in toupper(fd.types)", false),
            ("tolower(fd.types) in tolower(fd.types)", true),
            ("fd.ports in val(fd.ports)", true),
        ],
    );
}

#[test]
fn addresses_of_both_ends() {
    let either = [Value::Ipv4([10, 0, 0, 1]), Value::Ipv4([127, 0, 0, 1])];
    let v = values(&[
        ("fd.ip", &either),
        ("fd.net", &either),
        ("fd.port", &[Value::U64(80), Value::U64(4000)]),
        ("fd.cip", &[Value::Ipv4([10, 0, 0, 1])]),
        ("fd.cnet", &[Value::Ipv4([10, 0, 0, 1])]),
    ]);
    expect(
        &v,
        &[
            ("fd.ip = 127.0.0.1", true),
            ("fd.ip != 127.0.0.1", false),
            ("fd.ip != 1.1.1.1", true),
            ("fd.ip = ::1", false),
            ("fd.ip != ::1", true),
            ("fd.ip in (127.0.0.1)", true),
            ("fd.ip exists", true),
            ("fd.net = 127.0.0.0/8", true),
            ("fd.net in (10.0.0.0/8, 1.0.0.0/8)", true),
            ("fd.net in (1.0.0.0/8, 10.0.0.0/8)", true),
            ("fd.net != 1.0.0.0/8", true),
            ("fd.port = http", true),
            ("fd.port > 3999", true),
            ("fd.port != 80", false),
            ("fd.port in (1, 4000)", true),
            ("fd.cip in (10.0.0.1)", true),
            ("fd.cip = 10.0.0.2", false),
            ("fd.cnet in (1.0.0.0/8, 10.0.0.0/8)", true),
            ("fd.cnet != fe80::/64", true),
            ("fd.cnet = oneof (10.0.0.0/8, 1.0.0.0/8)", true),
            ("fd.cnet = anyof (10.0.0.0/8)", true),
            ("fd.cnet != allof (10.0.0.0/8)", false),
        ],
    );
    expect(
        &values(&[("fd.ip", &[])]),
        &[("fd.ip exists", true), ("fd.ip != 1.1.1.1", false), ("fd.ip = 1.1.1.1", false)],
    );
}

#[test]
fn ancestors() {
    let v = values(&[
        ("proc.aname", &[t("bash"), t("sshd")]),
        ("proc.aname[1]", &[t("bash")]),
        ("proc.apid", &[Value::I64(7), Value::I64(1)]),
    ]);
    expect(
        &v,
        &[
            ("proc.aname = sshd", true),
            ("proc.aname != sshd", true),
            ("proc.aname in (sshd)", true),
            ("proc.aname exists", true),
            ("proc.aname = oneof (x, sshd)", true),
            ("proc.aname[1] = sshd", false),
            ("proc.aname[1] = oneof (x, bash)", true),
            ("proc.apid = 1", true),
            ("proc.apid in (1)", true),
        ],
    );
}

#[test]
fn raw_parameters_and_times() {
    let v = values(&[
        ("evt.rawarg.fd", &[Value::Raw(ParamType::Fd, &[254, 255, 255, 255, 255, 255, 255, 255])]),
        ("evt.rawarg.name", &[Value::Raw(ParamType::Fspath, b"/etc/passwd\0")]),
        ("evt.rawarg.flags", &[Value::Raw(ParamType::Flags32, b"")]),
        ("evt.around[5000000]", &[Value::U64(6_000_000)]),
    ]);
    expect(
        &v,
        &[
            ("evt.rawarg.fd = -2", true),
            ("evt.rawarg.fd < 0", true),
            ("evt.rawarg.fd in (-2)", false),
            ("evt.rawarg.name startswith /etc", true),
            ("evt.rawarg.name in (/etc/passwd)", true),
            ("evt.rawarg.name regex '/e.*'", true),
            ("evt.rawarg.flags exists", false),
            ("evt.rawarg.flags != 1", false),
            ("evt.around[5000000] = 1", true),
            ("evt.around[5000000] = 0", false),
            // More than has passed since the epoch.
            ("evt.around[5000000] = 10000000", true),
        ],
    );
}

#[test]
fn transformers() {
    let v = values(&[
        ("proc.name", &[t("aGVsbG8=")]),
        ("proc.pname", &[t("agvsbg8=")]),
        ("proc.exepath", &[t("/usr/bin/Cat")]),
        ("proc.pid", &[Value::I64(42)]),
        ("evt.buffer", &[Value::Bytes(b"aGVsbG8=")]),
    ]);
    expect(
        &v,
        &[
            ("b64(proc.name) = hello", true),
            ("toupper(b64(proc.name)) = HELLO", true),
            ("tolower(proc.name) = val(proc.pname)", true),
            ("proc.pname = tolower(proc.name)", true),
            ("basename(proc.exepath) = Cat", true),
            ("len(basename(proc.exepath)) = 3", true),
            ("concat(proc.name, '-', 'x') = 'aGVsbG8=-x'", true),
            ("join(',', (proc.pid, 'x', proc.pname)) = '42,x,agvsbg8='", true),
            ("tolower('ABC') = abc", true),
            ("len(('a', 'b')) = 2", true),
            ("b64(evt.buffer) contains ell", true),
            ("b64(evt.buffer) = hello", false),
            ("len(b64(evt.buffer)) = 6", true),
            ("evt.buffer bcontains 614756", true),
            ("evt.buffer bstartswith 614756", true),
            ("evt.buffer contains aGV", true),
            ("getopt(('-a', '-b', 'v'), 'ab:') in (a, b, v)", true),
            ("getopt(('-a', '-b', 'v'), 'ab:')[b] = v", true),
            ("getopt(('-a', '-b', 'v'), proc.name)[x] exists", false),
        ],
    );
}

#[test]
fn each_field_is_read_once() {
    let filter = b"proc.name = a or proc.name = b or tolower(proc.name) = c or tolower(proc.name) = d \
        or concat(proc.name, 'x') = y or proc.pid = 1 or proc.aname = q or proc.aname = r";
    let program = Filter::compile(filter, &catalogue()).expect("valid");
    let values = values(&[("proc.name", &[t("X")]), ("proc.aname", &[t("Y")])]);
    let scratch = Scratch::new();
    let table = Table::new(&values, &scratch);
    assert!(!program.matches(Code::SyscallOpenX, &table));
    let reads = table.reads.borrow();
    assert_eq!(reads.values().copied().collect::<Vec<_>>(), [1; 3], "{reads:?}");
}

#[test]
fn event_codes_are_rejected_in_advance() {
    let catalogue = catalogue();
    let codes = |filter: &str| *Filter::compile(filter.as_bytes(), &catalogue).expect("valid").codes();
    let names = |filter: &str| {
        let mut names: Vec<_> = codes(filter).iter().map(|code| code.info().name).collect();
        names.dedup();
        names
    };
    // The names of these two are in the event.
    let dynamic = [Code::GenericX, Code::AsynceventE];
    assert_eq!(names("evt.type = openat and proc.name = x"), ["syscall", "openat", "asyncevent"]);
    assert_eq!(names("evt.type in (openat, close) and not evt.type = close").len(), 3);
    assert_eq!(codes("evt.type = openat or proc.name = x").len(), Code::COUNT);
    assert_eq!(codes("not evt.type = openat").len(), Code::COUNT - 4);
    assert_eq!(codes("evt.type startswith open").iter().filter(|c| !dynamic.contains(c)).count() % 2, 0);
    assert_eq!(codes("evt.type = open and evt.type = close").iter().collect::<Vec<_>>(), dynamic);
    assert_eq!(codes("not evt.type exists").iter().collect::<Vec<_>>(), dynamic);
    assert_eq!(codes("proc.name = x").len(), Code::COUNT);

    let program = Filter::compile(b"evt.type = openat and proc.name = x", &catalogue).expect("valid");
    let values = values(&[("proc.name", &[t("x")]), ("evt.type", &[t("openat")])]);
    let scratch = Scratch::new();
    let table = Table::new(&values, &scratch);
    assert!(!program.matches(Code::SyscallCloseX, &table));
    assert!(table.reads.borrow().is_empty());
    assert!(program.matches(Code::SyscallOpenat_2X, &table));
}

#[test]
fn getters_serve_templates() {
    let catalogue = catalogue();
    let get = |text: &str| {
        let tree = Parser::new(text.as_bytes()).parse_field_or_transformer().expect("valid");
        Getter::from_tree(&tree, &catalogue)
    };
    let values = values(&[("proc.name", &[t("Ab")])]);
    let scratch = Scratch::new();
    let table = Table::new(&values, &scratch);
    let lower = get("tolower(proc.name)").expect("valid");
    assert_eq!(lower.get(&table).values(), [t("ab")]);
    assert_eq!((lower.ty(), lower.is_list()), (ParamType::Charbuf, false));
    assert_eq!(get("len(fd.types)").expect("valid").ty(), ParamType::Uint64);
    assert!(get("fd.types").expect("valid").is_list());
    assert!(get("tolower(proc.pid)").is_err());
}

#[test]
fn errors_name_the_place_and_the_nearest_name() {
    let error =
        |filter: &str| Filter::compile(filter.as_bytes(), &catalogue()).expect_err(filter).to_string();
    assert_eq!(
        error("proc.nme = x"),
        "nonexistent field proc.nme at line 1, column 1; did you mean 'proc.name'?"
    );
    assert_eq!(
        error("proc.name=x and evt.type = opena"),
        "unknown event type opena at line 1, column 28; did you mean 'open'?"
    );
    // Of several the first.
    assert_eq!(
        error("proc.pid = x1 and (proc.pid = y or no.such = z)"),
        "'x1' is not a number at line 1, column 12"
    );
    assert_eq!(
        error("proc.pid = 1 and (proc.pid = y or no.such = z)"),
        "'y' is not a number at line 1, column 30"
    );
    assert_eq!(error("proc.pid = x1"), "'x1' is not a number at line 1, column 12");
    assert_eq!(
        error("proc.pid contains 1"),
        "operator 'contains' does not fit 'proc.pid', which is a INT64 at line 1, column 1"
    );
    assert_eq!(
        error("proc.pid = val(proc.name)"),
        "'proc.pid' is a INT64, but 'val(proc.name)' is a CHARBUF at line 1, column 12"
    );
    assert_eq!(error("somemacro"), "'somemacro' is not a condition at line 1, column 1");
    assert_eq!(
        error("proc.name regex '('"),
        "wrong regular expression '(': '(' without ')' at line 1, column 17"
    );
    assert!(error("evt.buffer bcontains zz").starts_with("'zz' is not a text of hexadecimal bytes"));
    assert!(error(&format!("proc.name = {}", "x".repeat(256))).contains("256 bytes"));
}

#[test]
fn suspicious_constants_are_warned_of() {
    let warnings = |filter: &str| {
        let program = Filter::compile(filter.as_bytes(), &catalogue()).expect("valid");
        assert!(program.warnings().is_sorted_by_key(|warning| warning.pos.idx));
        program.warnings().iter().map(|warning| warning.what.clone()).collect::<Vec<_>>()
    };
    assert_eq!(warnings("proc.name = proc.pname").len(), 1);
    assert_eq!(warnings("proc.name = proc.pname and proc.name = proc.pname").len(), 2);
    assert_eq!(warnings("proc.name = 'tolower(x)'").len(), 1);
    assert_eq!(warnings("proc.name regex '.*abc.*'").len(), 1);
    assert_eq!(warnings("proc.name regex 'a[bc]' and proc.name = a.b"), Vec::<String>::new());
}

#[test]
fn the_deepest_trees_compile_and_run() {
    let catalogue = catalogue();
    let depth = 1000;
    let filter =
        format!("{}proc.pid=1{}", "not(proc.pid=1 and proc.pid=2 or ".repeat(depth), ")".repeat(depth));
    let program = Filter::compile(filter.as_bytes(), &catalogue).expect("valid");
    let values = values(&[("proc.pid", &[Value::I64(1)])]);
    let scratch = Scratch::new();
    assert!(program.matches(Code::SyscallOpenX, &Table::new(&values, &scratch)));

    let depth = MAX_TRANSFORMER_NESTING as usize;
    let filter = format!("{}'A'{} = a", "concat('',tolower(".repeat(depth / 2), "))".repeat(depth / 2));
    let program = Filter::compile(filter.as_bytes(), &catalogue).expect("valid");
    assert!(program.matches(Code::SyscallOpenX, &Table::new(&values, &scratch)));
}

#[test]
fn trees_tell_events_and_system_calls() {
    use scap::filter::{EventSet, ScSet, event_codes, parse, sc_codes};
    let codes = |filter: &str| {
        let tree = parse(filter.as_bytes()).expect("valid");
        let numbers = |set: EventSet| set.iter().map(Code::number).collect::<Vec<_>>();
        let calls = |set: ScSet| set.iter().map(|sc| sc.0).collect::<Vec<_>>();
        (event_codes(&tree).ok().map(numbers), sc_codes(&tree).ok().map(calls))
    };
    let all = (EventSet::all().len(), ScSet::all().len() - 1);
    let sizes = |filter: &str| match codes(filter) {
        (Some(events), Some(calls)) => (events.len(), calls.len()),
        _ => panic!("{filter}"),
    };
    assert_eq!(codes("evt.type = open"), (Some(vec![2, 3]), Some(vec![5])));
    assert_eq!(codes("evt.type in (time, open)"), (Some(vec![0, 1, 2, 3]), Some(vec![5, 11])));
    assert_eq!(codes("syscall.type = read and proc.name = x"), (Some(vec![6, 7]), Some(vec![3])));
    assert_eq!(codes("evt.type = switch"), (Some(vec![146, 152]), Some(vec![397])));
    assert_eq!(codes("evt.type = ''"), (Some(vec![0, 1]), Some(vec![])));
    assert_eq!(codes("not evt.type exists"), (Some(vec![]), Some(vec![])));
    assert_eq!(sizes("evt.type = nosuch"), (0, 0));
    assert_eq!(sizes("not evt.type = nosuch"), all);
    assert_eq!(sizes("evt.type = open or proc.name = x"), all);
    assert_eq!(sizes("not (evt.type = open or evt.type = close)"), (all.0 - 4, all.1 - 2));
    assert_eq!(sizes("not (evt.type != open and proc.name = x)"), all);
    assert_eq!(sizes("evt.type = anyof (open)"), all);
    assert_eq!(sizes("tolower(evt.type) contains x"), all);
    assert_eq!(codes("tolower(evt.type) = open"), (None, None));
    assert_eq!(codes("evt.type = val(proc.name)"), (None, None));
}
