//! The built-in fields: their rows against the reference, and those that the golden captures do not reach.

mod reference;

use scap::codec::Encoder;
use scap::engine::TestInput;
use scap::fields::text::Zone;
use scap::fields::{CLASSES, Catalogue, Context, FieldFlags, Scratch, Settings};
use scap::format::{Formatter, Template};
use scap::inspector::{Inspector, Next, Options};
use scap::schema::Code;
use scap::snapshot::{NoLookup, Snapshot, ThreadRecord};

#[test]
fn rows_are_those_of_the_reference() {
    let Some(json) = reference::json("fields.json") else { return };
    let classes = reference::list(&json["classes"]);
    assert_eq!(classes.len(), 9);
    // Classes beyond the reference come after its own.
    for (class, ours) in classes.iter().zip(CLASSES) {
        assert_eq!(class["class_name"], ours.name);
        assert_eq!(class["hidden"], ours.hidden, "{}", ours.name);
        let fields = reference::list(&class["fields"]);
        assert_eq!(fields.len(), ours.fields.len(), "{}", ours.name);
        for (field, ours) in fields.iter().zip(ours.fields) {
            assert_eq!(field["name"], *ours.name);
            assert_eq!(field["type"], format!("PT_{}", ours.ty.name()), "{}", ours.name);
            let flags = ours.flags.without(FieldFlags::REMEMBERS);
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
    assert_eq!(CLASSES.iter().take(9).map(|class| class.fields.len()).sum::<usize>(), 233);
}

/// The lines that a template makes of these events, on a machine with one thread in a docker container.
fn shown(template: &str, events: &[Encoder]) -> Vec<String> {
    const ID: &str = "3ad7b26ded6d0123456789abcdef0123456789abcdef0123456789abcdef0123";
    let thread = ThreadRecord {
        tid: 5,
        pid: 5,
        ptid: 1,
        comm: b"web".to_vec(),
        cgroups: format!("cpu=/docker/{ID}\0").into_bytes(),
        ..ThreadRecord::default()
    };
    let other = ThreadRecord { tid: 1, pid: 1, comm: b"init".to_vec(), ..ThreadRecord::default() };
    let snapshot = Snapshot { threads: vec![other, thread], ..Snapshot::default() };
    let mut engine = TestInput::new(snapshot);
    for event in events {
        let mut bytes = Vec::new();
        event.finish(&mut bytes).expect("a valid event");
        engine.push(bytes, 0);
    }
    let mut inspector =
        Inspector::open(Box::new(engine), Box::new(NoLookup), Options::default()).expect("it opens");
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let template = Template::compile(template.as_bytes(), &catalogue).expect("valid template");
    let settings = Settings { zone: Zone::utc(), ..Settings::default() };
    let mut lines = Vec::new();
    loop {
        match inspector.next().expect("valid events") {
            Next::Event(situation) => {
                let scratch = Scratch::new();
                let context = Context {
                    situation: &situation,
                    scratch: &scratch,
                    settings: &settings,
                    comparing: false,
                };
                let mut out = scratch.text();
                assert!(Formatter::new(&template).push_text(&context, &mut out));
                lines.push(String::from_utf8(out.as_bytes().to_vec()).expect("UTF-8"));
            }
            Next::Filtered | Next::Timeout => {}
            Next::End => return lines,
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
    let told = Encoder::new(1, -1, Code::ContainerJson_2E).text(json);
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
        shown(all, &[told.clone(), close(5)]).last().map(String::as_str),
        Some("shop nginx:1.27 ab nginx 1.27 sha256:12 false 172.17.0.2")
    );
    let mounts = "*%container.mounts %container.mount.source[0] %container.mount.dest[/srv] \
                  %container.mount.mode[/data] %container.mount.rdwr[0] %container.mount[1]";
    assert_eq!(
        shown(mounts, &[told, close(5)]).last().map(String::as_str),
        Some("/srv:/data:rw:true:rprivate /srv /data rw true <NA>")
    );
}

#[test]
fn fields_that_remember() {
    let at = |ts| Encoder::new(ts, 5, Code::SyscallCloseX).i64(0).i64(3);
    let events = [at(1_000_000_000), at(1_000_000_250), at(4_000_000_000)];
    assert_eq!(shown("%evt.deltatime %evt.deltatime.s", &events), ["0 0", "250 0", "2999999750 2"]);
    assert_eq!(shown("%util.cnt", &events), ["1", "2", "3"]);
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
