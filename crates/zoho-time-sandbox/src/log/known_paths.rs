//! Common path mistakes of clients, and paths that Zoho has and the sandbox does not.

use axum::http::Method;

use crate::model::product::Product;

/// First segments of paths that exist at Zoho below the base path of a product.
const BOOKS: [&str; 28] = [
    "autocomplete",
    "bankaccounts",
    "banktransactions",
    "basecurrencyadjustment",
    "bills",
    "chartofaccounts",
    "contacts",
    "creditnotes",
    "crm",
    "customerpayments",
    "estimates",
    "expenses",
    "fixedassets",
    "invoices",
    "items",
    "journals",
    "locations",
    "organizations",
    "purchaseorders",
    "recurringbills",
    "recurringexpenses",
    "recurringinvoices",
    "retainerinvoices",
    "salesorders",
    "settings",
    "users",
    "vendorcredits",
    "vendorpayments",
];
const BILLING: [&str; 16] = [
    "addons",
    "contacts",
    "coupons",
    "creditnotes",
    "customers",
    "events",
    "expenses",
    "hostedpages",
    "invoices",
    "items",
    "organizations",
    "payments",
    "plans",
    "products",
    "settings",
    "subscriptions",
];
const INVOICE: [&str; 13] = [
    "contacts",
    "creditnotes",
    "customerpayments",
    "estimates",
    "expenses",
    "invoices",
    "items",
    "organizations",
    "recurringexpenses",
    "recurringinvoices",
    "retainerinvoices",
    "settings",
    "users",
];

/// The suggestion for a known path mistake.
pub(super) fn find(method: &Method, path: &str) -> Vec<String> {
    for product in Product::ALL {
        let base = product.base_path();
        if let Some(below) = path.strip_prefix(base) {
            let segments: Vec<&str> = below.split('/').skip(1).collect();
            return below_base(product, method, &segments).into_iter().collect();
        }
    }
    // The path of the older hosts, which the interceptor has.
    let versions = [
        ("/api/v3/", [Product::Books, Product::Invoice].as_slice()),
        ("/api/v1/", &[Product::Billing]),
    ];
    let older = versions.into_iter().flat_map(|(prefix, products)| {
        let below = path.strip_prefix(prefix);
        below.into_iter().flat_map(move |below| {
            products
                .iter()
                .map(move |product| format!("{method} {}/{below}", product.base_path()))
        })
    });
    older.collect()
}

fn below_base(product: Product, method: &Method, segments: &[&str]) -> Option<String> {
    let base = product.base_path();
    let meant = |method: &str, path: &str, operation: &str| {
        Some(format!("{method} {base}{path} ({operation})"))
    };
    match *segments {
        // Time entries are not below their project.
        ["projects", project, "timeentries" | "timesheets"] if *method == Method::GET => meant(
            "GET",
            &format!("/projects/timeentries?project_id={project}"),
            "list_time_entries",
        ),
        [
            "projects",
            project,
            "tasks",
            _,
            "timeentries" | "timesheets",
        ] if *method == Method::GET => meant(
            "GET",
            &format!("/projects/timeentries?project_id={project}"),
            "list_time_entries",
        ),
        ["projects", _, "timeentries" | "timesheets"]
        | ["projects", _, "tasks", _, "timeentries" | "timesheets"]
            if *method == Method::POST =>
        {
            meant(
                "POST",
                "/projects/timeentries with project_id in the body",
                "log_time_entry",
            )
        }
        ["projects", _, "timeentries" | "timesheets", entry] => one_entry(base, method, entry),
        ["timeentries" | "timesheets"] if *method == Method::GET => {
            meant("GET", "/projects/timeentries", "list_time_entries")
        }
        ["timeentries" | "timesheets"] if *method == Method::POST => {
            meant("POST", "/projects/timeentries", "log_time_entry")
        }
        ["timeentries" | "timesheets", entry] => one_entry(base, method, entry),
        ["projects", "timeentries", _, "timer", "stop"] => {
            meant("POST", "/projects/timeentries/timer/stop", "stop_timer")
        }
        ["tasks", ..] if product == Product::Books || product == Product::Billing => Some(format!(
            "{base}/tasks, to-dos of their own, exists at Zoho, not in this sandbox; the tasks of a \
             project are at {base}/projects/{{project_id}}/tasks"
        )),
        [first, ..] if names(product).contains(&first) => Some(format!(
            "{base}/{first} exists at Zoho, not in this sandbox"
        )),
        _ => None,
    }
}

fn one_entry(base: &str, method: &Method, entry: &str) -> Option<String> {
    let operation = match *method {
        Method::GET => "get_time_entry",
        Method::PUT => "update_time_entry",
        Method::DELETE => "delete_time_entry",
        _ => return None,
    };
    Some(format!(
        "{method} {base}/projects/timeentries/{entry} ({operation})"
    ))
}

const fn names(product: Product) -> &'static [&'static str] {
    match product {
        Product::Books => &BOOKS,
        Product::Billing => &BILLING,
        Product::Invoice => &INVOICE,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::find;

    #[test]
    fn paths_that_are_wrong_in_a_known_way_are_explained() {
        let (get, post) = (Method::GET, Method::POST);
        for (method, path, expected) in [
            (
                &get,
                "/books/v3/projects/77/timeentries",
                "GET /books/v3/projects/timeentries?project_id=77 (list_time_entries)",
            ),
            (
                &post,
                "/invoice/v3/projects/77/timeentries",
                "POST /invoice/v3/projects/timeentries with project_id in the body (log_time_entry)",
            ),
            (
                &Method::DELETE,
                "/billing/v1/timesheets/78",
                "DELETE /billing/v1/projects/timeentries/78 (delete_time_entry)",
            ),
            (
                &post,
                "/books/v3/projects/timeentries/78/timer/stop",
                "POST /books/v3/projects/timeentries/timer/stop (stop_timer)",
            ),
            (
                &get,
                "/books/v3/contacts/5",
                "/books/v3/contacts exists at Zoho, not in this sandbox",
            ),
            (
                &get,
                "/billing/v1/subscriptions",
                "/billing/v1/subscriptions exists at Zoho, not in this sandbox",
            ),
            (&get, "/api/v1/projects/77", "GET /billing/v1/projects/77"),
        ] {
            assert_eq!(find(method, path), [expected], "{path}");
        }
        let tasks = find(&get, "/books/v3/tasks");
        assert!(
            tasks[0].contains("/projects/{project_id}/tasks"),
            "{tasks:?}"
        );
        let older = find(&get, "/api/v3/projects");
        assert_eq!(
            older,
            ["GET /books/v3/projects", "GET /invoice/v3/projects"]
        );
        for path in [
            "/books/v3/project",
            "/favicon.ico",
            "/invoice/v3/subscriptions",
        ] {
            assert!(find(&get, path).is_empty(), "{path}");
        }
    }
}
