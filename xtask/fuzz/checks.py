"""Checks for behaviour that a spec of single requests cannot describe."""

import atexit
import json
import re
from collections.abc import Mapping
from pathlib import Path

import schemathesis
from schemathesis.specs.openapi.checks import (
    ensure_resource_availability,
    positive_data_acceptance,
)

# Refusals that depend on what is stored: by code and message, the operation that may answer so.
STATE = {
    (20050, "This timesheet entry is already being timed"): "start_timer",
    (20054, "This timesheet is being timed. Hence, it cannot be edited"): "update_time_entry",
    (1002, "There is no running timer for this user."): "stop_timer",
    (4, "This project is inactive. Hence, this timesheet entry cannot be made"): "log_time_entry",
    # Two users cannot have one address.
    (2, "Invalid value passed for email"): "invite_user",
}


def depends_on_state(response, case):
    try:
        answer = json.loads(response.content)
        key = (answer["code"], answer["message"])
    except (ValueError, KeyError, TypeError):
        return False
    return response.status_code == 400 and STATE.get(key) == operation_of(case)


def is_absent(case, field):
    """Whether a field of the body is missing, null or blank, which is all the same."""
    body = case.body if isinstance(case.body, dict) else {}
    value = body.get(field)
    return value is None or (isinstance(value, str) and not value.strip())


def needs_more(response, case):
    """Whether a field is missing that is needed under a condition.

    Two of the billing types need a rate, and an upsert that creates a project what creating one needs.
    """
    operation = operation_of(case)
    for field in ("project_name", "customer_id", "billing_type", "rate"):
        message = f"Invalid value passed for {field}"
        if message.encode() in response.content and is_absent(case, field):
            is_upsert = operation == "update_project_by_custom_field"
            takes_rate = operation in {"create_project", "update_project"} and field == "rate"
            return response.status_code == 400 and (is_upsert or takes_rate)
    return False


def beyond_decimals(response, case):
    """Whether the field that was refused has a number of more digits than money or hours have."""
    refused = re.search(rb"Invalid value passed for (?:[^\"]*\.)?(\w+)\"", response.content)
    if refused is None or response.status_code != 400:
        return False
    numbers = numbers_of(refused[1].decode(), case.body)
    return any(len(repr(number)) > 12 or "e" in repr(number) for number in numbers)


def numbers_of(field, value):
    """The numbers of a field, anywhere in a body."""
    if isinstance(value, dict):
        own = value.get(field)
        if isinstance(own, float | int) and not isinstance(own, bool):
            yield own
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers_of(field, item)


@schemathesis.check
def valid_data_acceptance(ctx, response, case):
    if depends_on_state(response, case) or needs_more(response, case) or beyond_decimals(response, case):
        return None
    return positive_data_acceptance(ctx, response, case)


# What a deletion names is gone. The check that this one stands for only knows that of whole paths.
DELETIONS = {
    "delete_project": "project_id",
    "delete_task": "task_id",
    "delete_time_entry": "time_entry_id",
    "delete_time_entries": "time_entry_ids",
}
ELSEWHERE = (
    b"This task does not exist in this project.",
    b"This user is not assigned to this project.",
)


@schemathesis.check
def created_is_available(ctx, response, case):
    """The check for what was created and cannot be found, with more ways to make it go away.

    A time entry may be named in the query of a deletion, and goes with its task and its project; and the
    body of a time entry may name what is gone, or, if only one of them comes along the link, a project
    and a task or user that do not belong together.
    """
    if is_gone(ctx, case) or any(text in response.content for text in ELSEWHERE):
        return None
    return ensure_resource_availability(ctx, response, case)


def is_gone(ctx, case):
    parent = ctx.internals.find_parent(case_id=case.id)
    needed = named(case) | (named(parent) if parent else set())
    return any(
        needed & named(other, DELETIONS[operation_of(other)])
        for other in ctx.internals.find_all_cases()
        if operation_of(other) in DELETIONS and other.id != case.id and is_success(ctx, other)
    )


def named(case, field=None):
    """The ids in the path, the query and the body of a request: of one field, or of all of them."""
    ids = set()
    for place in (case.path_parameters, case.query, case.body):
        for name, value in place.items() if isinstance(place, Mapping) else ():
            if name == field or (field is None and name.endswith(("_id", "_ids"))):
                values = value.split(",") if isinstance(value, str) else value
                if isinstance(values, list):
                    ids.update(item for item in values if isinstance(item, str))
    return ids


def is_success(ctx, case):
    response = ctx.internals.find_response(case_id=case.id)
    return response is not None and 200 <= response.status_code < 300


links = {}


@schemathesis.check
def links_lead_on(ctx, response, case):
    """No check, but the only place to see which links a run went along, and where they led to.

    To count, a link must have led to a success, or from a deletion to what is no longer there.
    """
    node = ctx.internals.recorder.cases.get(case.id) if ctx.internals.recorder else None
    if node is not None and node.transition is not None and node.is_transition_applied:
        source = operation_of(ctx.internals.find_parent(case_id=case.id))
        wanted = (404,) if source in DELETIONS else (200, 201)
        name = f"{source} -> {operation_of(case)}"
        links[name] = links.get(name, 0) + (response.status_code in wanted)
    return None


@atexit.register
def write_links():
    Path("links.json").write_text(json.dumps(links, indent=2, sort_keys=True))


def operation_of(case):
    return case.operation.definition.raw.get("operationId")
