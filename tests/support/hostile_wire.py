"""A wire between courier and receiver on which goes wrong what a network, and who sits in it, can make go wrong.

Each fault is a method that serves one connection. Those in BYTES see what everybody on the way sees; those in ANSWERS
have the office's key, as a front that ends TLS has; those in PORTALS have neither. A seed picks where something is cut.
"""
import collections
import gzip
import random
import select
import socket
import ssl
import struct
import time

from office_front import Front, read_message

NARROW = 40000  # bytes a second
MOST_HELD = 90  # seconds; a client that holds longer is reported with this


def reset(end):
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.close()


def leaving(client):
    """What polls true when the other side has closed."""
    watch = select.poll()
    watch.register(client, select.POLLRDHUP)
    return watch


def relay(client, office, passes):
    """Hands on what passes(from_kiosk, chunk) gives back, until that is less than the chunk or one side ends."""
    other = {client: office, office: client}
    while True:
        for source in select.select(list(other), [], [])[0]:
            chunk = source.recv(65536)
            passed = passes(source is client, chunk) if chunk else b""
            other[source].sendall(passed)
            if not chunk or len(passed) < len(chunk):
                return


def split(message):
    head, _, body = message.partition(b"\r\n\r\n")
    return head, body


def answer(body, status=b"200 OK", kind=b"application/json", more=b""):
    return (b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n" % (status, kind, len(body), more)) + body


class HostileWire(Front):
    """`office`: its port; `own`, `kiosk`, `impostor`: certificate and key of each. `fault` is None (all goes through)
    or the name of a method; `served` counts connections by fault."""

    def __init__(self, port, office, own, kiosk, impostor, seed):
        self.office, self.random, self.fault = office, random.Random(seed), None
        self.served, self.held, self.heard = collections.Counter(), [], b""
        self.recorded, self.first_answer, self.trapped = [], None, 0
        self.own, self.impostor = (self.context(*pair) for pair in (own, impostor))
        self.onward = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.onward.check_hostname, self.onward.verify_mode = False, ssl.CERT_NONE
        self.onward.load_cert_chain(*kiosk)
        self.trap = Front(0, self.spring)
        super().__init__(port, self.dispatch)

    @staticmethod
    def context(certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def be(self, fault):
        """From here on this fault; connections that are open end, as if a router had been restarted."""
        self.fault = fault
        for client in self.open:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open.clear()

    def dispatch(self, client):
        fault = self.fault() if callable(self.fault) else self.fault
        self.served[fault] += 1
        getattr(self, fault or "honest")(client)

    def stop(self):
        self.trap.stop()
        super().stop()

    # ---- what everybody on the way can do ------------------------------------------
    def through(self, client, passes):
        with socket.create_connection(("127.0.0.1", self.office)) as office:
            relay(client, office, passes)

    def honest(self, client):
        self.through(client, lambda _, chunk: chunk)

    def dropped(self, client):
        pass

    def late(self, client):
        def passes(_, chunk):
            time.sleep(0.2)
            return chunk
        self.through(client, passes)

    def narrow(self, client):
        gone = leaving(client)

        def passes(from_kiosk, chunk):
            time.sleep(len(chunk) / NARROW if from_kiosk else 0)
            return b"" if gone.poll(0) else chunk
        self.through(client, passes)

    def reset_in_request(self, client):
        left = [self.random.randrange(1, 3000)]

        def passes(from_kiosk, chunk):
            if from_kiosk:
                chunk, left[0] = chunk[:left[0]], left[0] - len(chunk)
            return chunk
        self.through(client, passes)
        reset(client)

    def reset_in_answer(self, client):
        turns = [0]

        def passes(from_kiosk, chunk):
            turns[0] += not from_kiosk
            return chunk if from_kiosk or turns[0] < 2 else chunk[:self.random.randrange(len(chunk))]
        self.through(client, passes)
        reset(client)

    def hold(self, client):
        """Until the kiosk gives up, with nothing read and nothing said."""
        began = time.monotonic()
        leaving(client).poll(MOST_HELD * 1000)
        self.held.append(time.monotonic() - began)

    def half_open(self, client):
        self.hold(client)

    def vanished(self, client):
        """The handshake and the request go through; whoever answers is never heard again, and nobody says so."""
        turns = [0]

        def passes(from_kiosk, chunk):
            turns[0] += not from_kiosk
            return chunk if from_kiosk or turns[0] < 2 else b""
        self.through(client, passes)
        self.hold(client)

    def byte_a_second(self, client):
        """In both directions: what the office says at all comes so slowly too."""
        began = time.monotonic()
        gone = leaving(client)
        with socket.create_connection(("127.0.0.1", self.office)) as office:
            while not gone.poll(1000):
                for source, target in ((client, office), (office, client)):
                    if select.select([source], [], [], 0)[0]:
                        target.sendall(source.recv(1))
        self.held.append(time.monotonic() - began)

    def recording(self, client):
        def passes(from_kiosk, chunk):
            if from_kiosk:
                self.recorded.append(chunk)
            return chunk
        self.through(client, passes)

    def replay(self):
        """Says to the office what the kiosk said; returns what it answers."""
        with socket.create_connection(("127.0.0.1", self.office), 10) as office:
            told = b""
            try:
                for chunk in self.recorded:
                    office.sendall(chunk)
                while chunk := office.recv(65536):
                    told += chunk
            except OSError:
                pass
        return told

    # ---- who has neither the office's key nor its name ------------------------------
    def spring(self, client):
        self.trapped += 1

    def plain_portal(self, client):
        self.heard += client.recv(65536)
        client.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/login\r\nContent-Length: 0\r\n\r\n"
                       % self.trap.listener.getsockname()[1])

    def tls_portal(self, client):
        with self.impostor.wrap_socket(client, server_side=True) as secure:
            self.heard += secure.recv(65536)
            secure.sendall(answer(b"<html>Please sign in</html>", kind=b"text/html"))

    # ---- who has the office's key ----------------------------------------------------
    def ask(self, request):
        with self.onward.wrap_socket(socket.create_connection(("127.0.0.1", self.office))) as office:
            office.sendall(request)
            return read_message(office)

    def answering(self, client, forge):
        """Each request goes to the office; forge(answer's body) is what the kiosk hears, and then the end."""
        with self.own.wrap_socket(client, server_side=True) as secure:
            if request := read_message(secure):
                body = split(self.ask(request))[1]
                self.first_answer = self.first_answer or (body if b"/v1/batches" in request else None)
                secure.sendall(forge(body))
                secure.unwrap()

    def redirected(self, client):
        status = self.random.choice((b"301 Moved", b"302 Found", b"307 Temporary Redirect", b"308 Permanent Redirect"))
        where = b"Location: https://127.0.0.1:%d/\r\n" % self.trap.listener.getsockname()[1]
        self.answering(client, lambda body: answer(body, status, more=where))

    def html(self, client):
        self.answering(client, lambda _: answer(b"<html>Welcome</html>", kind=b"text/html; charset=utf-8"))

    def html_named_json(self, client):
        self.answering(client, lambda _: answer(b"<html>Welcome</html>"))

    def no_content(self, client):
        self.answering(client, lambda _: b"HTTP/1.1 204 No Content\r\n\r\n")

    def partial(self, client):
        self.answering(client, lambda body: answer(body, b"206 Partial Content", more=b"Content-Range: bytes 0-9/10\r\n"))

    def continues(self, client):
        self.answering(client, lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 3)

    def continues_for_ever(self, client):
        self.answering(client, lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 5000)

    def continued(self, client):
        self.answering(client, lambda body: b"HTTP/1.1 100 Continue\r\n\r\n" + answer(body))

    def huge_headers(self, client):
        self.answering(client, lambda body: answer(body, more=b"X-Padding: 0123456789\r\n" * 10000))

    def huge_body(self, client):
        self.answering(client, lambda body: answer(body + b" " * (2 << 20)))

    def zipped(self, client):
        self.answering(client, lambda body: answer(gzip.compress(body), more=b"Content-Encoding: gzip\r\n"))

    def bad_chunks(self, client):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.answering(client, lambda body: head + b"zz\r\n" + body + b"\r\n-1\r\n")

    def too_long(self, client):
        self.answering(client, lambda body: answer(body) + b"and more of it")

    def two_answers(self, client):
        self.answering(client, lambda body: answer(body) * 2)

    def truncated(self, client):
        self.answering(client, lambda body: answer(body)[:-max(1, len(body) // 2)])

    def truncated_json(self, client):
        self.answering(client, lambda body: answer(body[:len(body) // 2]))

    def of_another_batch(self, client):
        """A proper answer, but the one to a request of long ago."""
        with self.own.wrap_socket(client, server_side=True) as secure:
            self.open.append(secure)
            while request := read_message(secure):
                body = split(self.ask(request))[1]
                secure.sendall(answer(self.first_answer or body))


BYTES = ("dropped", "late", "reset_in_request", "reset_in_answer", "half_open", "vanished", "byte_a_second")
PORTALS = ("plain_portal", "tls_portal")
ANSWERS = ("redirected", "html", "html_named_json", "no_content", "partial", "continues", "continues_for_ever",
           "continued", "huge_headers", "huge_body", "zipped", "bad_chunks", "too_long", "two_answers", "truncated",
           "truncated_json", "of_another_batch")
