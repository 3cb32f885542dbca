//! Reading records without the fields that cannot be read.
//!
//! A record that is read [leniently] takes the text of each field first, so that it can go on behind a
//! value that it cannot use. All of a body is read in one pass.

use std::cell::{Cell, RefCell};

use serde::de::{Error, MapAccess};
use serde_json::value::RawValue;

use crate::record::ReadAs;

/// A value that was left out, as a part of the JSON text that was read.
#[derive(Debug)]
pub struct LeftOut {
    /// The address of the text of the value.
    pub address: usize,
    /// The length of the text in bytes.
    pub length: usize,
    /// Whether the field was there before, so that its name has to go as well.
    pub is_duplicate: bool,
    /// What is wrong with it.
    pub reason: String,
}

thread_local! {
    static IS_ON: Cell<bool> = const { Cell::new(false) };
    static LEFT_OUT: RefCell<Vec<LeftOut>> = const { RefCell::new(Vec::new()) };
}

/// Whether records are read leniently on this thread.
pub(crate) fn is_on() -> bool {
    IS_ON.get()
}

/// Runs `read`, in which records leave out fields that need not be there and cannot be read. It must use
/// `serde_json`, and borrow from the text. Returns its result, and what was left out, in the order in
/// which it was met.
pub fn leniently<T>(read: impl FnOnce() -> T) -> (T, Vec<LeftOut>) {
    struct ResetOnDrop;

    impl Drop for ResetOnDrop {
        fn drop(&mut self) {
            IS_ON.set(false);
        }
    }

    LEFT_OUT.take();
    IS_ON.set(true);
    let off = ResetOnDrop;
    let outcome = read();
    drop(off);
    (outcome, LEFT_OUT.take())
}

/// Reads the value of a field, or leaves it out.
#[cold]
#[inline(never)]
pub(crate) fn value<'de, A: MapAccess<'de>, W: ReadAs<'de, T>, T>(
    map: &mut A,
    name: &'static str,
    value: &mut Option<T>,
) -> Result<(), A::Error> {
    let text = map.next_value::<&RawValue>()?.get();
    let is_duplicate = value.is_some();
    let read = if is_duplicate {
        Err(serde_json::Error::duplicate_field(name))
    } else {
        W::read(&mut serde_json::Deserializer::from_slice(text.as_bytes()))
    };
    let error = match read {
        Ok(read) => {
            *value = Some(read);
            return Ok(());
        }
        Err(error) => error,
    };
    // The position in an error is one in the text of the value.
    let reason = error.to_string();
    let reason = match reason.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => reason,
    };
    let Ok(missing) = W::missing::<A::Error>(name) else {
        return Err(A::Error::custom(reason));
    };
    value.get_or_insert(missing);
    let (address, length) = (text.as_ptr() as usize, text.len());
    LEFT_OUT.with_borrow_mut(|left_out| {
        // What was left out inside of it, which came last, is gone with it.
        let is_inside = |last: &LeftOut| (address..address + length).contains(&last.address);
        while left_out.last().is_some_and(is_inside) {
            left_out.pop();
        }
        left_out.push(LeftOut {
            address,
            length,
            is_duplicate,
            reason,
        });
    });
    Ok(())
}
