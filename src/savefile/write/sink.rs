//! Where the bytes of a capture go: a file, plain or gzip-compressed.

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

/// Counts what reaches the file.
struct Counted {
    file: File,
    count: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.count += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

enum Form {
    Plain(BufWriter<Counted>),
    Gzip(Box<GzEncoder<BufWriter<Counted>>>),
}

/// The file behind a writer.
pub(super) struct Sink {
    form: Form,
    finished: bool,
}

impl Sink {
    pub(super) fn new(file: File, compression: Compression) -> Sink {
        let file = BufWriter::with_capacity(BUFFER, Counted { file, count: 0 });
        let form = match compression {
            Compression::None => Form::Plain(file),
            Compression::Gzip => Form::Gzip(Box::new(GzEncoder::new(file, flate2::Compression::default()))),
        };
        Sink { form, finished: false }
    }

    #[inline]
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.form {
            Form::Plain(file) => file.write_all(bytes),
            Form::Gzip(file) => file.write_all(bytes),
        }
    }

    /// Bytes that the file has or will get once it is flushed; compressed ones only when they come out.
    pub(super) fn stored(&self) -> u64 {
        let file = match &self.form {
            Form::Plain(file) => file,
            Form::Gzip(file) => file.get_ref(),
        };
        file.get_ref().count + file.buffer().len() as u64
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        match &mut self.form {
            Form::Plain(file) => file.flush(),
            Form::Gzip(file) => file.flush(),
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
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // Nobody is left to hear of an error.
        let _ = self.finish();
    }
}
