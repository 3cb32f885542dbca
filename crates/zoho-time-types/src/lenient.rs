//! Decoding of records without their malformed fields.
//!
//! A record that is decoded [leniently] takes the text of each field first, so that it can continue after a malformed
//! value. The body is decoded in one pass.

use std::cell::{Cell, RefCell};

use serde::de::{Error, MapAccess};
use serde_json::value::RawValue;

use crate::record::ReadAs;

/// A value that was dropped, as a part of the JSON text.
#[derive(Debug)]
pub struct LeftOut {
    /// The address of the text of the value.
    pub address: usize,
    /// The length of the text in bytes.
    pub length: usize,
    /// Whether the record has the field twice, so that its name must be removed too.
    pub is_duplicate: bool,
    /// The defect of the value.
    pub reason: String,
}

thread_local! {
    static IS_ON: Cell<bool> = const { Cell::new(false) };
    static LEFT_OUT: RefCell<Vec<LeftOut>> = const { RefCell::new(Vec::new()) };
}

/// Whether this thread decodes records leniently.
pub(crate) fn is_on() -> bool {
    IS_ON.get()
}

/// Runs `read`, in which records drop optional fields that are malformed. It must use `serde_json`, and borrow from
/// the text. Returns its result, and the dropped values in the order of the text.
pub fn leniently<T>(read: impl FnOnce() -> T) -> (T, Vec<LeftOut>) {
    struct ResetOnDrop;

    impl Drop for ResetOnDrop {
        fn drop(&mut self) {
            IS_ON.set(false);
        }
    }

    LEFT_OUT.take();
    IS_ON.set(true);
    let reset = ResetOnDrop;
    let outcome = read();
    drop(reset);
    (outcome, LEFT_OUT.take())
}

/// Decodes the value of a field, or drops it.
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
    // The position in the error is relative to the text of the value.
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
        // Remove the values that were dropped inside of this one.
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
