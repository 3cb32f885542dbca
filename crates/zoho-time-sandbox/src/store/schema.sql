-- Amounts are decimal text, spans of time whole minutes, points in time milliseconds since 1970 in UTC, days
-- text as yyyy-mm-dd. Every row belongs to an organization.

CREATE TABLE id_counter (
    next_id    INTEGER NOT NULL,
    token_seed INTEGER -- what tokens follow from; they are random if it is null
) STRICT;
INSERT INTO id_counter (next_id) VALUES (982000000000100001);

CREATE TABLE organizations (
    organization_id INTEGER PRIMARY KEY,
    name            TEXT    NOT NULL,
    time_zone       TEXT    NOT NULL, -- an offset such as +05:30, or a name such as Europe/Berlin
    currency_id     INTEGER NOT NULL REFERENCES currencies DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE currencies (
    currency_id     INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    code            TEXT    NOT NULL,
    symbol          TEXT    NOT NULL,
    UNIQUE (organization_id, code)
) STRICT;

CREATE TABLE customers (
    customer_id     INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    currency_id     INTEGER NOT NULL REFERENCES currencies,
    name            TEXT    NOT NULL,
    email           TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX customers_by_organization ON customers (organization_id);

CREATE TABLE users (
    user_id         INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    email           TEXT    NOT NULL COLLATE NOCASE,
    role            TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    UNIQUE (organization_id, email)
) STRICT;

CREATE TABLE projects (
    project_id         INTEGER PRIMARY KEY,
    organization_id    INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    customer_id        INTEGER NOT NULL REFERENCES customers,
    currency_id        INTEGER NOT NULL REFERENCES currencies,
    name               TEXT    NOT NULL,
    description        TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    billing_type       TEXT    NOT NULL,
    rate               TEXT,
    budget_type        TEXT,
    budget_minutes     INTEGER,
    budget_amount      TEXT,
    cost_budget_amount TEXT,
    created_by         INTEGER NOT NULL REFERENCES users (user_id),
    modified_by        INTEGER NOT NULL REFERENCES users (user_id),
    created_at         INTEGER NOT NULL,
    modified_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX projects_by_creation ON projects (organization_id, created_at, project_id);
CREATE INDEX projects_by_name ON projects (organization_id, name COLLATE NOCASE, project_id);
CREATE INDEX projects_by_customer ON projects (customer_id);

-- The users of a project. A user who was removed from it remains here with `is_member` 0, because their logged
-- time still has the value of their rate.
CREATE TABLE project_users (
    project_id      INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    role            TEXT    NOT NULL,
    rate            TEXT,
    cost_rate       TEXT,
    budget_minutes  INTEGER,
    is_member       INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (project_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_users_by_user ON project_users (user_id);

CREATE TABLE tasks (
    task_id         INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    project_id      INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    description     TEXT    NOT NULL,
    rate            TEXT,
    budget_minutes  INTEGER,
    status          TEXT    NOT NULL,
    is_billable     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tasks_by_project ON tasks (project_id, task_id);

CREATE TABLE invoices (
    invoice_id       INTEGER PRIMARY KEY,
    organization_id  INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    project_id       INTEGER NOT NULL REFERENCES projects,
    customer_id      INTEGER NOT NULL REFERENCES customers,
    number           TEXT    NOT NULL,
    reference_number TEXT    NOT NULL,
    status           TEXT    NOT NULL,
    date             TEXT    NOT NULL,
    due_date         TEXT    NOT NULL,
    total            TEXT    NOT NULL,
    balance          TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    modified_at      INTEGER NOT NULL,
    UNIQUE (organization_id, number)
) STRICT;
CREATE INDEX invoices_by_project ON invoices (project_id, created_at, invoice_id);

CREATE TABLE expenses (
    expense_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    project_id      INTEGER NOT NULL REFERENCES projects
) STRICT;
CREATE INDEX expenses_by_project ON expenses (project_id);

CREATE TABLE time_entries (
    time_entry_id    INTEGER PRIMARY KEY,
    organization_id  INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    project_id       INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    task_id          INTEGER NOT NULL,
    user_id          INTEGER NOT NULL REFERENCES users,
    log_date         TEXT    NOT NULL,
    begin_minute     INTEGER, -- of the day
    end_minute       INTEGER,
    minutes          INTEGER NOT NULL, -- without those of a running timer
    is_billable      INTEGER NOT NULL,
    notes            TEXT    NOT NULL,
    cost_rate        TEXT,
    invoice_id       INTEGER REFERENCES invoices,
    timer_started_at INTEGER,
    created_at       INTEGER NOT NULL,
    FOREIGN KEY (project_id, task_id) REFERENCES tasks (project_id, task_id) ON DELETE CASCADE
) STRICT;
-- Each index adds a page or more that a new entry changes. There is none by task, because the entries of a task
-- are found among those of its project. Every index ends in the id, which is only named where another column
-- follows.
CREATE INDEX time_entries_by_date ON time_entries (organization_id, log_date);
CREATE INDEX time_entries_by_project
    ON time_entries (project_id, log_date, time_entry_id, task_id);
CREATE INDEX time_entries_by_user ON time_entries (user_id, log_date);
CREATE INDEX time_entries_by_invoice ON time_entries (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE UNIQUE INDEX one_running_timer ON time_entries (organization_id, user_id)
    WHERE timer_started_at IS NOT NULL;

CREATE TABLE comments (
    comment_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    project_id      INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    description     TEXT    NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_by_project ON comments (project_id, comment_id);

CREATE TABLE custom_fields (
    field_id        INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    api_name        TEXT    NOT NULL,
    label           TEXT    NOT NULL,
    data_type       TEXT    NOT NULL,
    is_unique       INTEGER NOT NULL,
    UNIQUE (organization_id, api_name)
) STRICT;

CREATE TABLE custom_values (
    project_id      INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    field_id        INTEGER NOT NULL REFERENCES custom_fields ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    value           TEXT    NOT NULL,
    PRIMARY KEY (project_id, field_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX custom_values_by_value ON custom_values (field_id, value);

-- The accounts server. A revoked token remains with `expires_at` 0, so that it is distinguishable from an
-- unknown one.

CREATE TABLE clients (
    client_id     TEXT PRIMARY KEY,
    client_secret TEXT NOT NULL,
    name          TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE redirect_uris (
    client_id    TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    PRIMARY KEY (client_id, redirect_uri)
) STRICT, WITHOUT ROWID;

-- Pending access requests.
CREATE TABLE access_requests (
    ticket          TEXT    PRIMARY KEY,
    client_id       TEXT    NOT NULL REFERENCES clients ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    scopes          TEXT    NOT NULL,
    data_center     TEXT,
    redirect_uri    TEXT    NOT NULL,
    state           TEXT,
    is_offline      INTEGER NOT NULL,
    challenge       TEXT,
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Consent of users.
CREATE TABLE consents (
    client_id       TEXT    NOT NULL REFERENCES clients ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    scope           TEXT    NOT NULL,
    PRIMARY KEY (client_id, organization_id, user_id, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorization_codes (
    code            TEXT    PRIMARY KEY,
    client_id       TEXT    NOT NULL REFERENCES clients ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    scopes          TEXT    NOT NULL,
    data_center     TEXT,
    redirect_uri    TEXT,
    is_offline      INTEGER NOT NULL,
    challenge       TEXT,
    expires_at      INTEGER NOT NULL,
    is_used         INTEGER NOT NULL DEFAULT 0,
    issued          TEXT -- the token to revoke if the code comes back
) STRICT, WITHOUT ROWID;

CREATE TABLE refresh_tokens (
    token           TEXT    PRIMARY KEY,
    client_id       TEXT    NOT NULL REFERENCES clients ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    scopes          TEXT    NOT NULL,
    data_center     TEXT,
    number          INTEGER NOT NULL -- greater than those of the user's older ones
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id, client_id, number);

CREATE TABLE access_tokens (
    token           TEXT    PRIMARY KEY,
    refresh_token   TEXT    REFERENCES refresh_tokens ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES users,
    scopes          TEXT    NOT NULL,
    data_center     TEXT,
    expires_at      INTEGER NOT NULL,
    number          INTEGER NOT NULL -- greater than those of the refresh token's older ones
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_by_refresh_token ON access_tokens (refresh_token, number)
    WHERE refresh_token IS NOT NULL;

-- Times of issued tokens, as far as the token limits require them.
CREATE TABLE token_issues (
    issue_id  INTEGER PRIMARY KEY,
    who       TEXT    NOT NULL,
    issued_at INTEGER NOT NULL
) STRICT;
CREATE INDEX token_issues_by_who ON token_issues (who);
