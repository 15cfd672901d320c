// SPDX-License-Identifier: Apache-2.0
//! The built-in fields: their rows against the reference, and those that the golden captures do not reach.

mod reference;

use scap::codec::Encoder;
use scap::engine::{Advance, TestInput};
use scap::fields::text::{BufferFormat, Zone};
use scap::fields::{CLASSES, Catalogue, Evaluation, FieldFlags, Scratch, Settings};
use scap::filter::Filter;
use scap::format::{Formatter, Template};
use scap::inspector::{Inspector, InspectorFilter, Options};
use scap::schema::{Code, FdType};
use scap::snapshot::{FdDetail, FdRecord, NoLookup, Snapshot, ThreadRecord};

#[test]
fn rows_are_those_of_the_reference() {
    let json = reference::json("fields.json");
    let classes = reference::list(&json["classes"]);
    assert_eq!(classes.len(), 9);
    // Classes beyond the reference come after its own.
    for (class, ours) in classes.iter().zip(CLASSES) {
        assert_eq!(class["class_name"], ours.name);
        assert_eq!(class["hidden"], ours.hidden, "{}", ours.name);
        let fields = reference::list(&class["fields"]);
        assert_eq!(fields.len(), ours.fields().count(), "{}", ours.name);
        for (field, ours) in fields.iter().zip(ours.fields()) {
            assert_eq!(field["name"], *ours.name);
            assert_eq!(field["type_string"], ours.ty.listed_name(), "{}", ours.name);
            let flags = ours.flags.without(FieldFlags::OWN);
            assert_eq!(field["flags_value"], flags.0, "{}", ours.name);
            let format = format!("{:?}", ours.format);
            let expected = match reference::text(&field["print_format"]) {
                "PF_10_PADDED_DEC" => "PaddedDec10".to_owned(),
                name => {
                    let word = &name[3..];
                    format!("{}{}", &word[..1], word[1..].to_lowercase())
                }
            };
            assert_eq!(format, expected, "{}", ours.name);
        }
    }
    assert_eq!(CLASSES.iter().take(9).map(|class| class.fields().count()).sum::<usize>(), 233);
}

/// A machine with one thread in a docker container and these events.
fn machine(events: &[Encoder]) -> Inspector {
    const ID: &str = "3ad7b26ded6d0123456789abcdef0123456789abcdef0123456789abcdef0123";
    let thread = ThreadRecord {
        tid: 5,
        pid: 5,
        ptid: 1,
        comm: b"web".to_vec(),
        cgroups: format!("cpu=/docker/{ID}\0").into_bytes(),
        env: b"A=1\0B=2\0".to_vec(),
        ..ThreadRecord::default()
    };
    let env = b"HOME=/\0".to_vec();
    let other = ThreadRecord { tid: 1, pid: 1, comm: b"init".to_vec(), env, ..ThreadRecord::default() };
    let file = FdRecord { fd: 3, ino: 4, ty: FdType::File, detail: FdDetail::Name(b"/srv/a".to_vec()) };
    let snapshot = Snapshot { threads: vec![other, thread], fds: vec![(5, file)], ..Snapshot::default() };
    let mut engine = TestInput::new(snapshot);
    for event in events {
        let mut bytes = Vec::new();
        event.finish(&mut bytes).expect("a valid event");
        engine.push(bytes, 0);
    }
    Inspector::open_engine(Box::new(engine), Box::new(NoLookup), Options::default()).expect("it opens")
}

fn rendered(template: &str, events: &[Encoder], settings: &Settings, json: bool) -> Vec<String> {
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let template = Template::compile(template.as_bytes(), &catalogue).expect("valid template");
    written(&template, events, settings, json)
}

fn written(template: &Template, events: &[Encoder], settings: &Settings, json: bool) -> Vec<String> {
    let formatter = Formatter::new(template);
    let mut inspector = machine(events);
    let mut lines = Vec::new();
    loop {
        match inspector.next().expect("valid events") {
            Some(event) => {
                let scratch = Scratch::new();
                let context = Evaluation { event: &event, scratch: &scratch, settings, comparing: false };
                let mut out = scratch.text();
                let whole = match json {
                    true => formatter.push_json(&context, &mut out),
                    false => formatter.push_text(&context, &mut out),
                };
                assert!(whole);
                lines.push(String::from_utf8(out.as_bytes().to_vec()).expect("UTF-8"));
            }
            None => return lines,
        }
    }
}

/// The lines that a template makes of these events.
fn shown(template: &str, events: &[Encoder]) -> Vec<String> {
    rendered(template, events, &Settings { zone: Zone::utc(), ..Settings::default() }, false)
}

fn shown_json(template: &str, events: &[Encoder]) -> Vec<String> {
    rendered(template, events, &Settings { zone: Zone::utc(), ..Settings::default() }, true)
}

/// Which of these events a filter lets through.
fn matches(filter: &str, events: &[Encoder]) -> Vec<bool> {
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let program = Filter::compile(filter.as_bytes(), &catalogue).expect("a valid filter");
    let mut inspector = machine(events);
    inspector.set_filter(Some(InspectorFilter::of(program, Settings::default()))).expect("no probe refuses");
    let mut out = Vec::new();
    loop {
        match inspector.advance().expect("valid events") {
            Advance::Event => out.push(true),
            Advance::Filtered => out.push(false),
            Advance::Timeout => {}
            Advance::End => return out,
        }
    }
}

fn close(tid: i64) -> Encoder {
    Encoder::new(7, tid, Code::SyscallCloseX).i64(0).i64(3)
}

#[test]
fn containers() {
    let json = br#"{"container":{"id":"3ad7b26ded6d","type":0,"name":"shop","image":"nginx:1.27","imagerepo":"nginx",
        "imagetag":"1.27","imagedigest":"sha256:12","imageid":"ab","privileged":false,"ip":"172.17.0.2",
        "Mounts":[{"Source":"/srv","Destination":"/data","Mode":"rw","RW":true,"Propagation":"rprivate"}]}}"#;
    let container = Encoder::new(1, -1, Code::ContainerJson_2E).text(json);
    let ids = "*%container.id %container.name %container.type %container.full_id";
    assert_eq!(
        shown(ids, &[close(1), close(5)]),
        [
            "host host host <NA>",
            "3ad7b26ded6d <NA> docker 3ad7b26ded6d0123456789abcdef0123456789abcdef0123456789abcdef0123",
        ]
    );
    let all = "*%container.name %container.image %container.image.id %container.image.repository \
               %container.image.tag %container.image.digest %container.privileged %container.ip";
    // The container event itself only carries state.
    assert_eq!(
        shown(all, &[container.clone(), close(5)]).last().map(String::as_str),
        Some("shop nginx:1.27 ab nginx 1.27 sha256:12 false 172.17.0.2")
    );
    let mounts = "*%container.mounts %container.mount.source[0] %container.mount.dest[/srv] \
                  %container.mount.mode[/s*] %container.mount.rdwr[0] %container.mount.source[/data] \
                  %container.mount[1] %container.mount.dest[/data]";
    assert_eq!(
        shown(mounts, &[container, close(5)]).last().map(String::as_str),
        Some("/srv:/data:rw:true:rprivate /srv /data rw true /srv <NA> <NA>")
    );
}

#[test]
fn pods() {
    let container = br#"{"container":{"id":"3ad7b26ded6d","type":7,"host_pid":false,"host_network":true,
        "labels":{"app":"shop","empty":"","annotation.x":"1","io.kubernetes.pod.name":"web-0",
        "io.kubernetes.pod.namespace":"sales","io.kubernetes.pod.uid":"12-34"},
        "pod_sandbox_id":"0123456789abcdef","pod_sandbox_labels":null}}"#;
    let sandbox = br#"{"container":{"id":"0123456789ab","type":7,"ip":"10.0.0.7","cni_json":"{\"eth0\":1}",
        "pod_sandbox_labels":{"tier":"front"}}}"#;
    let told = |json: &[u8]| Encoder::new(1, -1, Code::ContainerJson_2E).text(json);
    let last = |events: &[Encoder]| {
        let template = "*%k8s.pod.name %k8s.ns.name %k8s.pod.id %k8s.pod.uid %k8s.pod.sandbox_id \
                        %k8s.pod.full_sandbox_id %k8s.pod.label[tier] %k8s.pod.labels %k8s.pod.ip %k8s.pod.cni.json \
                        %container.label[app] %container.labels %container.host_pid %container.host_network \
                        %container.host_ipc %k8s.svc.label[a] %container.cni.json";
        shown(template, events).pop()
    };
    assert_eq!(
        last(&[told(container), told(sandbox), close(5)]).as_deref(),
        Some(
            "web-0 sales 12-34 12-34 0123456789ab 0123456789abcdef front tier:front 10.0.0.7 {\"eth0\":1} shop \
             app:shop, empty false true <NA> <NA> <NA>"
        )
    );
    assert_eq!(
        last(&[told(container), close(5)]).as_deref(),
        Some(
            "web-0 sales 12-34 12-34 0123456789ab 0123456789abcdef <NA>  <NA> <NA> shop app:shop, empty false true \
             <NA> <NA> <NA>"
        )
    );
    assert_eq!(
        last(&[close(5)]).as_deref(),
        Some("<NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA> <NA>")
    );
}

/// The names, types, arguments and order of the container plugin 0.7.
#[test]
fn the_class_of_containers_is_that_of_the_plugin() {
    let class = CLASSES.iter().find(|class| class.name == "container").expect("it is built in");
    assert_eq!(class.fields().count(), 61);
    let rows = |ty: &str| class.fields().filter(|field| field.ty.name() == ty).count();
    assert_eq!((rows("CHARBUF"), rows("BOOL"), rows("ABSTIME"), rows("RELTIME")), (52, 7, 1, 1));
    let with = |flag: FieldFlags| class.fields().filter(|field| field.flags.has(flag)).count();
    assert_eq!((with(FieldFlags::ARG_REQUIRED), with(FieldFlags::ARG_INDEX)), (13, 6));
    let suggested: Vec<&str> = class
        .fields()
        .filter(|field| field.flags.has(FieldFlags::FORMAT_SUGGESTED))
        .map(|field| &*field.name)
        .collect();
    let expected = [
        "container.id",
        "container.name",
        "container.image.repository",
        "container.image.tag",
        "k8s.pod.name",
        "k8s.ns.name",
    ];
    assert_eq!(suggested, expected);
}

#[test]
fn fields_that_remember() {
    let at = |ts| Encoder::new(ts, 5, Code::SyscallCloseX).i64(0).i64(3);
    let events = [at(1_000_000_000), at(1_000_000_250), at(4_000_000_000)];
    assert_eq!(shown("%evt.deltatime %evt.deltatime.s", &events), ["0 0", "250 0", "2999999750 2"]);
    assert_eq!(shown("%util.cnt", &events), ["1", "2", "3"]);
}

#[test]
fn times_before_the_first_event_are_no_time_after_it() {
    let at = |ts| Encoder::new(ts, 5, Code::SyscallCloseX).i64(0).i64(3);
    let events = [at(1_000), at(400)];
    let template = "%evt.reltime %evt.rawtime";
    assert_eq!(shown_json(template, &events)[1], r#"{"evt.rawtime":400,"evt.reltime":0}"#);
    assert_eq!(shown(template, &events)[1], "000000000 400");
}

#[test]
fn a_filter_holds_proc_aenv_against_every_ancestor() {
    let (init, web) = ("HOME=/", "A=1 B=2");
    for (filter, wanted) in [
        (format!("proc.aenv = \"{init}\""), true),
        (format!("proc.aenv = \"{web}\""), false),
        (format!("proc.aenv[7] = \"{init}\""), true),
        ("proc.aenv[1] exists".into(), true),
        ("proc.aenv[HOME] = /".into(), true),
        ("proc.aenv[A] = 1".into(), false),
        (format!("proc.env = \"{web}\""), true),
    ] {
        assert_eq!(matches(&filter, &[close(5)]), [wanted], "{filter}");
    }
}

#[test]
fn simple_buffers_leave_the_kind_of_descriptors_out() {
    let read = Encoder::new(7, 5, Code::SyscallReadX).i64(2).text(b"a\x01").i64(3).u32(2);
    let with = |buffer_format| Settings { zone: Zone::utc(), buffer_format, ..Settings::default() };
    let shown = |format| rendered("%evt.args", std::slice::from_ref(&read), &with(format), false);
    assert_eq!(shown(BufferFormat::Normal), ["res=2 data=a.. fd=3(<f>/srv/a) size=2"]);
    assert_eq!(shown(BufferFormat::Simple), ["res=2 data=a.. fd=3(<>/srv/a) size=2"]);
}

#[test]
fn json_shows_the_fields_in_transformers() {
    let one = [close(5)];
    assert_eq!(shown("%toupper(proc.name)", &one), ["WEB"]);
    assert_eq!(shown_json("%toupper(proc.name)", &one), [r#"{"proc.name":"web"}"#]);
    let nested = r#"%toupper(concat(proc.name, evt.type)) %evt.num"#;
    assert_eq!(shown_json(nested, &one), [r#"{"evt.num":1,"evt.type":"close","proc.name":"web"}"#]);
    assert_eq!(shown_json("no field", &one), ["null"]);
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let mut template =
        Template::compile(b"%toupper(tolower(proc.name)) %evt.num", &catalogue).expect("valid template");
    let tokens: Vec<_> = template.tokens().collect();
    assert_eq!(
        tokens,
        [("proc.name", false), ("toupper(tolower(proc.name))", true), ("evt.num", false)],
        "the inner transformer is part of the outer one"
    );
    let settings = Settings { zone: Zone::utc(), ..Settings::default() };
    template.show_transformers(true);
    assert_eq!(
        written(&template, &one, &settings, true),
        [r#"{"evt.num":1,"proc.name":"web","toupper(tolower(proc.name))":"WEB"}"#]
    );
}

#[test]
fn json_without_a_needed_value_is_still_an_object() {
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let template = Template::compile(b"%evt.num %fd.sport %proc.name", &catalogue).expect("valid template");
    let mut inspector = machine(&[close(5)]);
    let Ok(Some(event)) = inspector.next() else { panic!("an event") };
    let (scratch, settings) = (Scratch::new(), Settings::default());
    let context = Evaluation { event: &event, scratch: &scratch, settings: &settings, comparing: false };
    let mut out = scratch.text();
    assert!(!Formatter::new(&template).push_json(&context, &mut out));
    assert_eq!(out.as_bytes(), br#"{"evt.num":1,"fd.sport":null}"#);
}

#[test]
fn what_was_decoded_is_shown_byte_for_byte() {
    let read = Encoder::new(7, 5, Code::SyscallReadX).i64(4).bytes(b"AQI=").i64(3).u32(4);
    assert_eq!(shown("%b64(evt.arg.data)", &[read]), ["\u{1}\u{2}"]);
}

#[test]
fn missing_values() {
    let empty = Encoder::new(7, 5, Code::SyscallCloseX).empty().empty();
    assert_eq!(shown("*%evt.args %evt.res %evt.rawres %fd.name", &[empty]), ["res=<NA> fd=<NA> SUCCESS 0 "]);
    let unknown = Encoder::new(7, 99, Code::SyscallCloseX).i64(-9).i64(3);
    assert_eq!(
        shown("*%proc.name %proc.pid %evt.res %evt.failed %proc.pname", &[unknown]),
        ["<NA> -1 EBADF true <NA>"]
    );
}
