//! The class of each change, with the reason.

use super::{Class, Direction, How, What};

use Class::{Breaking, Compatible, Wording};
use Direction::{Request, Response};
use How::{Added, Changed, Narrowed, Removed, Widened};

/// The class of a change and the reason.
pub(super) fn judge(what: What, how: How, direction: Option<Direction>) -> (Class, &'static str) {
    match what {
        What::Wording => (Wording, "only words, examples or links differ"),
        What::Deprecated => (Compatible, "it works as before"),
        What::KnownValue => (
            Compatible,
            "other values were allowed beside the list, so programs expect them",
        ),
        // One value more or less is a wider or narrower list.
        What::Value if how == Added => presence(what, Widened, direction),
        What::Value if how == Removed => presence(what, Narrowed, direction),
        What::OperationId | What::ParameterName => (
            Breaking,
            "generated clients take their names from it, so programs that use them no longer compile",
        ),
        What::Style => (Breaking, "requests are written in another way"),
        What::Default => match direction {
            Some(Response) => (Compatible, "answers are what they were"),
            _ => (Breaking, "who leaves it out gets something else"),
        },
        What::SecurityScheme => (
            Breaking,
            "programs sign in or show who they are in the way that was described",
        ),
        What::Extension | What::Alias => match how {
            Added | Widened => (Compatible, "no program relies on it yet"),
            _ => (Breaking, "generated clients act on it"),
        },
        What::Error => (
            Compatible,
            "programs have to expect any error status, whether it is listed or not",
        ),
        What::Scope => match how {
            Added => (Breaking, "tokens without this scope are refused"),
            _ => (Compatible, "tokens need less than before"),
        },
        What::Success => match how {
            Added => (
                Breaking,
                "programs that know only the other statuses take it for a failure",
            ),
            _ => (Breaking, "programs that wait for this status wait in vain"),
        },
        What::Required | What::Choice => required(how, direction),
        _ => presence(what, how, direction),
    }
}

fn required(how: How, direction: Option<Direction>) -> (Class, &'static str) {
    match (how, direction) {
        (Narrowed | Changed, Some(Request)) => {
            (Breaking, "requests that leave it out are refused now")
        }
        (Widened | Changed, Some(Response)) => {
            (Breaking, "programs rely on it, and answers may lack it now")
        }
        (_, Some(Request)) => (Compatible, "requests that were taken are still taken"),
        _ => (Compatible, "answers promise more than before"),
    }
}

/// Things that are added and removed, and things that are widened and narrowed.
fn presence(what: What, how: How, direction: Option<Direction>) -> (Class, &'static str) {
    match (how, direction) {
        (Removed, Some(Request)) => (
            Breaking,
            "requests that use it are refused, or it is ignored",
        ),
        (Removed, Some(Response)) => (Breaking, "programs that read it no longer find it"),
        (Removed, None) if what == What::ServerChoice => {
            (Breaking, "programs that chose this one reach nothing")
        }
        (Removed, None) => (Breaking, "programs that use it fail"),
        (Added, _) => (Compatible, "programs that do not know it work as before"),
        (Narrowed, Some(Request)) => (Breaking, "requests that were taken are refused now"),
        (Widened, Some(Response)) => (Breaking, "answers may hold what programs do not expect"),
        (Changed, _) => (Breaking, "what was right before may be wrong now"),
        (Widened, _) => (Compatible, "requests that were taken are still taken"),
        (Narrowed, _) => (Compatible, "answers are what programs expect"),
    }
}

/// Something new that a request must have.
pub(super) const NEW_AND_REQUIRED: (Class, &str) =
    (Breaking, "requests without it are refused now");
