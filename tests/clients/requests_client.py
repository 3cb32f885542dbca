"""An ordinary program with `requests`: asks for an address and prints body and status."""

import sys

import requests

url, authorization, form = sys.argv[1:]
headers = {"Authorization": authorization} if authorization else {}
if form:
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    answer = requests.post(url, data=form, headers=headers)
else:
    answer = requests.get(url, headers=headers)
print(answer.text)
print(answer.status_code)
