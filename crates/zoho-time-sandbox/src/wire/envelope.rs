//! The envelope of a response: under which key a record or a list is, in both styles.
//!
//! The documented style follows Zoho's documents. One thing is as on live servers in both styles, because the
//! documents contradict each other on it: `page_context` is an object, and every list with pages has one.
//!
//! In the observed style, projects and invoices follow recordings. No recording of a time entry, task, user or
//! comment is known, so those follow the fields that clients of live servers read.

use super::fields::Fields;
use super::success::Success;
use super::{Output, comment, project, task, time_entry, user};
use crate::model::product::{Product, WireStyle};
use crate::model::{Listing, PageInfo};

/// Writes the records of an output below their key.
pub(super) fn write(f: &mut Fields<'_, '_>, output: &Output) {
    let is_observed = f.is_observed();
    match output {
        Output::Done(_) => {}
        Output::Project(success, detail) => {
            f.object("project", |f| {
                project::write(f, detail, *success == Success::Read);
            });
        }
        Output::Projects(list) => page(f, "projects", list, project::write_summary),
        Output::User(member) => {
            let is_listed = !is_observed && f.context.product == Product::Billing;
            let key = if is_listed { "users" } else { "user" };
            f.object(key, |f| user::write(f, member, user::Part::Single));
        }
        Output::ChangedUser(_, member) => {
            one_of_many(f, "users", "user", |f| {
                user::write(f, member, user::Part::Single);
            });
        }
        Output::Users(_, members) => {
            f.list("users", members, |f, member| {
                user::write(f, member, user::Part::List);
            });
        }
        Output::PostedComment(posted) => {
            one_of_many(f, "comments", "comment", |f| {
                comment::write(f, posted, false)
            });
        }
        Output::Comments(list) => page(f, "comments", list, |f, item| {
            comment::write(f, item, true);
        }),
        Output::Task(project, found) => {
            f.object("task", |f| {
                task::write(f, project, found, task::Part::Single);
            });
        }
        Output::ChangedTask(_, project, changed) => {
            f.object("task", |f| {
                task::write(f, project, changed, task::Part::Changed);
            });
        }
        Output::Tasks(project, list) => {
            let key = if is_observed { "task" } else { "tasks" };
            page(f, key, list, |f, item| {
                task::write(f, project, item, task::Part::List);
            });
        }
        Output::TimeEntry(success, entry) => {
            let part = match success {
                Success::TimeLogged => time_entry::Part::Logged,
                _ => time_entry::Part::Single,
            };
            f.object("time_entry", |f| time_entry::write(f, entry, part));
        }
        Output::TimeEntries(list) => page(f, "time_entries", list, |f, item| {
            time_entry::write(f, item, time_entry::Part::List);
        }),
        Output::RunningTimer(Some(entry)) => {
            f.object("time_entry", |f| {
                time_entry::write(f, entry, time_entry::Part::Single);
            });
        }
        Output::RunningTimer(None) => {
            f.observed().text("time_entry", "");
        }
        Output::Record(_, key, record) => {
            f.object(key, |f| record.write(f));
        }
        Output::Records(key, list) => page(f, key, list, |f, record| record.write(f)),
    }
}

/// One record, which the documents show in a list.
fn one_of_many(
    f: &mut Fields<'_, '_>,
    documented: &str,
    observed: &str,
    write: impl Fn(&mut Fields<'_, '_>),
) {
    match f.context.style {
        WireStyle::Documented => f.list(documented, &[()], |f, ()| write(f)),
        WireStyle::Observed => f.object(observed, write),
    };
}

/// The page of a list.
fn page<T>(
    f: &mut Fields<'_, '_>,
    key: &str,
    list: &Listing<T>,
    write: impl Fn(&mut Fields<'_, '_>, &T),
) {
    let is_of_invoices = key == "invoices";
    f.list(key, &list.items, write).object("page_context", |f| {
        page_context(f, &list.page);
        f.observed()
            .when(is_of_invoices)
            .text("seller_app_sales_channels", "");
    });
}

fn page_context(f: &mut Fields<'_, '_>, page: &PageInfo) {
    f.count("page", page.number)
        .count("per_page", page.size)
        .text("report_name", page.report_name)
        .flag("has_more_page", page.has_more)
        .text("sort_order", page.sort_order)
        .text("sort_column", page.sort_column);
    let (since, filter) = (page.modified_since.as_ref(), page.applied_filter);
    f.observed()
        .none("custom_fields")
        .when(since.is_some())
        .value("last_modified_time", since);
    f.observed()
        .when(filter.is_some())
        .value("applied_filter", filter);
}
