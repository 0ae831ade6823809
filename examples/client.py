"""Ask the API of a Sceau: python examples/client.py http://localhost:8000 [TOKEN]"""

import json
import sys
from urllib.request import Request, urlopen


def ask(site, path, token="", body=None):
    """Return what the API answers, as JSON holds it."""
    headers = {"Accept-Language": "en", "Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{site}/api/v1{path}", data, headers), timeout=30) as answer:  # noqa: S310 - where it is told to
        return json.load(answer)


if __name__ == "__main__":
    site, token = (*sys.argv[1:], "")[:2]
    rule = ask(site, "/rules/mission_duration?label=ms&on=2026-01-01", token)
    print(rule["title"], "–", rule["values"][0]["text"])
    facts = {"starts_on": "2026-03-01", "ends_on": "2026-08-31", "place": "company"}
    answer = ask(site, "/questions/studies.mission_conforms/answer", token, {"facts": facts, "label": "ms"})
    print(answer["decision"]["outcome"], *(reason["rule"] for reason in answer["decision"]["reasons"]))
    if token:
        for person in ask(site, "/persons", token)["persons"]:
            print(person["given_names"], person["birth_name"])
