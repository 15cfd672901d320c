//! Readers of bytes for engines that are not part of this library (C: libscap/engine/savefile/scap_reader.h).
//!
//! Files of zlib are read through the program's own zlib: whoever has such a file has the library loaded.

use super::abi::internal::{gzFile, scap_reader_t};
use super::{guard, memory};
use std::ffi::{CStr, c_char, c_int, c_long, c_uint, c_void};
use std::mem::transmute_copy;
use std::ptr;

/// Functions of the program's zlib.
#[repr(C)]
#[derive(Clone, Copy)]
struct Zlib {
    file: gzFile,
    read: unsafe extern "C" fn(gzFile, *mut c_void, c_uint) -> c_int,
    offset: unsafe extern "C" fn(gzFile) -> c_long,
    tell: unsafe extern "C" fn(gzFile) -> c_long,
    seek: unsafe extern "C" fn(gzFile, c_long, c_int) -> c_long,
    error: unsafe extern "C" fn(gzFile, *mut c_int) -> *const c_char,
    close: unsafe extern "C" fn(gzFile) -> c_int,
}

/// A function that some library of the program has.
///
/// # Safety
/// `F` is the type of that function.
unsafe fn function<F: Copy>(name: &CStr) -> Option<F> {
    // SAFETY: looking a name up harms nothing; a function pointer has the size of a pointer.
    unsafe {
        let found = libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr());
        (!found.is_null()).then(|| transmute_copy(&found))
    }
}

/// # Safety
/// The reader is of this file.
unsafe fn zlib<'a>(reader: *mut scap_reader_t) -> &'a Zlib {
    // SAFETY: as the caller promises.
    unsafe { &*(*reader).handle.cast::<Zlib>() }
}

/// Reads a file of zlib, which the reader takes over; NULL when out of memory or without zlib in the program.
///
/// # Safety
/// `file` is NULL or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_reader_open_gzfile(file: gzFile) -> *mut scap_reader_t {
    if file.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the functions of zlib have these types.
    let zlib = unsafe {
        let (Some(read), Some(offset), Some(tell), Some(seek), Some(error), Some(close)) = (
            function(c"gzread"),
            function(c"gzoffset"),
            function(c"gztell"),
            function(c"gzseek"),
            function(c"gzerror"),
            function(c"gzclose"),
        ) else {
            return ptr::null_mut();
        };
        Zlib { file, read, offset, tell, seek, error, close }
    };
    let state = memory::bytes(size_of::<Zlib>()).cast::<Zlib>();
    let reader = memory::zeroed::<scap_reader_t>();
    // SAFETY: each is NULL or was just made.
    unsafe {
        if state.is_null() || reader.is_null() {
            memory::free(state);
            memory::free(reader);
            return ptr::null_mut();
        }
        state.write(zlib);
        reader.write(scap_reader_t {
            handle: state.cast(),
            read: Some(gz_read),
            offset: Some(gz_offset),
            tell: Some(gz_tell),
            seek: Some(gz_seek),
            error: Some(gz_error),
            close: Some(gz_close),
        });
    }
    reader
}

unsafe extern "C" fn gz_read(reader: *mut scap_reader_t, buf: *mut c_void, len: u32) -> c_int {
    // SAFETY: the reader is of this file; the buffer has `len` bytes.
    unsafe { (zlib(reader).read)(zlib(reader).file, buf, len) }
}

unsafe extern "C" fn gz_offset(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader is of this file.
    unsafe { (zlib(reader).offset)(zlib(reader).file) }
}

unsafe extern "C" fn gz_tell(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader is of this file.
    unsafe { (zlib(reader).tell)(zlib(reader).file) }
}

unsafe extern "C" fn gz_seek(reader: *mut scap_reader_t, offset: i64, whence: c_int) -> i64 {
    // SAFETY: the reader is of this file.
    unsafe { (zlib(reader).seek)(zlib(reader).file, offset, whence) }
}

unsafe extern "C" fn gz_error(reader: *mut scap_reader_t, errnum: *mut c_int) -> *const c_char {
    // SAFETY: the reader is of this file.
    unsafe { (zlib(reader).error)(zlib(reader).file, errnum) }
}

unsafe extern "C" fn gz_close(reader: *mut scap_reader_t) -> c_int {
    // SAFETY: the reader is of this file and not used any more.
    unsafe {
        let rc = (zlib(reader).close)(zlib(reader).file);
        memory::free((*reader).handle);
        memory::free(reader);
        rc
    }
}

/// A reader that asks another for larger pieces.
struct Buffered {
    inner: *mut scap_reader_t,
    owned: bool,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The inner reader answered that nothing follows.
    ended: bool,
}

/// Reads through a buffer of this many bytes; `own_reader`: closes the other reader with itself.
///
/// # Safety
/// `reader` is NULL or valid as long as this one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_reader_open_buffered(
    reader: *mut scap_reader_t,
    bufsize: u32,
    own_reader: bool,
) -> *mut scap_reader_t {
    if reader.is_null() || bufsize == 0 {
        return ptr::null_mut();
    }
    let outer = memory::zeroed::<scap_reader_t>();
    if outer.is_null() {
        return outer;
    }
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(bufsize as usize).is_err() {
        // SAFETY: just made.
        unsafe { memory::free(outer) };
        return ptr::null_mut();
    }
    buffer.resize(bufsize as usize, 0);
    let state = Buffered { inner: reader, owned: own_reader, buffer, start: 0, end: 0, ended: false };
    let written = scap_reader_t {
        handle: Box::into_raw(Box::new(state)).cast(),
        read: Some(buffered_read),
        offset: Some(buffered_offset),
        tell: Some(buffered_tell),
        seek: Some(buffered_seek),
        error: Some(buffered_error),
        close: Some(buffered_close),
    };
    // SAFETY: just made.
    unsafe { outer.write(written) };
    outer
}

/// # Safety
/// The reader is a buffered one, used by nobody else now.
unsafe fn buffered<'a>(reader: *mut scap_reader_t) -> &'a mut Buffered {
    // SAFETY: as the caller promises.
    unsafe { &mut *(*reader).handle.cast::<Buffered>() }
}

unsafe extern "C" fn buffered_read(reader: *mut scap_reader_t, buf: *mut c_void, len: u32) -> c_int {
    // SAFETY: the reader is a buffered one; the buffer has `len` bytes; the other reader is valid.
    guard::or(-1, || unsafe {
        let own = buffered(reader);
        let mut done = 0;
        while done < len as usize {
            if own.start == own.end {
                let Some(read) = (*own.inner).read.filter(|_| !own.ended) else { break };
                let got = read(own.inner, own.buffer.as_mut_ptr().cast(), own.buffer.len() as u32);
                if got < 0 {
                    return got;
                }
                (own.start, own.end) = (0, (got as usize).min(own.buffer.len()));
                own.ended = got == 0;
                continue;
            }
            let size = (own.end - own.start).min(len as usize - done);
            let from = own.buffer[own.start..own.start + size].as_ptr();
            ptr::copy_nonoverlapping(from, buf.cast::<u8>().add(done), size);
            own.start += size;
            done += size;
        }
        done as c_int
    })
}

unsafe extern "C" fn buffered_offset(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader is a buffered one, the other is valid.
    unsafe {
        let own = buffered(reader);
        (*own.inner).offset.map_or(-1, |offset| offset(own.inner))
    }
}

unsafe extern "C" fn buffered_tell(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader is a buffered one, the other is valid.
    unsafe {
        let own = buffered(reader);
        let there = (own.end - own.start) as i64;
        (*own.inner).tell.map_or(-1, |tell| tell(own.inner) - there)
    }
}

unsafe extern "C" fn buffered_seek(reader: *mut scap_reader_t, offset: i64, whence: c_int) -> i64 {
    // SAFETY: the reader is a buffered one, the other is valid.
    unsafe {
        let own = buffered(reader);
        // From here means from what was handed out, not from what was read ahead.
        let offset = if whence == libc::SEEK_CUR { offset - (own.end - own.start) as i64 } else { offset };
        (own.start, own.end, own.ended) = (0, 0, false);
        (*own.inner).seek.map_or(-1, |seek| seek(own.inner, offset, whence))
    }
}

unsafe extern "C" fn buffered_error(reader: *mut scap_reader_t, errnum: *mut c_int) -> *const c_char {
    // SAFETY: the reader is a buffered one, the other is valid.
    unsafe {
        let own = buffered(reader);
        (*own.inner).error.map_or(ptr::null(), |error| error(own.inner, errnum))
    }
}

unsafe extern "C" fn buffered_close(reader: *mut scap_reader_t) -> c_int {
    // SAFETY: the reader is a buffered one and not used any more; its state came from a box.
    unsafe {
        let own = Box::from_raw((*reader).handle.cast::<Buffered>());
        memory::free(reader);
        match (*own.inner).close {
            Some(close) if own.owned => close(own.inner),
            _ => 0,
        }
    }
}
