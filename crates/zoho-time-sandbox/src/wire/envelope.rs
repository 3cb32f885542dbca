//! The envelope of a response: under which key a record or a list is, in both styles.
//!
//! The documented style follows Zoho's documents. One thing is as on live servers in both styles, because the
//! documents contradict each other on it: `page_context` is an object, and every list with pages has one.
//!
//! In the observed style, projects and invoices follow recordings. No recording of a time entry, task, user or
//! comment is known, so those follow the fields that clients of live servers read.

use super::fields::{Fields, fill_object};
use super::json::{NONE, Object};
use super::success::Success;
use super::{Output, RenderContext, comment, project, task, time_entry, user};
use crate::model::product::{Product, WireStyle};
use crate::model::{Listing, PageInfo};

/// Writes the records of an output below their key.
pub(super) fn write(body: &mut Object<'_>, output: &Output, context: &RenderContext) {
    let mut envelope = Envelope { body, context };
    let is_observed = context.style == WireStyle::Observed;
    match output {
        Output::Done(_) => {}
        Output::Project(success, detail) => envelope.one("project", |f| {
            project::write(f, detail, *success == Success::Read);
        }),
        Output::Projects(list) => envelope.page("projects", list, project::write_summary),
        Output::User(member) => {
            let is_listed = !is_observed && context.product == Product::Billing;
            let key = if is_listed { "users" } else { "user" };
            envelope.one(key, |f| user::write(f, member, user::Part::Single));
        }
        Output::ChangedUser(_, member) => {
            let write = |f: &mut Fields<'_, '_>| user::write(f, member, user::Part::Single);
            envelope.one_of_many("users", "user", write);
        }
        Output::Users(_, members) => envelope.list("users", members, |f, member| {
            user::write(f, member, user::Part::List);
        }),
        Output::PostedComment(posted) => {
            let write = |f: &mut Fields<'_, '_>| comment::write(f, posted, false);
            envelope.one_of_many("comments", "comment", write);
        }
        Output::Comments(list) => envelope.page("comments", list, |f, item| {
            comment::write(f, item, true);
        }),
        Output::Task(project, found) => envelope.one("task", |f| {
            task::write(f, project, found, task::Part::Single);
        }),
        Output::ChangedTask(_, project, changed) => envelope.one("task", |f| {
            task::write(f, project, changed, task::Part::Changed);
        }),
        Output::Tasks(project, list) => {
            let key = if is_observed { "task" } else { "tasks" };
            envelope.page(key, list, |f, item| {
                task::write(f, project, item, task::Part::List);
            });
        }
        Output::TimeEntry(success, entry) => envelope.one("time_entry", |f| {
            let part = match success {
                Success::TimeLogged => time_entry::Part::Logged,
                _ => time_entry::Part::Single,
            };
            time_entry::write(f, entry, part);
        }),
        Output::TimeEntries(list) => envelope.page("time_entries", list, |f, item| {
            time_entry::write(f, item, time_entry::Part::List);
        }),
        Output::RunningTimer(Some(entry)) => envelope.one("time_entry", |f| {
            time_entry::write(f, entry, time_entry::Part::Single);
        }),
        Output::RunningTimer(None) => {
            if is_observed {
                envelope.body.field("time_entry", "");
            }
        }
        Output::Record(_, key, record) => envelope.one(key, |f| record.write(f)),
        Output::Records(key, list) => envelope.page(key, list, |f, record| record.write(f)),
    }
}

struct Envelope<'e, 'o> {
    body: &'e mut Object<'o>,
    context: &'e RenderContext,
}

impl Envelope<'_, '_> {
    fn one(&mut self, key: &str, write: impl FnOnce(&mut Fields<'_, '_>)) {
        let context = self.context;
        self.body
            .object(key, |object| fill_object(object, context, write));
    }

    /// One record, which the documents show in a list.
    fn one_of_many(
        &mut self,
        documented: &str,
        observed: &str,
        write: impl Fn(&mut Fields<'_, '_>),
    ) {
        match self.context.style {
            WireStyle::Documented => self.list(documented, &[()], |f, ()| write(f)),
            WireStyle::Observed => self.one(observed, write),
        }
    }

    fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&mut Fields<'_, '_>, &T)) {
        let context = self.context;
        self.body.list(key, items, |object, item| {
            fill_object(object, context, |f| write(f, item));
        });
    }

    fn page<T>(&mut self, key: &str, list: &Listing<T>, write: impl Fn(&mut Fields<'_, '_>, &T)) {
        self.list(key, &list.items, write);
        let is_of_invoices = key == "invoices";
        self.one("page_context", |f| {
            page_context(f, &list.page);
            f.observed()
                .when(is_of_invoices)
                .text("seller_app_sales_channels", "");
        });
    }
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
        .value("custom_fields", NONE)
        .when(since.is_some())
        .value("last_modified_time", since);
    f.observed()
        .when(filter.is_some())
        .value("applied_filter", filter);
}
