"""What must hold for the texts of every language as they stand in assets/languages.

A text that is the English one was forgotten, unless same-as-english.txt says why it is right.
"""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
REASONS = HERE / "same-as-english.txt"


def read_po(path):
    """{key: [text, text of further plural forms …]}"""
    entries, key, target = {}, None, None
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
        if match:
            word, text = match.groups()
            if word == "msgid":
                key, target = text, None
            elif word.startswith("msgstr"):
                target = entries.setdefault(key, [])
                target.append(text)
        elif line.startswith('"') and target is not None:
            target[-1] += line[1:-1]
        elif line.startswith('"') and key is not None:
            key += line[1:-1]
    entries.pop("", None)
    return entries


def read_reasons():
    """{(language or "*", key): reason}; a key may end with '*'."""
    reasons = {}
    for number, line in enumerate(REASONS.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(maxsplit=2)
        if len(parts) < 3:
            raise SystemExit(f"{REASONS.name}, line {number}: language, key, reason")
        for language in parts[0].split(","):
            reasons[(language, parts[1])] = parts[2]
    return reasons


def has_words(text):
    """Whether anything of it could be translated."""
    return re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text)) is not None


def excused(reasons, language, key, used):
    for asked in (language, "*"):
        for name in (key, key.split("_")[0] + "_*"):
            if (asked, name) in reasons:
                used.add((asked, name))
                return True
    return False


def country_codes(path):
    return {line.split()[0] for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and not line.startswith("#")}


def check(folder, tell, languages=None):
    """Calls tell(language, key, why) for each finding. Returns how many texts were looked at."""
    english = read_po(folder / "en.po")
    countries = country_codes(folder / "en.countries")
    reasons, used, checks = read_reasons(), set(), 0
    for path in sorted(folder.glob("*.po")):
        language = path.stem
        if language == "en" or (languages and language not in languages):
            continue
        texts = read_po(path)
        for key, original in english.items():
            if not any(map(has_words, original)):
                continue
            checks += 1
            if key not in texts or not all(texts[key]):
                tell(language, key, "has no text")
            elif set(texts[key]) & set(original) and not excused(reasons, language, key, used):
                tell(language, key, f"is the English text: {texts[key][0][:60]}")
        checks += 1
        missing = countries - country_codes(folder / f"{language}.countries")
        if missing:
            tell(language, "countries", f"lacks {' '.join(sorted(missing))}")
    if not languages:
        for language, key in sorted(set(reasons) - used):
            checks += 1
            tell(language, key, f"needs no reason in {REASONS.name} any more")
    return checks
