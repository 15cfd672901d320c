//! Fields that someone outside brings: a program, a plugin.

use super::{Context, Extracted, FieldRef};
use std::fmt;
use std::sync::Arc;

/// Whoever reads the fields of a group.
pub trait Provider: Send + Sync {
    /// The value of `field` for the event at hand; what is made goes into the scratch memory of the context.
    fn extract<'s>(&self, context: &Context<'s>, field: &FieldRef) -> Extracted<'s>;
}

/// A provider that fields share.
#[derive(Clone)]
pub struct Provided(pub Arc<dyn Provider>);

impl fmt::Debug for Provided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provided")
    }
}

/// The extractor of the fields of [`super::Catalogue::add_provided`]: asks their provider.
pub fn provided<'s>(context: &Context<'s>, field: &FieldRef) -> Extracted<'s> {
    match &field.provider {
        Some(Provided(provider)) => provider.extract(context, field),
        None => Extracted::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{Catalogue, FieldClass, FieldInfo, Scratch, Settings};
    use crate::filter::Program;
    use crate::schema::{Code, ParamType};
    use crate::state::{Situation, State};

    struct Answer;

    impl Provider for Answer {
        fn extract<'s>(&self, context: &Context<'s>, field: &FieldRef) -> Extracted<'s> {
            context.copy(field.to_string().as_bytes()).into()
        }
    }

    #[test]
    fn filters_ask_the_provider() {
        const FIELDS: &[FieldInfo] = &[FieldInfo::new("my.name", ParamType::Charbuf, "", provided)];
        let class = FieldClass { name: "my", summary: "", doc: "", hidden: false, fields: FIELDS };
        let mut catalogue = Catalogue::default();
        catalogue.add_provided(class, Provided(Arc::new(Answer)));
        let program = Program::compile(b"my.name = my.name and toupper(my.name) = MY.NAME", &catalogue);
        let program = program.expect("a filter");
        let mut bytes = Vec::new();
        crate::codec::Encoder::new(0, 1, Code::SyscallCloseX).i64(0).finish(&mut bytes).expect("an event");
        let event = crate::codec::Event::decode(&bytes).expect("an event");
        let (state, settings, scratch) = (State::default(), Settings::default(), Scratch::new());
        let situation = Situation {
            event,
            original: None,
            num: 1,
            cpu: 0,
            dump_flags: 0,
            state: &state,
            thread: None,
            fd: None,
            fd_name_changed: false,
            error: 0,
            source: None,
        };
        let context =
            Context { situation: &situation, scratch: &scratch, settings: &settings, comparing: true };
        assert!(program.matches(Code::SyscallCloseX, &context));
    }
}
