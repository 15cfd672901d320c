// SPDX-License-Identifier: Apache-2.0
//! Lists of fields and events.

use crate::fields::{Catalogue, FieldFlags, FieldInfo};
use crate::schema::{Code, EventFlags, EventInfo};
use std::io::{self, Write};

/// Width of descriptions, columns.
const WIDTH: usize = 100;
const INDENT: usize = 26;

/// Prints every field with its description, by class.
pub fn fields(out: &mut impl Write, markdown: bool, catalogue: &Catalogue) -> io::Result<()> {
    let shown = catalogue.classes().iter().filter(|class| !class.hidden && !catalogue.is_replaced(class));
    let built_in = shown.map(|class| Group {
        name: class.name,
        summary: class.summary,
        doc: class.doc,
        fields: class.fields().collect(),
    });
    let external = catalogue.external().iter().map(|class| Group {
        name: &class.name,
        summary: "plugin",
        doc: "What the plugin reads.",
        fields: class.fields.iter().map(|field| &**field).collect(),
    });
    for group in built_in.chain(external) {
        if markdown { group_as_markdown(out, &group)? } else { group_as_text(out, &group)? }
    }
    Ok(())
}

/// Fields that are listed together.
struct Group<'c> {
    name: &'c str,
    summary: &'c str,
    doc: &'c str,
    fields: Vec<&'c FieldInfo>,
}

fn listed<'c>(group: &'c Group<'c>) -> impl Iterator<Item = &'c FieldInfo> {
    group.fields.iter().copied().filter(|field| !field.flags.has(FieldFlags::TABLE_ONLY))
}

fn group_as_text(out: &mut impl Write, class: &Group<'_>) -> io::Result<()> {
    writeln!(out, "{}: {}", class.name, class.summary)?;
    writeln!(out, "{}\n", class.doc)?;
    for field in listed(class) {
        let name = format!("  {}", field.name);
        let mut lead = if name.len() < INDENT {
            format!("{name:INDENT$}")
        } else {
            writeln!(out, "{name}")?;
            " ".repeat(INDENT)
        };
        for line in wrapped(&described(field), WIDTH - INDENT) {
            writeln!(out, "{lead}{line}")?;
            lead = " ".repeat(INDENT);
        }
    }
    writeln!(out)
}

fn described(field: &FieldInfo) -> String {
    let mut notes = vec![field.ty.listed_name().to_owned()];
    for (flag, note) in [
        (FieldFlags::IS_LIST, "list"),
        (FieldFlags::FILTER_ONLY, "filters only"),
        (FieldFlags::PRINT_ONLY, "output only"),
        (FieldFlags::ARG_REQUIRED, "needs an argument"),
        (FieldFlags::DEPRECATED, "deprecated"),
    ] {
        if field.flags.has(flag) {
            notes.push(note.to_owned());
        }
    }
    format!("{} ({})", field.doc, notes.join(", "))
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

fn group_as_markdown(out: &mut impl Write, class: &Group<'_>) -> io::Result<()> {
    writeln!(out, "## {}\n\n{}: {}\n", class.name, class.summary, class.doc)?;
    writeln!(out, "| field | type | description |\n|---|---|---|")?;
    for field in listed(class) {
        writeln!(
            out,
            "| `{}` | {} | {} |",
            field.name,
            field.ty.listed_name(),
            field.doc.replace('|', "\\|")
        )?;
    }
    writeln!(out)
}

/// Prints every event with its parameters, `>` for enter events and `<` for exit events.
pub fn events<W: Write>(out: &mut W) -> io::Result<()> {
    let current =
        |info: &&EventInfo| !info.flags.has(EventFlags::UNUSED) && !info.flags.has(EventFlags::OLD_VERSION);
    for info in Code::all().map(Code::info).filter(current) {
        let direction = if info.code.is_enter() { '>' } else { '<' };
        write!(out, "{direction} {}(", info.name)?;
        for (i, param) in info.params.iter().enumerate() {
            let separator = if i > 0 { ", " } else { "" };
            write!(out, "{separator}{} {}", param.ty.name(), param.name)?;
        }
        writeln!(out, ")")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::CLASSES;

    fn text(list: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        list(&mut out).expect("memory only");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn every_listed_field_is_described() {
        let catalogue = Catalogue::new(CLASSES.iter().copied());
        let text = text(|out| fields(out, false, &catalogue));
        let shown = CLASSES.iter().filter(|class| !class.hidden).flat_map(|class| class.fields());
        for field in shown.filter(|field| !field.flags.has(FieldFlags::TABLE_ONLY)) {
            assert!(text.contains(&format!("  {}", field.name)), "{} is missing", field.name);
            assert!(field.doc.ends_with('.'), "{} has no description", field.name);
        }
        assert!(!text.contains("evt.buflen.in"), "fields for tables are not listed");
    }

    #[test]
    fn markdown_has_a_row_for_each_field() {
        let catalogue = Catalogue::new(CLASSES.iter().copied());
        let text = text(|out| fields(out, true, &catalogue));
        assert!(text.contains("| `proc.name` | CHARBUF |"));
    }

    #[test]
    fn events_show_direction_and_parameters() {
        let text = text(events::<Vec<u8>>);
        assert!(text.contains("\n< openat(FD fd, FD dirfd, FSRELPATH name, FLAGS32 flags"), "{text}");
    }
}
