// SPDX-License-Identifier: Apache-2.0
//! Fields of the docker events of very old captures: lines of `key:value` with semicolons between.

use crate::fields::param_text::text_or_missing;
use crate::fields::{Evaluation, Extracted, FieldRef};
use crate::schema::Code;

type Out<'s> = Extracted<'s>;

fn trimmed(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

/// The value of the first line whose key starts with `key`, up to the next colon.
fn value<'s>(c: &Evaluation<'s>, key: &[u8]) -> Option<&'s [u8]> {
    if c.raw().code() != Code::InfrastructureEventE {
        return None;
    }
    let description = text_or_missing(c.param(2));
    let line = description.split(|&b| b == b';').map(trimmed).find(|line| line.starts_with(key))?;
    line.split(|&b| b == b':').nth(1)
}

pub(super) fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(value(c, b"Event").map(trimmed))
}

pub(super) fn container_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    const SHORT: usize = 12;
    Extracted::from_text(value(c, b"ID").map(trimmed).map(|id| &id[..id.len().min(SHORT)]))
}

pub(super) fn container_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(value(c, b"name").map(trimmed))
}

pub(super) fn container_image<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let image = value(c, b"Image").map(|image| match memchr::memchr(b'@', image) {
        Some(digest) => &image[..digest],
        None => image,
    });
    Extracted::from_text(image.map(trimmed))
}
