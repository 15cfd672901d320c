// SPDX-License-Identifier: Apache-2.0
//! Output templates: text with fields in it, such as `*%evt.num %proc.name`.

use super::json::push_json_string;
use super::value::{push_json_value, push_list, push_value};
use crate::error::{Error, Result};
use crate::fields::param_text::c_text;
use crate::fields::text::push_i64;
use crate::fields::{
    CLASSES, Catalogue, Evaluation, Extracted, FieldFlags, JsonRule, Source, TextBuf, Value,
};
use crate::filter::{Expr, ExprKind, FilterError, Getter, Parser, TransformerName, display};

/// A template, compiled once and used for every event.
///
/// ```
/// use scap::{Inspector, Options, Template};
///
/// let template = Template::new("%evt.type by %proc.name")?;
/// let mut inspector = Inspector::open("testdata/shell.scap", Options::default())?;
/// let mut out = Vec::new();
/// while let Some(event) = inspector.next()? {
///     out.clear();
///     if event.write(&template, &mut out)? {
///         assert!(out.starts_with(event.name().as_bytes()) || !out.is_empty());
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Template {
    /// Events without one of the values are not printed.
    needs_all: bool,
    parts: Vec<Part>,
    /// What can be shown by name, in the order of the text.
    tokens: Vec<Token>,
    /// Indices of the tokens that JSON shows, by name, each name once.
    keys: Vec<usize>,
}

/// A field of the template, a transformer, or a field within one.
#[derive(Debug)]
struct Token {
    name: String,
    getter: Getter,
    is_transformer: bool,
}

#[derive(Debug)]
enum Part {
    Literal(Vec<u8>),
    Field {
        /// Index of its token.
        token: usize,
        /// Cut or filled with spaces to this many bytes; 0 for as it is.
        width: usize,
        /// Escape sequence that begins the colour of the field on a terminal; empty for none.
        colour: &'static [u8],
    },
}

/// The placeholder for a missing value.
const MISSING: &[u8] = b"<NA>";

impl Template {
    /// Compiles a template over the built-in fields; see [`Template::compile`].
    ///
    /// # Errors
    /// As for [`Template::compile`].
    pub fn new(text: &str) -> Result<Template> {
        Template::compile(text.as_bytes(), &Catalogue::new(CLASSES.iter().copied()))
    }

    /// Compiles a template. `%` begins a field, with an optional width before its name; a `*` at the start lets
    /// events pass that lack some of the values.
    ///
    /// # Errors
    /// An empty template, an unknown field, or one without its argument; the message gives the position.
    pub fn compile(text: &[u8], catalogue: &Catalogue) -> Result<Template> {
        if text.is_empty() {
            return Err(Error::Template { offset: 0, what: "the output template is empty".to_owned() });
        }
        let body = text.strip_prefix(b"*");
        let mut template =
            Template { needs_all: body.is_none(), parts: Vec::new(), tokens: Vec::new(), keys: Vec::new() };
        let mut rest = body.unwrap_or(text);
        while let Some(at) = memchr::memchr(b'%', rest) {
            template.push_literal(&rest[..at]);
            let place = text.len() - rest.len() + at + 1;
            rest = template.push_field(&rest[at + 1..], place, catalogue)?;
        }
        template.push_literal(rest);
        template.keys = template.sorted_keys(false);
        Ok(template)
    }

    fn push_literal(&mut self, text: &[u8]) {
        if !text.is_empty() {
            self.parts.push(Part::Literal(text.to_vec()));
        }
    }

    /// Reads width and field after a `%`; returns what follows.
    fn push_field<'t>(&mut self, text: &'t [u8], place: usize, catalogue: &Catalogue) -> Result<&'t [u8]> {
        let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
        let width = text[..digits]
            .iter()
            .fold(0usize, |width, digit| width.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        let name = &text[digits..];
        if name.is_empty() {
            let end = if digits == 0 { "a '%'" } else { "a width" };
            let what = format!("the output template ends with {end} at byte {place}; a field must follow");
            return Err(Error::Template { offset: place, what });
        }
        if width > MAX_WIDTH {
            let what = format!("width {width} at byte {place} of the output template is above {MAX_WIDTH}");
            return Err(Error::Template { offset: place, what });
        }
        if starts_transformer(name) {
            let (tree, length) = transformer(name, place)?;
            self.push_tokens(&tree, &mut false, catalogue).map_err(|error| in_template(&error, place))?;
            self.push_last_token(width);
            return Ok(&name[length..]);
        }
        match catalogue.field_prefix(name) {
            Ok(Some((field, length))) => {
                let (shown, getter) = (field.to_string(), Getter::from_field(field));
                self.tokens.push(Token { name: shown, getter, is_transformer: false });
                self.push_last_token(width);
                Ok(&name[length..])
            }
            Ok(None) => {
                let end = name.iter().position(|b| !b.is_ascii_alphanumeric() && !b"._[]-".contains(b));
                let what = match catalogue.field(&name[..end.unwrap_or(name.len())]) {
                    Err(error) => error.to_string(),
                    Ok(_) => "no field".to_owned(),
                };
                Err(at_byte(&what, place))
            }
            Err(error) => Err(at_byte(&error.to_string(), place)),
        }
    }

    /// Shows what was recorded last: a field, or the transformer around what was recorded before it.
    fn push_last_token(&mut self, width: usize) {
        self.parts.push(Part::Field { token: self.tokens.len() - 1, width, colour: b"" });
    }

    /// Records a transformer with the fields in it. `inner`: what was recorded last is a transformer, which the one around
    /// it replaces.
    fn push_tokens(
        &mut self,
        tree: &Expr,
        inner: &mut bool,
        catalogue: &Catalogue,
    ) -> std::result::Result<(), FilterError> {
        let is_transformer = match &tree.kind {
            ExprKind::Field { .. } => false,
            ExprKind::Transformer { values, .. } => {
                values.iter().try_for_each(|value| self.push_tokens(value, inner, catalogue))?;
                true
            }
            ExprKind::TransformerList(items) => {
                return items.iter().try_for_each(|item| self.push_tokens(item, inner, catalogue));
            }
            _ => return Ok(()),
        };
        let getter = Getter::from_tree(tree, catalogue)?;
        if is_transformer && *inner {
            self.tokens.pop();
        }
        let name = String::from_utf8_lossy(&display(tree)).into_owned();
        self.tokens.push(Token { name, getter, is_transformer });
        *inner = is_transformer;
        Ok(())
    }

    fn sorted_keys(&self, transformers: bool) -> Vec<usize> {
        let tokens = &self.tokens;
        let mut keys: Vec<usize> =
            (0..tokens.len()).filter(|at| transformers || !tokens[*at].is_transformer).collect();
        // Of what is named twice, the last occurrence is shown.
        keys.sort_by(|a, b| (&tokens[*a].name, b).cmp(&(&tokens[*b].name, a)));
        keys.dedup_by(|later, earlier| tokens[*later].name == tokens[*earlier].name);
        keys
    }

    /// Sets whether JSON shows transformers by their text, beside the fields in them; the default is false.
    pub fn show_transformers(&mut self, show: bool) {
        self.keys = self.sorted_keys(show);
    }

    /// The same in colours, for terminals (ECMA-48 escape sequences).
    pub fn coloured(mut self) -> Template {
        for part in &mut self.parts {
            if let Part::Field { token, colour, .. } = part {
                *colour = self.tokens[*token].getter.field().map_or(b"", |field| colour_of(&field.info.name));
            }
        }
        self
    }

    /// What is shown by name, in the order of the text: fields, transformers (true), and the fields in those.
    pub fn tokens(&self) -> impl Iterator<Item = (&str, bool)> {
        self.tokens.iter().map(|token| (token.name.as_str(), token.is_transformer))
    }
}

const PLAIN: &[u8] = b"\x1b[0m";

/// Dim for what repeats, bright for processes and objects.
fn colour_of(field: &str) -> &'static [u8] {
    match field {
        "proc.name" | "proc.cmdline" => b"\x1b[1;36m",
        "evt.type" | "syscall.type" => b"\x1b[32m",
        "fd.name" => b"\x1b[33m",
        _ if field.starts_with("evt.") && field.contains("time") => b"\x1b[2m",
        "evt.num" | "evt.cpu" | "thread.tid" => b"\x1b[2m",
        _ => b"",
    }
}

/// Widest column that a template can ask for, bytes.
const MAX_WIDTH: usize = 65_536;

/// Applies a template to events.
#[derive(Debug, Clone, Copy)]
pub struct Formatter<'t> {
    template: &'t Template,
}

impl<'t> Formatter<'t> {
    /// A formatter of this template.
    pub fn new(template: &'t Template) -> Self {
        Self { template }
    }

    /// Appends the event as text. False, with whatever was written so far, where a required value is missing.
    pub fn push_text(&self, context: &Evaluation<'_>, out: &mut TextBuf<'_>) -> bool {
        for part in &self.template.parts {
            match part {
                Part::Literal(text) => out.extend(text),
                Part::Field { token, width, colour } => {
                    out.extend(colour);
                    let start = out.len();
                    if !push_getter_text(context, &self.template.tokens[*token].getter, out) {
                        if self.template.needs_all {
                            return false;
                        }
                        out.extend(MISSING);
                    }
                    fit(out, start, *width);
                    if !colour.is_empty() {
                        out.extend(PLAIN);
                    }
                }
            }
        }
        true
    }

    /// Appends the event as a JSON object of the fields, `null` where there are none; those in transformers are shown
    /// unchanged. False where a required value is missing: the object ends with it.
    pub fn push_json(&self, context: &Evaluation<'_>, out: &mut TextBuf<'_>) -> bool {
        if self.template.keys.is_empty() {
            out.extend(b"null");
            return true;
        }
        let mut whole = true;
        out.push(b'{');
        for (i, index) in self.template.keys.iter().enumerate() {
            let token = &self.template.tokens[*index];
            if i > 0 {
                out.push(b',');
            }
            push_json_string(out, token.name.as_bytes());
            out.push(b':');
            if !push_getter_json(context, &token.getter, out) && self.template.needs_all {
                whole = false;
                break;
            }
        }
        out.push(b'}');
        whole
    }
}

/// Cuts or pads what was written since `start` to the width.
fn fit(out: &mut TextBuf<'_>, start: usize, width: usize) {
    if width == 0 {
        return;
    }
    out.truncate(start + width);
    while out.len() < start + width {
        out.push(b' ');
    }
}

/// True where a transformer begins, such as `toupper(`.
fn starts_transformer(text: &[u8]) -> bool {
    let word = text.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    text.get(word) == Some(&b'(') && TransformerName::from_name(&text[..word]).is_some()
}

fn in_template(error: &FilterError, place: usize) -> Error {
    Error::Template { offset: place, what: format!("{error} after byte {place} of the output template") }
}

fn at_byte(what: &str, place: usize) -> Error {
    Error::Template { offset: place, what: format!("{what} at byte {place} of the output template") }
}

/// The transformer at the start of a text, and its length.
fn transformer(text: &[u8], place: usize) -> Result<(Expr, usize)> {
    let mut parser = Parser::new(text).partial(true);
    let tree = parser.parse_field_or_transformer().map_err(|error| in_template(&error, place))?;
    Ok((tree, parser.pos().idx as usize))
}

fn push_getter_text(context: &Evaluation<'_>, getter: &Getter, out: &mut TextBuf<'_>) -> bool {
    let buffers = context.settings.buffer_format;
    let (kind, found) = match getter.plain_field() {
        Some(field) if let Some(write) = field.info.write => return write(context, out),
        Some(field) => ((field.ty, field.format), context.extract(field)),
        None => ((getter.ty(), getter.format()), getter.get(context)),
    };
    match found {
        Extracted::None => false,
        // What was decoded is shown byte for byte, up to a NUL.
        Extracted::One(Value::Bytes(text))
            if getter.decodes() && kind.0 != crate::schema::ParamType::Bytebuf =>
        {
            out.extend(c_text(text));
            true
        }
        Extracted::One(value) => push_value(out, kind, value, buffers, context.scratch),
        Extracted::Many(values) => {
            push_list(out, kind, values, buffers, context.scratch);
            true
        }
    }
}

/// Appends a value as JSON, `null` where it is missing; false then.
fn push_getter_json(context: &Evaluation<'_>, getter: &Getter, out: &mut TextBuf<'_>) -> bool {
    let rule = getter.field().map_or(JsonRule::Value, |field| field.info.json);
    if rule == JsonRule::EventTime {
        push_i64(out, context.raw().ts() as i64);
        return true;
    }
    // Upstream reads every field twice and shows the second value, which matters for fields that remember.
    if getter.field().is_some_and(|field| field.info.flags.has(FieldFlags::REMEMBERS)) {
        let _ = getter.get(context);
    }
    let buffers = context.settings.buffer_format;
    let kind = (getter.ty(), getter.format());
    match getter.get(context) {
        // Signed, as upstream shows a time before the first event.
        Extracted::One(Value::U64(number)) if rule == JsonRule::Number => push_i64(out, number as i64),
        Extracted::One(value) => push_json_value(out, kind, value, buffers, context.scratch),
        // An empty list is indistinguishable from a missing one.
        Extracted::None | Extracted::Many([]) => {
            out.extend(b"null");
            return false;
        }
        Extracted::Many(values) => {
            out.push(b'[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                push_json_value(out, kind, *value, buffers, context.scratch);
            }
            out.push(b']');
        }
    }
    true
}
