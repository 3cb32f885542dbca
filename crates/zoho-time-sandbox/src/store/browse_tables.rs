//! Tables for display, and their columns.

use super::browse::{Column, Form, Table};

const fn column(name: &'static str, form: Form, sql: &'static str) -> Column {
    Column { name, form, sql }
}

const PROJECT: Column = column(
    "project",
    Form::Text,
    "(SELECT p.name FROM projects p WHERE p.project_id = t.project_id)",
);
const TASK: Column = column(
    "task",
    Form::Text,
    "(SELECT k.name FROM tasks k WHERE k.task_id = t.task_id)",
);
const USER: Column = column(
    "user",
    Form::Text,
    "(SELECT u.name FROM users u WHERE u.user_id = t.user_id)",
);
const CUSTOMER: Column = column(
    "customer",
    Form::Text,
    "(SELECT c.name FROM customers c WHERE c.customer_id = t.customer_id)",
);

/// The tables, the newest records first.
#[rustfmt::skip]
pub(super) static TABLES: &[Table] = {
    use Form::{Amount, Flag, Hours, Id, Moment, Text, TimeOfDay};
    &[
        Table {
            name: "projects",
            columns: &[
                column("project_id", Id, "t.project_id"),
                column("name", Text, "t.name"),
                CUSTOMER,
                column("status", Text, "t.status"),
                column("billing_type", Text, "t.billing_type"),
                column("rate", Amount, "t.rate"),
                column("budget_type", Text, "t.budget_type"),
                column("budget_hours", Hours, "t.budget_minutes"),
                column("description", Text, "t.description"),
                column("created", Moment, "t.created_at"),
                column("modified", Moment, "t.modified_at"),
            ],
            from: "projects t",
            order: "t.created_at DESC, t.project_id DESC",
        },
        Table {
            name: "tasks",
            columns: &[
                column("task_id", Id, "t.task_id"),
                column("name", Text, "t.name"),
                PROJECT,
                column("rate", Amount, "t.rate"),
                column("budget_hours", Hours, "t.budget_minutes"),
                column("status", Text, "t.status"),
                column("is_billable", Flag, "t.is_billable"),
                column("description", Text, "t.description"),
                column("project_id", Id, "t.project_id"),
            ],
            from: "tasks t",
            order: "t.task_id DESC",
        },
        Table {
            name: "time_entries",
            columns: &[
                column("time_entry_id", Id, "t.time_entry_id"),
                column("timer_started", Moment, "t.timer_started_at"),
                column("log_date", Text, "t.log_date"),
                column("logged", Hours, "t.minutes"),
                column("begin", TimeOfDay, "t.begin_minute"),
                column("end", TimeOfDay, "t.end_minute"),
                USER,
                PROJECT,
                TASK,
                column("is_billable", Flag, "t.is_billable"),
                column("notes", Text, "t.notes"),
                column("cost_rate", Amount, "t.cost_rate"),
                column("created", Moment, "t.created_at"),
                column("project_id", Id, "t.project_id"),
                column("task_id", Id, "t.task_id"),
                column("user_id", Id, "t.user_id"),
                column("invoice_id", Id, "t.invoice_id"),
            ],
            from: "time_entries t",
            order: "t.timer_started_at IS NULL, t.log_date DESC, t.time_entry_id DESC",
        },
        Table {
            name: "comments",
            columns: &[
                column("comment_id", Id, "t.comment_id"),
                column("description", Text, "t.description"),
                USER,
                PROJECT,
                column("created", Moment, "t.created_at"),
                column("project_id", Id, "t.project_id"),
            ],
            from: "comments t",
            order: "t.comment_id DESC",
        },
        Table {
            name: "invoices",
            columns: &[
                column("invoice_id", Id, "t.invoice_id"),
                column("number", Text, "t.number"),
                CUSTOMER,
                PROJECT,
                column("status", Text, "t.status"),
                column("total", Amount, "t.total"),
                column("balance", Amount, "t.balance"),
                column("date", Text, "t.date"),
                column("due_date", Text, "t.due_date"),
                column("reference_number", Text, "t.reference_number"),
            ],
            from: "invoices t",
            order: "t.created_at DESC, t.invoice_id DESC",
        },
        Table {
            name: "customers",
            columns: &[
                column("customer_id", Id, "t.customer_id"),
                column("name", Text, "t.name"),
                column("email", Text, "t.email"),
                column("currency", Text, "(SELECT c.code FROM currencies c WHERE c.currency_id = t.currency_id)"),
            ],
            from: "customers t",
            order: "t.customer_id DESC",
        },
        Table {
            name: "users",
            columns: &[
                column("user_id", Id, "t.user_id"),
                column("name", Text, "t.name"),
                column("email", Text, "t.email"),
                column("role", Text, "t.role"),
                column("status", Text, "t.status"),
            ],
            from: "users t",
            order: "t.user_id",
        },
        Table {
            name: "project_users",
            columns: &[
                PROJECT,
                USER,
                column("role", Text, "t.role"),
                column("rate", Amount, "t.rate"),
                column("cost_rate", Amount, "t.cost_rate"),
                column("budget_hours", Hours, "t.budget_minutes"),
                column("is_member", Flag, "t.is_member"),
                column("project_id", Id, "t.project_id"),
                column("user_id", Id, "t.user_id"),
            ],
            from: "project_users t",
            order: "t.project_id DESC, t.user_id",
        },
        Table {
            name: "custom_fields",
            columns: &[
                column("field_id", Id, "t.field_id"),
                column("api_name", Text, "t.api_name"),
                column("label", Text, "t.label"),
                column("data_type", Text, "t.data_type"),
                column("is_unique", Flag, "t.is_unique"),
            ],
            from: "custom_fields t",
            order: "t.field_id DESC",
        },
        Table {
            name: "custom_values",
            columns: &[
                PROJECT,
                column("field", Text, "(SELECT f.api_name FROM custom_fields f WHERE f.field_id = t.field_id)"),
                column("value", Text, "t.value"),
            ],
            from: "custom_values t",
            order: "t.project_id DESC, t.field_id",
        },
        Table {
            name: "tokens",
            columns: &[
                column("kind", Text, "t.kind"),
                column("client_id", Text, "t.client_id"),
                USER,
                column("expires", Moment, "t.expires_at"),
                column("scopes", Text, "t.scopes"),
            ],
            from: "(SELECT organization_id, 'access' AS kind, NULL AS client_id, user_id, expires_at, scopes \
                    FROM access_tokens \
                    UNION ALL SELECT organization_id, 'refresh', client_id, user_id, NULL, scopes \
                    FROM refresh_tokens \
                    UNION ALL SELECT organization_id, 'code', client_id, user_id, expires_at, scopes \
                    FROM authorization_codes) t",
            order: "t.kind, t.expires_at DESC, t.user_id",
        },
        Table {
            name: "organizations",
            columns: &[
                column("organization_id", Id, "t.id"),
                column("name", Text, "t.name"),
                column("time_zone", Text, "t.time_zone"),
                column("currency", Text, "(SELECT c.code FROM currencies c WHERE c.currency_id = t.currency_id)"),
            ],
            // All of them, whatever the selected organization.
            from: "(SELECT ?1 AS organization_id, o.organization_id AS id, o.name, o.time_zone, \
                    o.currency_id FROM organizations o) t",
            order: "t.id",
        },
    ]
};
