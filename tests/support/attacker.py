"""What an attacker has: an authority's forged and stolen papers, batches written by hand, raw connections.

Certificates and sealed requests are openssl's, batches are written from docs/wire-format.md: nothing of
the product is used.
"""
import hashlib
import http.client
import json
import pathlib
import secrets
import socket
import ssl
import subprocess
import uuid

from lab import Failure

CUT = "cut off"
BATCH = "application/cbor-seq"


def openssl(*arguments, input=None, check=True):
    done = subprocess.run(["openssl", *map(str, arguments)], input=input, capture_output=True,
                          timeout=60)
    if check and done.returncode != 0:
        raise Failure(f"openssl {arguments[0]}: {done.stderr.decode(errors='replace')}")
    return done


# ---- papers ------------------------------------------------------------------

CA_CONFIG = """
[ca]
default_ca = it
[it]
database = {folder}/index.txt
serial = {folder}/serial
crlnumber = {folder}/crlnumber
new_certs_dir = {folder}
certificate = {certificate}
private_key = {key}
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
x509_extensions = kiosk
[any]
commonName = supplied
[kiosk]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


class Paper:
    """A certificate and its key, as files."""

    def __init__(self, certificate, key):
        self.certificate, self.key = pathlib.Path(certificate), pathlib.Path(key)

    def der(self):
        return openssl("x509", "-in", self.certificate, "-outform", "DER").stdout

    def sign(self, message):
        return openssl("dgst", "-sha256", "-sign", self.key, input=message).stdout


def new_key(path):
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
    return path


class Authority:
    """Issues and revokes as whoever holds `key` can."""

    def __init__(self, folder, certificate, key):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.config = self.folder / "ca.cnf"
        self.config.write_text(CA_CONFIG.format(folder=folder, certificate=certificate, key=key))
        (self.folder / "index.txt").touch()
        (self.folder / "serial").write_text(secrets.token_hex(8) + "\n")
        (self.folder / "crlnumber").write_text("01\n")

    def issue(self, name, begins="-startdate 20260101000000Z", ends="20400101000000Z"):
        base = self.folder / f"{name}-{secrets.token_hex(3)}"
        key, request = new_key(f"{base}.key"), f"{base}.csr"
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        openssl("ca", "-batch", "-notext", "-config", self.config, "-in", request, "-out",
                f"{base}.pem", *begins.split(), "-enddate", ends)
        return Paper(f"{base}.pem", key)

    def revoke(self, paper):
        openssl("ca", "-config", self.config, "-revoke", paper.certificate)

    def write_crl(self, path):
        openssl("ca", "-config", self.config, "-gencrl", "-out", path)


def self_made(folder, name):
    """An authority that nobody knows, and a kiosk of it."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    key = new_key(folder / "root.key")
    openssl("req", "-x509", "-key", key, "-subj", "/CN=kiosk issuing", "-days", "30", "-out",
            folder / "root.pem")
    return Authority(folder / "ca", folder / "root.pem", key).issue(name)


# ---- batches -----------------------------------------------------------------

def fields(*values):
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


def head(kind, value):
    if value < 24:
        return bytes([kind << 5 | value])
    size = next(size for size in (1, 2, 4, 8) if value < 1 << 8 * size)
    return bytes([kind << 5 | 24 + size.bit_length() - 1]) + value.to_bytes(size, "big")


def cbor(value):
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(map(cbor, value))


def request_json(kiosk, **answers):
    content = {"version": 1, "uuid": str(uuid.uuid4()), "kiosk": kiosk, "site": "riverside",
               "time_zone": "America/Detroit", "form": {"id": "custody-alert", "version": 1},
               "language": "en", "saved_utc": "2026-11-21T21:35:00Z", "clock_trusted": True,
               "flags": {"minor": False, "phone_unverified": True, "email_unverified": False},
               "answers": {"role": "family", "services": ["custody-alerts"],
                           "family_name": "Ortiz", "phone": "+12025550142", "ways": ["text"],
                           "hours": ["any"], "alert_language": "en", "pin": "4826"} | answers}
    text = json.dumps(content).encode()
    return text + b" " * (-len(text) % 2048)


def seal(content, certificate, cipher="-aes-256-gcm"):
    return openssl("cms", "-encrypt", "-binary", cipher, "-keyid", "-outform", "DER", "-recip",
                   certificate, "-keyopt", "ecdh_kdf_md:sha256", input=content).stdout


class Outbox:
    """A chain of its own, as a kiosk keeps one."""

    def __init__(self, kiosk, paper):
        self.kiosk, self.paper = kiosk, paper
        self.id, self.sequence, self.link = secrets.token_bytes(16), 1, bytes(32)

    def batch(self, *sealed):
        """The next batch; `sealed` are its records."""
        header = cbor([1, self.kiosk, self.id, self.sequence, self.link,
                       hashlib.sha256(self.paper.der()).digest()])
        body = header
        for one in sealed:
            lookup = secrets.token_bytes(32)
            self.link = hashlib.sha256(fields(
                b"custody-alert/chain/1", self.kiosk.encode(), self.id,
                self.sequence.to_bytes(8, "big"), self.link, lookup,
                hashlib.sha256(one).digest())).digest()
            self.sequence += 1
            body += cbor([lookup, one])
        signed = fields(b"custody-alert/batch/1", header, len(sealed).to_bytes(8, "big"), self.link)
        return body + cbor(self.paper.sign(signed))


# ---- connections -------------------------------------------------------------

class Wire:
    """Connections to one receiver."""

    def __init__(self, port, root):
        self.port, self.root = port, root

    def context(self, paper=None, version=None):
        context = ssl.create_default_context(cafile=self.root)
        if version:
            context.minimum_version = context.maximum_version = version
        if paper:
            context.load_cert_chain(paper.certificate, paper.key)
        return context

    def keep(self, paper):
        """A connection for several requests."""
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60,
                                           context=self.context(paper))

    @staticmethod
    def post(kept, path, body, content_type=BATCH):
        """Status and body of the answer, or CUT."""
        try:
            kept.request("POST", path, body, {"Content-Type": content_type})
            answer = kept.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            kept.close()
            return CUT, b""

    def ask(self, paper, path, body, content_type=BATCH):
        kept = self.keep(paper)
        try:
            return self.post(kept, path, body, content_type)
        finally:
            kept.close()

    def raw(self, send, paper=None, version=None):
        """What comes back for bytes of one's own choice, or the alert that ends the handshake."""
        with socket.create_connection(("127.0.0.1", self.port), 60) as plain:
            try:
                with self.context(paper, version).wrap_socket(
                        plain, server_hostname="localhost") as wire:
                    for piece in send:
                        wire.sendall(piece)
                    return wire.recv(4096)
            except (OSError, ssl.SSLError) as problem:
                return getattr(problem, "reason", None) or CUT
