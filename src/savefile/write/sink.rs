// SPDX-License-Identifier: Apache-2.0
//! Where the bytes of a capture go: a file, plain or gzip-compressed, or something else that accepts bytes.

use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Bytes gathered before they go to the file.
const BUFFER: usize = 64 * 1024;

/// How a capture file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// With gzip.
    Gzip,
}

/// Counts what reaches the target.
struct Counted<T> {
    target: T,
    count: u64,
}

impl<T: Write> Write for Counted<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.target.write(bytes)?;
        self.count += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target.flush()
    }
}

enum Form {
    Plain(BufWriter<Counted<File>>),
    Gzip(Box<GzEncoder<BufWriter<Counted<File>>>>),
    /// Receives each block as a whole.
    Other(Counted<Box<dyn Write + Send>>),
}

/// The file of a writer.
pub(super) struct Sink {
    form: Form,
    finished: bool,
}

impl Sink {
    pub(super) fn new(file: File, compression: Compression) -> Sink {
        let file = BufWriter::with_capacity(BUFFER, Counted { target: file, count: 0 });
        let form = match compression {
            Compression::None => Form::Plain(file),
            Compression::Gzip => Form::Gzip(Box::new(GzEncoder::new(file, flate2::Compression::default()))),
        };
        Sink { form, finished: false }
    }

    pub(super) fn other(target: Box<dyn Write + Send>) -> Sink {
        Sink { form: Form::Other(Counted { target, count: 0 }), finished: false }
    }

    #[inline]
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.form {
            Form::Plain(file) => file.write_all(bytes),
            Form::Gzip(file) => file.write_all(bytes),
            Form::Other(target) => target.write_all(bytes),
        }
    }

    /// Bytes that the file has or will get once it is flushed; compressed ones only when they come out.
    pub(super) fn stored(&self) -> u64 {
        let file = match &self.form {
            Form::Plain(file) => file,
            Form::Gzip(file) => file.get_ref(),
            Form::Other(target) => return target.count,
        };
        file.get_ref().count + file.buffer().len() as u64
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        match &mut self.form {
            Form::Plain(file) => file.flush(),
            Form::Gzip(file) => file.flush(),
            Form::Other(target) => target.flush(),
        }
    }

    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.finished {
            return Ok(());
        }
        self.finished = true;
        match &mut self.form {
            Form::Plain(file) => file.flush(),
            Form::Gzip(file) => {
                file.try_finish()?;
                file.get_mut().flush()
            }
            Form::Other(target) => target.flush(),
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // Nobody is left to report an error to.
        let _ = self.finish();
    }
}
