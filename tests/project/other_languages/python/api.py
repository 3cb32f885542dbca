"""Signing in, and a client of one product.

`zoho_time_tracking_client` is what openapi-python-client makes of the published description.
"""

import os

import httpx
from zoho_time_tracking_client import AuthenticatedClient


def variable(name: str) -> str:
    """A variable of the environment, as `zoho-time-sandbox env` prints it."""
    return os.environ[f"ZOHO_TIME_{name}"]


def sign_in() -> str:
    """Gets an access token for the refresh token, as every program does that has been consented to."""
    answer = httpx.post(
        f"{variable('ACCOUNTS_URL')}/oauth/v2/token",
        data={
            "grant_type": "refresh_token",
            "client_id": variable("CLIENT_ID"),
            "client_secret": variable("CLIENT_SECRET"),
            "refresh_token": variable("REFRESH_TOKEN"),
        },
    )
    token = answer.json()["access_token"]
    assert isinstance(token, str)
    return token


# How each product names the organization.
PATHS = {"books": "/books/v3", "billing": "/billing/v1", "invoice": "/invoice/v3"}
HEADERS = {
    "billing": "X-com-zoho-subscriptions-organizationid",
    "invoice": "X-com-zoho-invoice-organizationid",
}


def client(token: str) -> AuthenticatedClient:
    """A client of the product that the environment names."""
    product, organization = variable("PRODUCT"), variable("ORGANIZATION_ID")
    header = HEADERS.get(product)
    return AuthenticatedClient(
        base_url=variable("BASE_URL") + PATHS[product],
        token=token,
        prefix="Zoho-oauthtoken",
        headers={header: organization} if header else {},
        httpx_args={} if header else {"params": {"organization_id": organization}},
    )
