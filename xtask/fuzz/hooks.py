"""What happens before a request is sent. Loads the checks, too: Schemathesis takes one file."""

import itertools
import json
from pathlib import Path

import requests
import schemathesis
from hypothesis.control import current_build_context

from checks import operation_of

# What `cargo xtask fuzz-api` has made (see stage.rs).
STAGE = json.loads(Path("stage.json").read_text())
invitations = itertools.count(1)
session = requests.Session()
scenario = None


@schemathesis.hook
def before_call(context, case, kwargs):
    if STAGE["organization_in_query"]:
        case.query = {**(case.query or {}), "organization_id": STAGE["organization"]}
    operation = operation_of(case)
    in_scenario = case.meta is not None and case.meta.phase.name == "stateful"
    if in_scenario:
        begin_scenario()
    # A user can be invited only once, so every address is made unique.
    if operation == "invite_user" and is_positive(case) and isinstance(case.body, dict):
        email = case.body.get("email")
        if isinstance(email, str) and len(email) < 90:
            case.body["email"] = f"{next(invitations)}.{email}"
    # Time can only be logged on a project that has a task and a user.
    if operation == "create_project" and in_scenario and isinstance(case.body, dict):
        case.body["tasks"] = case.body.get("tasks") or [{"task_name": "Survey"}]
        case.body["users"] = case.body.get("users") or [{"user_id": "982000000000018001"}]
    # A timer can only be stopped when one runs, and an entry only be changed when none runs on it.
    # Scenarios find that out by themselves.
    if operation == "stop_timer" and not in_scenario:
        start_timers()
    parameters = case.path_parameters or {}
    if operation == "update_time_entry" and parameters.get("time_entry_id") == STAGE["entry"]:
        start_timers()


def begin_scenario():
    """Restores the data from before the test when a new scenario starts.

    Hypothesis gives up, and says nothing, when the same choices lead to another answer than before.
    """
    global scenario
    now = current_build_context().data
    if now is not scenario:
        scenario = now
        session.post(f"{STAGE['url']}/_sandbox/snapshots/{STAGE['snapshot']}/restore").raise_for_status()


def start_timers():
    """Makes the timer of every user run where nothing else happens, so that it runs nowhere else."""
    for entry in STAGE["timers"]:
        session.post(
            f"{STAGE['url']}/books/v3/projects/timeentries/{entry}/timer/start",
            params={"organization_id": STAGE["organization"]},
            # A planted bug is not for what the test rests on.
            headers={"Authorization": f"Bearer {STAGE['token']}", "X-Without-Bug": "true"},
        )


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive
