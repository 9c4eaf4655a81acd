"""What may stand between a kiosk and its central office, for tests: a wire that delays, cuts or forges.

Nothing here knows what is on the wire; the kiosk is told to look for the office where a Front listens.
"""
import socket
import ssl
import subprocess
import threading
import time

from lab import Lab, free_port

HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\n"


class Front:
    """What listens where the kiosk looks for the office: serve(client) for each connection."""

    def __init__(self, port, serve):
        self.serve, self.open = serve, []
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(client)
            threading.Thread(target=self.one, args=(client,), daemon=True).start()

    def one(self, client):
        try:
            self.serve(client)
        except OSError:
            pass
        finally:
            client.close()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for client in self.open:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def pump(source, target, seen):
    try:
        while chunk := source.recv(65536):
            if not seen(chunk):
                break
            target.sendall(chunk)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def forward(port, from_kiosk=lambda chunk: True, from_office=lambda chunk: True):
    """A wire to the real office, with somebody who may look at, delay or cut what passes."""
    def serve(client):
        office = socket.create_connection(("127.0.0.1", port))
        back = threading.Thread(target=pump, args=(office, client, from_office), daemon=True)
        back.start()
        pump(client, office, from_kiosk)
        back.join()
        office.close()
    return serve


def cut_answers(port):
    """Lets a request through and cuts the wire when the office begins to answer it."""
    def serve(client):
        turns = {"kiosk": 0, "office": 0, "last": None}

        def passes(who):
            def seen(_):
                if turns["last"] != who:
                    turns[who] += 1
                    turns["last"] = who
                # The office's first turn is its handshake, the second its answer.
                return turns["office"] < 2
            return seen
        forward(port, passes("kiosk"), passes("office"))(client)
    return serve


def slow(port):
    def seen(_):
        time.sleep(0.4)
        return True
    return forward(port, seen, seen)


def talk(certificate, key, answer):
    """A server of its own, with a certificate, that reads a request and says `answer`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(client):
        with context.wrap_socket(client, server_side=True) as secure:
            request = secure.recv(65536)
            if request and answer is not None:
                secure.sendall(answer)
                secure.unwrap()
    return serve


class FaultLab(Lab):
    def write_config(self):
        office, self.port = self.port, self.front_port
        super().write_config()
        self.port = office

    def make_kiosk(self):
        self.front_port = free_port()
        super().make_kiosk()

    def courier(self, member):
        state = self.read_state("courier")
        return state and state.get(member)

    def is_delivered(self):
        return self.waiting() == 0 and self.courier("last_error") == ""


def make_impostor(folder):
    certificate, key = folder / "impostor.pem", folder / "impostor.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return certificate, key


def unread(port, certificate, key, poison, kiosk):
    """The real office behind a front that cannot read batches which hold the bytes `poison`; `kiosk` is the
    certificate and key by which it goes on to the office. Returns serve, and the answers it gave."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    onward = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    onward.check_hostname, onward.verify_mode = False, ssl.CERT_NONE
    onward.load_cert_chain(*kiosk)
    answers = []

    def ask(request):
        with onward.wrap_socket(socket.create_connection(("127.0.0.1", port))) as office:
            office.sendall(request)
            return read_message(office)

    def serve(client):
        with context.wrap_socket(client, server_side=True) as secure:
            while request := read_message(secure):
                bad = poison in request
                answers.append((400 if bad else 200, len(request)))
                secure.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n" if bad else ask(request))
    return serve, answers


def read_message(stream):
    """A request or an answer with a body of Content-Length bytes; b"" at the end."""
    message = b""
    while b"\r\n\r\n" not in message:
        chunk = stream.recv(65536)
        if not chunk:
            return b""
        message += chunk
    head, _, body = message.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    while len(body) < int(lengths[0] if lengths else 0):
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body
