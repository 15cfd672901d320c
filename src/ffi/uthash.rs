// SPDX-License-Identifier: Apache-2.0
//! Hash tables inside C structures, as the header-only C library uthash (2.x) keeps them.
//!
//! C code walks, searches and changes the same tables with the macros of that library, so links, buckets and growth
//! follow its rules: elements are chained in the order of insertion, and the hash is Jenkins' from 1997.

use super::door::{Malloc, borrow, malloc};
use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr;

const FIRST_BUCKETS: u32 = 32;
const FIRST_BUCKETS_LOG2: u32 = 5;
/// Longest chain before a table grows.
const CHAIN_MAX: u32 = 10;
const SIGNATURE: u32 = 0xa011_1fe1;

/// A chain of elements whose hashes fall together.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bucket {
    head: *mut Links,
    count: u32,
    expand_mult: u32,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for Bucket {}

/// A table.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Table {
    buckets: *mut Bucket,
    num_buckets: u32,
    log2_num_buckets: u32,
    num_items: u32,
    tail: *mut Links,
    links_offset: isize,
    ideal_chain_maxlen: u32,
    nonideal_items: u32,
    ineff_expands: u32,
    noexpand: u32,
    signature: u32,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for Table {}

/// The links inside an element.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Links {
    table: *mut Table,
    prev: *mut c_void,
    next: *mut c_void,
    bucket_prev: *mut Links,
    bucket_next: *mut Links,
    key: *const c_void,
    keylen: u32,
    hashv: u32,
}

const _: () = {
    assert!(size_of::<Bucket>() == 16 && size_of::<Table>() == 64 && size_of::<Links>() == 56);
    assert!(offset_of!(Table, tail) == 24 && offset_of!(Table, signature) == 56);
    assert!(offset_of!(Links, key) == 40 && offset_of!(Links, keylen) == 48);
};

/// A structure that can be in a table: where its links and its key of 8 bytes are.
///
/// # Safety
/// `LINKS` and `KEY` are the offsets of a `UT_hash_handle` and of a 64-bit key inside the structure.
pub unsafe trait Element: Malloc {
    /// Offset of the links.
    const LINKS: usize;
    /// Offset of the key.
    const KEY: usize;
}

const KEY_SIZE: usize = 8;

fn links<T: Element>(element: *mut T) -> *mut Links {
    element.wrapping_byte_add(T::LINKS).cast()
}

/// Jenkins' hash of a 64-bit key.
fn hash(key: i64) -> u32 {
    const GOLDEN: u32 = 0x9e37_79b9;
    let [a0, a1, a2, a3, b0, b1, b2, b3] = key.to_ne_bytes();
    let mut a = GOLDEN.wrapping_add(u32::from_le_bytes([a0, a1, a2, a3]));
    let mut b = GOLDEN.wrapping_add(u32::from_le_bytes([b0, b1, b2, b3]));
    let mut c = 0xfeed_beefu32.wrapping_add(KEY_SIZE as u32);
    let rounds = [[13i32, -8, 13], [12, -16, 5], [3, -10, 15]];
    let shift = |value: u32, by: i32| if by > 0 { value >> by } else { value << -by };
    for [x, y, z] in rounds {
        a = a.wrapping_sub(b).wrapping_sub(c) ^ shift(c, x);
        b = b.wrapping_sub(c).wrapping_sub(a) ^ shift(a, y);
        c = c.wrapping_sub(a).wrapping_sub(b) ^ shift(b, z);
    }
    c
}

/// Appends an element to the table that begins at `*head`; false when out of memory.
///
/// # Safety
/// `*head` is NULL or the first element of a table; `element` is valid, in no table, and stays where it is.
pub unsafe fn add<T: Element>(head: &mut *mut T, element: *mut T) -> bool {
    let own = links(element);
    let key = element.wrapping_byte_add(T::KEY).cast::<i64>();
    // SAFETY: the element is valid and its offsets are right; a table that is there is consistent.
    unsafe {
        let hashv = hash(key.read());
        let table = if head.is_null() { new_table(T::LINKS) } else { (*links(*head)).table };
        if table.is_null() {
            return false;
        }
        own.write(Links {
            table,
            prev: ptr::null_mut(),
            next: ptr::null_mut(),
            bucket_prev: ptr::null_mut(),
            bucket_next: ptr::null_mut(),
            key: key.cast(),
            keylen: KEY_SIZE as u32,
            hashv,
        });
        if head.is_null() {
            *head = element;
        } else {
            let tail = (*table).tail;
            (*own).prev = tail.wrapping_byte_sub(T::LINKS).cast();
            (*tail).next = element.cast();
        }
        (*table).tail = own;
        (*table).num_items += 1;
        chain(table, own);
    }
    true
}

/// # Safety
/// The table is consistent, and the links are not in a chain of it.
unsafe fn chain(table: *mut Table, own: *mut Links) {
    // SAFETY: the table is consistent; the index is below the number of buckets, a power of two.
    unsafe {
        let bucket = (*table).buckets.add(((*own).hashv & ((*table).num_buckets - 1)) as usize);
        (*own).bucket_prev = ptr::null_mut();
        (*own).bucket_next = (*bucket).head;
        if !(*bucket).head.is_null() {
            (*(*bucket).head).bucket_prev = own;
        }
        (*bucket).head = own;
        (*bucket).count += 1;
        if (*bucket).count >= ((*bucket).expand_mult + 1) * CHAIN_MAX && (*table).noexpand == 0 {
            grow(table);
        }
    }
}

fn new_table(links_offset: usize) -> *mut Table {
    let table = malloc::zeroed::<Table>();
    let buckets = malloc::zeroed_array::<Bucket>(FIRST_BUCKETS as usize);
    if table.is_null() || buckets.is_null() {
        // SAFETY: both are NULL or were just made.
        unsafe {
            malloc::free(table);
            malloc::free(buckets);
        }
        return ptr::null_mut();
    }
    let fresh = Table {
        buckets,
        num_buckets: FIRST_BUCKETS,
        log2_num_buckets: FIRST_BUCKETS_LOG2,
        num_items: 0,
        tail: ptr::null_mut(),
        links_offset: links_offset as isize,
        ideal_chain_maxlen: 0,
        nonideal_items: 0,
        ineff_expands: 0,
        noexpand: 0,
        signature: SIGNATURE,
    };
    // SAFETY: just made, with room for a table.
    unsafe { table.write(fresh) };
    table
}

/// Doubles the buckets; the table stays as it is when out of memory.
///
/// # Safety
/// The table is consistent.
unsafe fn grow(table: *mut Table) {
    // SAFETY: every link met belongs to the table.
    unsafe {
        let old_count = (*table).num_buckets;
        let count = old_count * 2;
        let buckets = malloc::zeroed_array::<Bucket>(count as usize);
        if buckets.is_null() {
            return;
        }
        let spill = u32::from((*table).num_items & (count - 1) != 0);
        let ideal = ((*table).num_items >> ((*table).log2_num_buckets + 1)) + spill;
        let mut crowded = 0;
        for index in 0..old_count as usize {
            let mut own = (*(*table).buckets.add(index)).head;
            while !own.is_null() {
                let following = (*own).bucket_next;
                let bucket = buckets.add(((*own).hashv & (count - 1)) as usize);
                (*bucket).count += 1;
                if (*bucket).count > ideal {
                    crowded += 1;
                    if (*bucket).count > (*bucket).expand_mult * ideal {
                        (*bucket).expand_mult += 1;
                    }
                }
                (*own).bucket_prev = ptr::null_mut();
                (*own).bucket_next = (*bucket).head;
                if !(*bucket).head.is_null() {
                    (*(*bucket).head).bucket_prev = own;
                }
                (*bucket).head = own;
                own = following;
            }
        }
        malloc::free((*table).buckets);
        (*table).buckets = buckets;
        (*table).num_buckets = count;
        (*table).log2_num_buckets += 1;
        (*table).ideal_chain_maxlen = ideal;
        (*table).nonideal_items = crowded;
        let poor = crowded > (*table).num_items >> 1;
        (*table).ineff_expands = if poor { (*table).ineff_expands + 1 } else { 0 };
        if (*table).ineff_expands > 1 {
            (*table).noexpand = 1;
        }
    }
}

/// The element with this key; NULL where there is none.
///
/// # Safety
/// `head` is NULL or the first element of a table.
pub unsafe fn find<T: Element>(head: *mut T, key: i64) -> *mut T {
    if head.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the table is consistent.
    unsafe {
        let table = (*links(head)).table;
        let hashv = hash(key);
        let mut own = (*(*table).buckets.add((hashv & ((*table).num_buckets - 1)) as usize)).head;
        while !own.is_null() {
            let element = own.wrapping_byte_sub(T::LINKS).cast::<T>();
            if (*own).hashv == hashv && (*own).key.cast::<i64>().read_unaligned() == key {
                return element;
            }
            own = (*own).bucket_next;
        }
    }
    ptr::null_mut()
}

/// Removes an element from its table; the table is freed with the last one. The element itself stays.
///
/// # Safety
/// `*head` is the first element of the table that `element` is in.
pub unsafe fn remove<T: Element>(head: &mut *mut T, element: *mut T) {
    let own = links(element);
    // SAFETY: the table is consistent and holds the element.
    unsafe {
        let table = (*own).table;
        if (*own).prev.is_null() && (*own).next.is_null() {
            malloc::free((*table).buckets);
            malloc::free(table);
            *head = ptr::null_mut();
            return;
        }
        if own == (*table).tail {
            (*table).tail = links((*own).prev.cast::<T>());
        }
        if (*own).prev.is_null() {
            *head = (*own).next.cast();
        } else {
            (*links((*own).prev.cast::<T>())).next = (*own).next;
        }
        if !(*own).next.is_null() {
            (*links((*own).next.cast::<T>())).prev = (*own).prev;
        }
        let bucket = (*table).buckets.add(((*own).hashv & ((*table).num_buckets - 1)) as usize);
        (*bucket).count -= 1;
        if (*bucket).head == own {
            (*bucket).head = (*own).bucket_next;
        }
        if !(*own).bucket_prev.is_null() {
            (*(*own).bucket_prev).bucket_next = (*own).bucket_next;
        }
        if !(*own).bucket_next.is_null() {
            (*(*own).bucket_next).bucket_prev = (*own).bucket_prev;
        }
        (*table).num_items -= 1;
    }
}

/// The element after this one in the order of insertion; NULL at the end.
///
/// # Safety
/// `element` is in a table.
unsafe fn next<T: Element>(element: *mut T) -> *mut T {
    // SAFETY: an element of a table has links.
    unsafe { (*links(element)).next }.cast()
}

/// The elements in the order of insertion.
///
/// # Safety
/// `head` is NULL or the first element of a table, which stays as it is for `'a`.
pub unsafe fn iter<'a, T: Element + 'a>(head: *mut T) -> impl Iterator<Item = &'a T> + Clone {
    // SAFETY: each element that is met is in the table.
    let following = |element: &*mut T| unsafe { (!element.is_null()).then(|| next(*element)) };
    // SAFETY: the elements stay for `'a`.
    std::iter::successors(Some(head), following).map_while(|element| unsafe { borrow(element) })
}

/// Takes every element out and frees it, after `each` was called with it.
///
/// # Safety
/// `*head` is NULL or the first element of a table; its elements came from `malloc()`.
pub unsafe fn clear<T: Element>(head: &mut *mut T, each: impl Fn(*mut T)) {
    let mut element = *head;
    while !element.is_null() {
        // SAFETY: the element is in the table, and is not used after it was freed.
        unsafe {
            let following = next(element);
            remove(head, element);
            each(element);
            malloc::free(element);
            element = following;
        }
    }
    *head = ptr::null_mut();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Item {
        key: i64,
        hh: [u64; 7],
    }

    // SAFETY: numbers.
    unsafe impl Malloc for Item {}

    // SAFETY: the offsets are those of the members.
    unsafe impl Element for Item {
        const LINKS: usize = offset_of!(Item, hh);
        const KEY: usize = offset_of!(Item, key);
    }

    #[test]
    fn thousands_go_in_and_come_out_in_order() {
        let mut head: *mut Item = ptr::null_mut();
        // SAFETY: the table is used as its functions ask for.
        unsafe {
            for key in 0..5000 {
                let item = malloc::zeroed::<Item>();
                (*item).key = key * 7;
                assert!(add(&mut head, item));
            }
            assert_eq!(iter(head).count(), 5000);
            for key in [0, 7, 700, 4999 * 7] {
                assert_eq!((*find(head, key)).key, key);
            }
            assert!(find(head, 1).is_null());
            for key in [0, 4999 * 7, 350] {
                let item = find(head, key);
                remove(&mut head, item);
                malloc::free(item);
                assert!(find(head, key).is_null());
            }
            let keys: Vec<i64> = iter(head).map(|item| item.key).collect();
            assert_eq!(keys.len(), 4997);
            assert!(keys.is_sorted());
            clear(&mut head, |_| ());
        }
        assert!(head.is_null());
    }
}
