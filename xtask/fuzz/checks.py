"""What the service may do that a description of single requests cannot tell."""

import itertools
import json
import os

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

# Refusals that depend on what is stored: the operations that may answer so, by code and message.
STATE = {
    (20077, "Expenses have been recorded for this project, so it cannot be deleted."): {
        "delete_project"
    },
    (20050, "This timesheet entry is already being timed"): {"start_timer"},
    (20054, "This timesheet is being timed. Hence, it cannot be edited"): {
        "update_time_entry"
    },
    (1002, "There is no running timer for this user."): {"stop_timer"},
    (4, "Time on this task has been invoiced, so it cannot be deleted."): {"delete_task"},
    (4, "This timesheet entry has been invoiced. Hence, it cannot be edited or deleted"): {
        "update_time_entry",
        "delete_time_entry",
        "delete_time_entries",
        "start_timer",
    },
    (4, "This project is inactive. Hence, this timesheet entry cannot be made"): {
        "log_time_entry",
        "update_time_entry",
        "start_timer",
    },
    (4, "This user is not assigned to this project. Hence, this timesheet entry cannot be made"): {
        "log_time_entry",
        "update_time_entry",
    },
    # Two users cannot have one address.
    (4, "Invalid value passed for email"): {"invite_user"},
}


def depends_on_state(response, case):
    try:
        answer = json.loads(response.content)
        key = (answer["code"], answer["message"])
    except (ValueError, KeyError, TypeError):
        return False
    return response.status_code == 400 and operation_of(case) in STATE.get(key, ())


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


def beyond_decimals(response):
    """Whether a number of the body has more digits than money or hours have."""
    try:
        numbers = list(numbers_in(json.loads(response.request.body)))
    except (ValueError, TypeError):
        return False
    return any(len(repr(number)) > 12 or 'e' in repr(number) for number in numbers)


def numbers_in(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, float | int) and not isinstance(value, bool):
        yield value


@schemathesis.check
def valid_data_acceptance(ctx, response, case):
    if depends_on_state(response, case) or needs_more(response, case) or beyond_decimals(response):
        return None
    return positive_data_acceptance(ctx, response, case)


# What requests can count on (see overlay.yaml) has to stay as it is.
PROJECT = os.environ["OUTSIDE_TEST_PROJECT"]
ENTRY = os.environ["OUTSIDE_TEST_ENTRY"]
NOT_THERE = "982000000000000001"
ENDING = {"inactivate_project", "delete_project", "delete_task", "delete_user"}
invitations = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = operation_of(case)
    parameters = case.path_parameters or {}
    if operation in ENDING and parameters.get("project_id") == PROJECT:
        parameters["project_id"] = NOT_THERE
    if operation == "delete_time_entry" and parameters.get("time_entry_id") == ENTRY:
        parameters["time_entry_id"] = NOT_THERE
    # Nobody can be invited twice, so that every address is made a new one.
    if operation == "invite_user" and is_positive(case) and isinstance(case.body, dict):
        email = case.body.get("email")
        if isinstance(email, str) and len(email) < 90:
            case.body["email"] = f"{next(invitations)}.{email}"


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def operation_of(case):
    return case.operation.definition.raw.get("operationId")
