"""What a request must hold after a visit from tests/e2e/visits, made of what was entered alone."""
import json
import pathlib
import unicodedata

FORM = pathlib.Path(__file__).resolve().parents[2] / "assets/forms/custody-alert.json"
DATE_PARTS = ("year", "month", "day")
NOT_STORED = ("pin_again",)


def fields_of(page_id):
    for page in json.loads(FORM.read_text())["pages"]:
        if page["id"] == page_id:
            return page.get("fields", [])
    return []


def codes(field):
    return [choice["code"] for choice in field.get("choices", [])]


def chosen(page_id, page):
    """A choice is one code, choices are a list in the form's order."""
    answers = {}
    for field in fields_of(page_id):
        taken = [code for code in codes(field) if code in page.get("choose", [])]
        if field.get("stored", True) and taken:
            answers[field["id"]] = taken[0] if field["kind"] == "choice" else taken
        elif field["kind"] == "flag" and field["id"] in page.get("choose", []):
            answers[field["id"]] = True
    return answers


def typed(page):
    answers, date = {}, {}
    for name, text in page.get("type", {}).items():
        field, _, part = name.partition(".")
        if part in DATE_PARTS:
            date[part] = int(text)
            answers[field] = "{year:04}-{month:02}-{day:02}".format(**{"month": 0, "day": 0, "year": 0,
                                                                      **date})
        elif field == "a_number":
            answers[field] = text.zfill(9)
        elif field == "phone":
            answers[field] = text if text.startswith("+") else "+1" + text
        elif field not in NOT_STORED:
            answers[field] = unicodedata.normalize("NFC", text)
    return answers


def entered(visit):
    """The answers, by field. A visit whose letters come out otherwise than they are named says how
    under "stored"."""
    answers = {"alert_language": visit["language"]}
    for page_id, page in visit["pages"].items():
        if page_id == "pin-again" or page.get("skip"):
            continue
        answers.update(chosen(page_id, page))
        answers.update(typed(page))
        lists = [field["id"] for field in fields_of(page_id) if field["kind"] == "list"]
        if "pick" in page:
            answers[lists[0]] = page["pick"]
    return {**answers, **visit.get("stored", {})}


def same(ours, theirs):
    """Letters of an on-screen keyboard choose their case by themselves."""
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.casefold() == theirs.casefold() and unicodedata.is_normalized("NFC", theirs)
    return ours == theirs


def differences(visit, request):
    """"" where the request is what was entered, nothing less and nothing more."""
    ours, theirs = entered(visit), request["answers"]
    wrong = [f"{name}: entered {ours.get(name)!r}, opened {theirs.get(name)!r}"
             for name in sorted({*ours, *theirs}) if not same(ours.get(name), theirs.get(name))]
    if request["language"] != visit["language"]:
        wrong.append(f"language {request['language']}")
    return "; ".join(wrong)
