// SPDX-License-Identifier: Apache-2.0
//! Readers of bytes for engines that are not part of this library (C: libscap/engine/savefile/scap_reader.h).
//!
//! Files of zlib are read through the program's own zlib: a program that has such a file has the library loaded.

use super::abi::internal::{gzFile, scap_reader_t};
use super::door::{self, Caller, Handle, Malloc, Malloced, Shared, malloc};
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

// SAFETY: pointers.
unsafe impl Malloc for Zlib {}

impl Handle for Zlib {
    type Owner = Malloced;
}

impl Handle for Buffered {
    type Owner = Caller;
}

impl Handle for scap_reader_t {
    type Owner = Malloced;
}

/// A function that some library of the program has.
///
/// # Safety
/// `F` is the type of that function.
unsafe fn function<F: Copy>(name: &CStr) -> Option<F> {
    // SAFETY: looking a name up has no side effects; a function pointer has the size of a pointer.
    unsafe {
        let found = libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr());
        (!found.is_null()).then(|| transmute_copy(&found))
    }
}

/// Makes a call of a reader of zlib.
///
/// # Safety
/// The reader is one of zlib's that this file made.
unsafe fn zlib<R>(failed: R, reader: *mut scap_reader_t, call: impl FnOnce(&Zlib) -> R) -> R {
    // SAFETY: as above.
    let zlib = unsafe { door::borrow(reader).and_then(|reader| door::borrow(reader.handle.cast::<Zlib>())) };
    door::enter_or(failed, zlib, call)
}

/// Reads a file of zlib, which the reader takes over; NULL when out of memory or without zlib in the program.
///
/// # Safety
/// `file` is NULL or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_reader_open_gzfile(file: gzFile) -> *mut scap_reader_t {
    door::enter((), |()| {
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
        let (state, reader) = (malloc::zeroed::<Zlib>(), malloc::zeroed::<scap_reader_t>());
        // SAFETY: each is NULL or was just made.
        unsafe {
            if state.is_null() || reader.is_null() {
                malloc::free(state);
                malloc::free(reader);
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
    })
}

unsafe extern "C" fn gz_read(reader: *mut scap_reader_t, buf: *mut c_void, len: u32) -> c_int {
    // SAFETY: the reader has this function; the buffer has `len` bytes.
    unsafe { zlib(-1, reader, |zlib| (zlib.read)(zlib.file, buf, len)) }
}

unsafe extern "C" fn gz_offset(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader has this function.
    unsafe { zlib(-1, reader, |zlib| (zlib.offset)(zlib.file)) }
}

unsafe extern "C" fn gz_tell(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader has this function.
    unsafe { zlib(-1, reader, |zlib| (zlib.tell)(zlib.file)) }
}

unsafe extern "C" fn gz_seek(reader: *mut scap_reader_t, offset: i64, whence: c_int) -> i64 {
    // SAFETY: the reader has this function.
    unsafe { zlib(-1, reader, |zlib| (zlib.seek)(zlib.file, offset, whence)) }
}

unsafe extern "C" fn gz_error(reader: *mut scap_reader_t, errnum: *mut c_int) -> *const c_char {
    // SAFETY: the reader has this function.
    unsafe { zlib(ptr::null(), reader, |zlib| (zlib.error)(zlib.file, errnum)) }
}

unsafe extern "C" fn gz_close(reader: *mut scap_reader_t) -> c_int {
    // SAFETY: the reader has this function and is not used any more.
    unsafe {
        let rc = zlib(-1, reader, |zlib| (zlib.close)(zlib.file));
        door::enter((), |()| {
            malloc::free((*reader).handle.cast::<Zlib>());
            malloc::free(reader);
        });
        rc
    }
}

/// A reader that reads larger pieces from another one.
struct Buffered {
    inner: *mut scap_reader_t,
    owned: bool,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The inner reader reported that nothing follows.
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
    door::enter((), |()| {
        let mut buffer = Vec::new();
        if reader.is_null() || bufsize == 0 || buffer.try_reserve_exact(bufsize as usize).is_err() {
            return ptr::null_mut();
        }
        let outer = malloc::zeroed::<scap_reader_t>();
        if outer.is_null() {
            return outer;
        }
        buffer.resize(bufsize as usize, 0);
        let state = Buffered { inner: reader, owned: own_reader, buffer, start: 0, end: 0, ended: false };
        let written = scap_reader_t {
            handle: door::into_c(state).cast(),
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
    })
}

/// Makes a call of a buffered reader, with the functions of the other one.
///
/// # Safety
/// The reader is a buffered one that this file made, used by nobody else now.
unsafe fn buffered<R>(
    failed: R,
    reader: *mut scap_reader_t,
    call: impl FnOnce(&mut Buffered, &scap_reader_t) -> R,
) -> R {
    // SAFETY: as above; the other reader is there as long as this one.
    let (own, inner) = unsafe {
        let own = door::borrow(reader).and_then(|reader| door::borrow_mut(reader.handle.cast::<Buffered>()));
        let inner = own.as_deref().map_or(ptr::null_mut(), |own| own.inner);
        (own, Shared::at(inner))
    };
    door::enter_or(failed, (own, inner), |(own, inner)| call(own, inner))
}

unsafe extern "C" fn buffered_read(reader: *mut scap_reader_t, buf: *mut c_void, len: u32) -> c_int {
    let read = |own: &mut Buffered, inner: &scap_reader_t| {
        let mut done = 0;
        while done < len as usize {
            if own.start == own.end {
                let Some(read) = inner.read.filter(|_| !own.ended) else { break };
                // SAFETY: the other reader takes itself, and a buffer of this size.
                let got = unsafe { read(own.inner, own.buffer.as_mut_ptr().cast(), own.buffer.len() as u32) };
                if got < 0 {
                    return got;
                }
                (own.start, own.end) = (0, (got as usize).min(own.buffer.len()));
                own.ended = got == 0;
                continue;
            }
            let size = (own.end - own.start).min(len as usize - done);
            let from = &own.buffer[own.start..own.start + size];
            // SAFETY: the program's buffer has `len` bytes.
            unsafe { ptr::copy_nonoverlapping(from.as_ptr(), buf.cast::<u8>().add(done), size) };
            own.start += size;
            done += size;
        }
        done as c_int
    };
    // SAFETY: the reader has this function.
    unsafe { buffered(-1, reader, read) }
}

unsafe extern "C" fn buffered_offset(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader has this function; the other one takes itself.
    unsafe { buffered(-1, reader, |own, inner| inner.offset.map_or(-1, |offset| offset(own.inner))) }
}

unsafe extern "C" fn buffered_tell(reader: *mut scap_reader_t) -> i64 {
    // SAFETY: the reader has this function; the other one takes itself.
    unsafe {
        buffered(-1, reader, |own, inner| {
            let there = (own.end - own.start) as i64;
            inner.tell.map_or(-1, |tell| tell(own.inner) - there)
        })
    }
}

unsafe extern "C" fn buffered_seek(reader: *mut scap_reader_t, offset: i64, whence: c_int) -> i64 {
    // SAFETY: the reader has this function; the other one takes itself.
    unsafe {
        buffered(-1, reader, |own, inner| {
            // The current position is that of what was delivered, not of what was read ahead.
            let ahead = (own.end - own.start) as i64;
            let offset = if whence == libc::SEEK_CUR { offset - ahead } else { offset };
            (own.start, own.end, own.ended) = (0, 0, false);
            inner.seek.map_or(-1, |seek| seek(own.inner, offset, whence))
        })
    }
}

unsafe extern "C" fn buffered_error(reader: *mut scap_reader_t, errnum: *mut c_int) -> *const c_char {
    // SAFETY: the reader has this function; the other one takes itself.
    unsafe {
        buffered(ptr::null(), reader, |own, inner| {
            inner.error.map_or(ptr::null(), |error| error(own.inner, errnum))
        })
    }
}

unsafe extern "C" fn buffered_close(reader: *mut scap_reader_t) -> c_int {
    door::enter_or(0, (), |()| {
        // SAFETY: the reader has this function and is not used any more; the other one takes itself.
        unsafe {
            let own = door::borrow(reader).and_then(|reader| door::take(reader.handle.cast::<Buffered>()));
            malloc::free(reader);
            let inner = own.filter(|own| own.owned).map_or(ptr::null_mut(), |own| own.inner);
            door::borrow(inner).and_then(|reader| reader.close).map_or(0, |close| close(inner))
        }
    })
}
