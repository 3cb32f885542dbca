"""The life of a project, from signing in to its deletion.

Every value has a type that the generator derived from the spec: mypy would reject a field that is
not there.
"""

import datetime
from typing import TypeVar

from api import client, sign_in, variable
from zoho_time_tracking_client.api.projects import create_project, delete_project, get_project, list_projects
from zoho_time_tracking_client.api.tasks import add_task, delete_task, get_task, list_tasks
from zoho_time_tracking_client.api.time_entries import delete_time_entry, list_time_entries, log_time_entry
from zoho_time_tracking_client.api.timers import get_running_timer, start_timer, stop_timer
from zoho_time_tracking_client.models import (
    AddTaskRequest,
    BillingType,
    CreateProjectRequest,
    ErrorResponse,
    LogTimeRequest,
    ProjectUserInput,
    Task,
    TimeEntry,
    TimeEntryFilter,
)
from zoho_time_tracking_client.types import Unset

T = TypeVar("T")


def ok(answer: T | ErrorResponse | None) -> T:
    """What a call came to, for those that must not fail."""
    assert answer is not None and not isinstance(answer, ErrorResponse), answer
    return answer


def minutes(hours: float | str | Unset) -> int:
    """Minutes in a span of time. It comes as `HH:mm`, and nothing as `0.00` or `0`."""
    if isinstance(hours, Unset):
        return 0
    whole, _, rest = str(hours).partition(":")
    return int(float(whole)) * 60 + int(rest or 0)


def tasks(project_id: str) -> list[Task]:
    """All tasks of a project, page by page. Live servers send them under `task`."""
    found: list[Task] = []
    page = 1
    while True:
        answer = ok(list_tasks.sync(project_id, client=api, page=page, per_page=2))
        found += answer.tasks or answer.task or []
        if not (answer.page_context and answer.page_context.has_more_page):
            return found
        page += 1


def time_entries(project_id: str) -> list[TimeEntry]:
    """All time entries of a project, of any day, page by page."""
    found: list[TimeEntry] = []
    page = 1
    while True:
        answer = ok(
            list_time_entries.sync(
                client=api,
                project_id=project_id,
                filter_by=TimeEntryFilter.DATE_ALL,
                page=page,
                per_page=2,
            )
        )
        found += answer.time_entries
        if not (answer.page_context and answer.page_context.has_more_page):
            return found
        page += 1


# A token that was never valid has the code of an expired one, so that a client gets a new one.
refused = list_projects.sync_detailed(client=client("1000.never.valid"))
assert refused.status_code == 401
assert isinstance(refused.parsed, ErrorResponse) and refused.parsed.code == 57

api = client(sign_in())
user = variable("USER_ID")

# A project with a user.
project = ok(
    create_project.sync(
        client=api,
        body=CreateProjectRequest(
            project_name="Lighthouse lens",
            customer_id=variable("CUSTOMER_ID"),
            billing_type=BillingType.BASED_ON_TASK_HOURS,
            users=[ProjectUserInput(user_id=user, rate="70.00")],
        ),
    )
).project
assert project.project_name == "Lighthouse lens"
project_id = project.project_id

# Tasks, over two pages.
for name in ["Survey", "Grinding", "Polishing"]:
    added = ok(add_task.sync(project_id, client=api, body=AddTaskRequest(task_name=name, rate=80.5)))
    assert added.task.task_name == name
by_name = {task.task_name: task for task in tasks(project_id)}
assert set(by_name) == {"Survey", "Grinding", "Polishing"}
survey = ok(get_task.sync(project_id, by_name["Survey"].task_id, client=api)).task
assert not isinstance(survey.rate, Unset) and float(survey.rate) == 80.5

# Time on one of them, over two pages too.
for day in [2, 3, 4]:
    logged = ok(
        log_time_entry.sync(
            client=api,
            body=LogTimeRequest(
                project_id=project_id,
                task_id=survey.task_id,
                user_id=user,
                log_date=datetime.date(2026, 3, day),
                log_time="01:30",
            ),
        )
    )
    assert minutes(logged.time_entry.log_time) == 90
entries = time_entries(project_id)
assert len(entries) == 3
assert sum(minutes(entry.log_time) for entry in entries) == 270
assert minutes(ok(get_project.sync(project_id, client=api)).project.total_hours) == 270

# A timer, which a user has only one of.
timed = entries[0].time_entry_id
assert ok(start_timer.sync(timed, client=api)).time_entry.time_entry_id == timed
twice = start_timer.sync_detailed(timed, client=api)
assert twice.status_code == 400
assert isinstance(twice.parsed, ErrorResponse) and twice.parsed.code == 20050
running = ok(get_running_timer.sync(client=api)).time_entry
assert isinstance(running, TimeEntry) and running.time_entry_id == timed
assert ok(stop_timer.sync(client=api)).time_entry.time_entry_id == timed

# And all of it away again.
for entry in entries:
    ok(delete_time_entry.sync(entry.time_entry_id, client=api))
ok(delete_task.sync(project_id, survey.task_id, client=api))
ok(delete_project.sync(project_id, client=api))
gone = get_project.sync_detailed(project_id, client=api)
assert gone.status_code == 404
assert isinstance(gone.parsed, ErrorResponse) and gone.parsed.code == 1002
