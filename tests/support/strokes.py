"""Which keys of the on-screen keyboards write a text: jamo for Hangul, pinyin and a candidate for
Han, a letter and a tone for Vietnamese, the character itself for all others."""
import pathlib
import unicodedata

TABLE = pathlib.Path(__file__).resolve().parents[2] / "build/share/keyboards/pinyin.table"
TONES = "\u0301\u0300\u0309\u0303\u0323"
PAGE = 8  # candidates at a time
DELETE = "\u232b"  # in what is typed: the key that takes a letter away
SPECIAL = {" ": "key.space", DELETE: "key.delete"}
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
TWO_KEYS = {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ",
            "ㅢ": "ㅡㅣ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ",
            "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}


def is_hangul(character):
    return "\uac00" <= character <= "\ud7a3"


def is_han(character):
    return "\u3400" <= character <= "\u9fff"


def jamo(syllable):
    """The keys of one syllable, in the order in which they are pressed."""
    number = ord(syllable) - 0xAC00
    parts = (INITIALS[number // 588], VOWELS[number // 28 % 21], FINALS[number % 28])
    return [key for part in parts for key in TWO_KEYS.get(part, part).strip()]


def pinyin(character):
    """Letters of a syllable that offers the character, and its place among the candidates."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        letters, _, characters = line.partition("\t")
        if character in characters:
            return letters.replace("v", "ü"), characters.index(character)
    raise ValueError(f"no syllable offers U+{ord(character):04X}")


def letter_and_tone(character):
    """"ễ" is the key of "ê", then that of the tone."""
    parts = unicodedata.normalize("NFD", character)
    tone = [mark for mark in parts if mark in TONES]
    return [unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))] + tone


def of(character):
    """[(control id, …)]: keys to press one after the other, each under the ids that it may have."""
    if is_hangul(character):
        return [(f"key.{key}",) for key in jamo(character)]
    if is_han(character):
        letters, index = pinyin(character)
        keys = [(f"key.{key.upper()}", f"key.{key}") for key in letters]
        return keys + [("cand.next",)] * (index // PAGE) + [(f"cand.{index % PAGE}",)]
    if character in SPECIAL:
        return [(SPECIAL[character],)]
    return [(f"key.{character}", f"key.{character.upper()}", f"key.{character.lower()}")]
