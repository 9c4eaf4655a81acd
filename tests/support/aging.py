"""A kiosk's certificate as it will be one day: half through its life, or ended. Enrolment never makes such a one;
the issuing key does, by way of openssl."""
import json
import pathlib
import subprocess
import tempfile
import time

CONFIG = """[ca]
default_ca=x
[x]
database={folder}/index
new_certs_dir={folder}
rand_serial=yes
default_md=sha256
policy=p
x509_extensions=e
unique_subject=no
[p]
commonName=supplied
[e]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always
"""


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def fingerprint(certificate):
    told = openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256")
    return told.split("=")[1].strip().replace(":", "").lower()


def stamp(seconds_from_now):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + seconds_from_now))


def age(lab, start, end):
    """Puts a certificate for the kiosk's key in place that runs from `start` to `end`, in seconds from now, and
    into the office's register, as if it had been given then. The courier must not be running."""
    issuing, keys = lab.central_folder / "issuing", lab.kiosk_folder / "keys"
    lab.run("kioskctl", "enrol", "request", "--config", lab.config)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "index").touch()
        (folder / "config").write_text(CONFIG.format(folder=folder))
        openssl("ca", "-batch", "-notext", "-config", folder / "config", "-cert", issuing / "issuing.pem",
                "-keyfile", issuing / "issuing.key", "-in", keys / "client.csr", "-out", folder / "pem",
                "-subj", f"/CN={lab.kiosk}", "-startdate", stamp(start), "-enddate", stamp(end))
        (keys / "client.pem").write_bytes((folder / "pem").read_bytes())
    register = issuing / "kiosks" / f"{lab.kiosk}.json"
    entry = json.loads(register.read_text())
    entry["certificates"].append({"serial": "01", "fingerprint": fingerprint(keys / "client.pem"), "key": "0" * 64,
                                  "issued_utc": "2020-01-01T00:00:00Z", "ends_utc": "2021-01-01T00:00:00Z"})
    for one in entry["certificates"]:  # a kiosk gets a few a day only
        one["issued_utc"] = "2020-01-01T00:00:00Z"
    register.write_text(json.dumps(entry))
    return fingerprint(keys / "client.pem")
