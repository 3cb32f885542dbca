//! A switch that makes one place in plugged-in code misbehave.

use std::future::pending;
use std::sync::{Arc, Mutex, Once};

/// A place in plugged-in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The store, while it is read without a lock.
    StoreLoad,
    StoreLock,
    /// The store, while it is read with the lock.
    LockedLoad,
    /// The save before the token request.
    FirstSave,
    /// The save after it.
    SecondSave,
    /// The end of the lock.
    Unlock,
    BudgetTake,
    BudgetHold,
    /// The transport, while it sends a token request.
    SendTokenRequest,
    /// The transport, while it sends a call.
    SendCall,
    Clock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Behaves, and is only counted.
    Nothing,
    Panic,
    Hang,
    /// Returns an error, or where there is none, a value that makes no sense.
    Error,
}

#[derive(Debug, Default)]
struct State {
    armed: Option<(Place, Fault)>,
    /// How many times the armed place was reached.
    reached: usize,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Switch(Arc<Mutex<State>>);

impl Switch {
    pub(crate) fn arm(&self, place: Place, fault: Fault) {
        *self.0.lock().unwrap() = State {
            armed: Some((place, fault)),
            reached: 0,
        };
    }

    /// Makes everything behave; how many times the armed place was reached.
    pub(crate) fn disarm(&self) -> usize {
        let mut state = self.0.lock().unwrap();
        state.armed = None;
        state.reached
    }

    /// The fault of a place, if it is armed.
    pub(crate) fn reach(&self, place: Place) -> Option<Fault> {
        let mut state = self.0.lock().unwrap();
        let (_, fault) = state.armed.filter(|(armed, _)| *armed == place)?;
        state.reached += 1;
        Some(fault)
    }

    /// Panics or hangs if the switch is armed to; returns whether to fail.
    pub(crate) async fn pass(&self, place: Place) -> bool {
        match self.reach(place) {
            None | Some(Fault::Nothing) => false,
            Some(Fault::Panic) => panic!("planted in {place:?}"),
            Some(Fault::Hang) => pending().await,
            Some(Fault::Error) => true,
        }
    }
}

/// Leaves the planted panics out of what the test prints.
pub(crate) fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let payload = info.payload();
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let message = text.or_else(|| payload.downcast_ref().copied());
            if !message.is_some_and(|message: &str| message.starts_with("planted")) {
                usual(info);
            }
        }));
    });
}
