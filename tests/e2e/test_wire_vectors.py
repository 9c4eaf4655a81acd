#!/usr/bin/env python3
"""Recomputes the test vectors of docs/wire-format.md from its text alone: digests, chain, CBOR, signature.

Only Python's standard library; nothing of the product is used or linked.
"""
import hashlib
import json
import pathlib
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "wire-format.md"

# The curve P-256 (FIPS 186-5, SP 800-186).
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def fields(*values):
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


def digest(*values):
    return hashlib.sha256(fields(*values)).digest()


def number(value):
    return value.to_bytes(8, "big")


def cbor_head(kind, value):
    if value < 24:
        return bytes([kind << 5 | value])
    for more, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * size:
            return bytes([kind << 5 | more]) + value.to_bytes(size, "big")
    raise ValueError(value)


def cbor(value):
    if isinstance(value, int):
        return cbor_head(0, value)
    if isinstance(value, bytes):
        return cbor_head(2, len(value)) + value
    if isinstance(value, str):
        return cbor_head(3, len(value.encode())) + value.encode()
    return cbor_head(4, len(value)) + b"".join(map(cbor, value))


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def der_integers(signature):
    """r and s of an ECDSA-Sig-Value (RFC 3279, section 2.2.3)."""
    assert signature[0] == 0x30 and signature[1] == len(signature) - 2 and signature[2] == 2
    end = 4 + signature[3]
    assert signature[end] == 2 and end + 2 + signature[end + 1] == len(signature)
    return int.from_bytes(signature[4:end], "big"), int.from_bytes(signature[end + 2:], "big")


def signature_holds(public, message, signature):
    point = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    r, s = der_integers(signature)
    e = int.from_bytes(hashlib.sha256(message).digest(), "big")
    w = pow(s, -1, N)
    x = add(multiply(e * w % N, G), multiply(r * w % N, point))[0]
    return x % N == r


def vectors():
    text = DOCUMENT.read_text()
    block = text[text.index("## Test vectors"):]
    block = block[block.index("```json") + len("```json"):]
    return json.loads(block[:block.index("```")])


def checks(v):
    kiosk, outbox = v["kiosk_id"], bytes.fromhex(v["outbox_id"])
    previous = bytes.fromhex(v["previous_link"])
    header = [1, kiosk, outbox, v["first_sequence"], previous, bytes.fromhex(v["certificate_digest"])]
    batch, link = cbor(header), previous
    yield "header", cbor(header).hex() == v["header"]
    for i, record in enumerate(v["records"]):
        sealed = bytes.fromhex(record["sealed"])
        lookup = digest(b"custody-alert/lookup/1", record["receipt_code"].encode())
        link = digest(b"custody-alert/chain/1", kiosk.encode(), outbox, number(v["first_sequence"] + i),
                      link, lookup, hashlib.sha256(sealed).digest())
        identity = digest(b"custody-alert/record/1", kiosk.encode(), sealed)
        batch += cbor([lookup, sealed])
        yield f"look-up {i}", lookup.hex() == record["lookup"]
        yield f"record id {i}", identity.hex() == record["id"]
        yield f"link {i}", link.hex() == record["link"]
    signed = fields(b"custody-alert/batch/1", cbor(header), number(len(v["records"])), link)
    signature = bytes.fromhex(v["signature"])
    yield "signed bytes", signed.hex() == v["signed"]
    yield "signature", signature_holds(bytes.fromhex(v["public_key"]), signed, signature)
    yield "a changed byte breaks the signature", not signature_holds(
        bytes.fromhex(v["public_key"]), signed[:-1] + b"\x00", signature)
    yield "batch", (batch + cbor(signature)).hex() == v["batch"]


def main():
    failed = 0
    for name, holds in checks(vectors()):
        print(f"ok {name}" if holds else f"not ok {name}: it is not what the document's text gives")
        failed += not holds
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
