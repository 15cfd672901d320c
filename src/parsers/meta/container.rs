//! What captures tell about containers.

use super::super::Context;

pub(super) fn json(ctx: &mut Context<'_, '_>) -> Option<()> {
    keep(ctx, ctx.param(0).text());
    Some(())
}

/// Asynchronous events of the name that container plugins give theirs.
pub(super) fn asynchronous(ctx: &mut Context<'_, '_>) -> Option<()> {
    let data = ctx.param(2).text();
    match ctx.param(1).text() {
        b"container" | b"container_added" => keep(ctx, data),
        b"container_removed" => {
            if let Some(id) = id_in(data) {
                ctx.state.containers.remove(id);
            }
        }
        _ => {}
    }
    Some(())
}

fn keep(ctx: &mut Context<'_, '_>, json: &[u8]) {
    if let Some(id) = id_in(json) {
        ctx.state.containers.set(id, json);
    }
}

/// The value of the first key `id` in a JSON text.
fn id_in(json: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(json, b"\"id\"")?;
    let rest = json[at + 4..].trim_ascii_start().strip_prefix(b":")?;
    let rest = rest.trim_ascii_start().strip_prefix(b"\"")?;
    let end = memchr::memchr(b'"', rest)?;
    Some(&rest[..end]).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::id_in;

    #[test]
    fn the_id_is_found_among_other_keys() {
        let json = br#"{"container":{"imageid":"x","id" : "3ad7b26ded6d","name":"web"}}"#;
        assert_eq!(id_in(json), Some(&b"3ad7b26ded6d"[..]));
        for json in [&b""[..], b"{}", b"{\"id\":5}", b"{\"id\":\"", b"{\"id\":\"\"}"] {
            assert_eq!(id_in(json), None);
        }
    }
}
