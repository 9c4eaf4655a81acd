"""A kiosk and a central office on hosts of their own: network and mount namespaces, and a wire (veth) between them.

The namespaces live as long as two sleeping processes, so nothing stays behind. The kiosk's /etc is a folder of the
test's, so that resolv.conf can be replaced as a DHCP client replaces it; the office's host answers for DNS too.
"""
import ctypes
import os
import shutil
import signal
import socket
import struct
import subprocess
import threading

from house import House
from lab import Failure, wait_for

NAME = "office.test"
KIOSK, OFFICE, OTHER_DNS = "10.99.0.2", "10.99.0.1", "10.99.0.53"
KIOSK6, OFFICE6 = "fd99::2", "fd99::1"
ETC = ("nsswitch.conf", "hosts", "host.conf", "gai.conf", "services", "passwd", "group", "ld.so.cache", "localtime")
CLONE_NEWNET = 0x40000000


def inside(holder, work):
    """Runs work() in a thread that is in the holder's network; returns what it gave back."""
    told = []

    def run():
        with open(f"/proc/{holder.pid}/ns/net") as place:
            if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        told.append(work())
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if not told:
        raise Failure("no work is done in another network namespace")
    return told[0]


class Names:
    """A DNS server for one name (RFC 1035); `addresses` by type, `silent` answers nothing."""
    TYPES = {1: socket.AF_INET, 28: socket.AF_INET6}

    def __init__(self, holder, at):
        self.addresses, self.silent, self.asked = {}, False, 0
        self.socket = inside(holder, lambda: self.bound(at))
        threading.Thread(target=self.serve, daemon=True).start()

    @staticmethod
    def bound(at):
        end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        end.bind((at, 53))
        return end

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(512)
            self.asked += 1
            if not self.silent:
                self.socket.sendto(self.answer(query), peer)

    def answer(self, query):
        end = query.index(b"\0", 12) + 5  # of the question: a name, type and class
        family = self.TYPES.get(struct.unpack(">H", query[end - 4:end - 2])[0])
        data = b"".join(b"\xc0\x0c" + query[end - 4:end] + struct.pack(">IH", 0, len(packed)) + packed
                        for packed in (socket.inet_pton(family, address)
                                       for address in self.addresses.get(family, ())))
        count = len(self.addresses.get(family, ()))
        return query[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, count, 0, 0) + query[12:end] + data


class TwoHosts(House):
    def __init__(self, folder, answer_seconds):
        super().__init__(folder)
        self.hosts = [self.make_host() for _ in range(2)]
        self.kiosk_host, self.office_host = self.hosts
        self.sections = {"central": {"url": f"https://{NAME}:{self.port}", "retry_least": "1", "retry_most": "1",
                                     "answer_seconds": str(answer_seconds)}}

    @staticmethod
    def make_host():
        holder = subprocess.Popen(["unshare", "--net", "--mount", "--propagation", "private", "sleep", "infinity"])
        wait_for("a host of its own", 10, lambda: holder.poll() is not None or
                 os.readlink(f"/proc/{holder.pid}/ns/net") != os.readlink("/proc/self/ns/net"))
        if holder.poll() is not None:
            raise Failure("no network namespaces here: they need root, or a kernel that lets users make them")
        return holder

    # ---- the hosts -----------------------------------------------------------------
    @staticmethod
    def on(holder, *command):
        return ["nsenter", "--target", str(holder.pid), "--net", "--mount", *map(str, command)]

    def ip(self, holder, *arguments):
        subprocess.run(self.on(holder, "ip", *" ".join(arguments).split()), check=True, capture_output=True)

    def wire_up(self):
        self.ip(self.kiosk_host, f"link add wire type veth peer name wire netns {self.office_host.pid}")
        for holder in self.hosts:
            self.ip(holder, "link set lo up")
            self.ip(holder, "link set wire up")
        self.address_all()
        for address in (OTHER_DNS, OFFICE):  # the second goes alone where it is removed
            self.ip(self.office_host, f"address add {address}/24 dev wire")
        self.ip(self.office_host, f"address add {OFFICE6}/64 dev wire nodad")

    def address_all(self):
        self.ip(self.kiosk_host, f"address replace {KIOSK}/24 dev wire")
        self.ip(self.kiosk_host, f"address replace {KIOSK6}/64 dev wire nodad")

    def make_etc(self):
        self.etc = self.folder / "etc"
        (self.etc / "ssl").mkdir(parents=True)
        for name in ETC:
            if os.path.exists(f"/etc/{name}"):
                shutil.copy(f"/etc/{name}", self.etc / name)
        shutil.copy("/etc/ssl/openssl.cnf", self.etc / "ssl")
        self.name_server(OFFICE)
        subprocess.run(self.on(self.kiosk_host, "mount", "--bind", self.etc, "/etc"), check=True)

    def name_server(self, *addresses):
        """Another file in the old one's place, as DHCP clients do it."""
        new = self.etc / "resolv.conf.new"
        new.write_text("options timeout:5 attempts:2\n" + "".join(f"nameserver {address}\n" for address in addresses))
        new.rename(self.etc / "resolv.conf")

    # ---- the programs on them ------------------------------------------------------
    def set_up(self):
        self.wire_up()
        self.make_etc()
        self.names, self.other_names = Names(self.office_host, OFFICE), Names(self.office_host, OTHER_DNS)
        for names in (self.names, self.other_names):
            names.addresses = {socket.AF_INET: [OFFICE]}
        super().set_up()
        self.start_program("courier")
        return self

    def make_central(self):
        self.run("kiosk-central", "init", self.central_folder, "--host", NAME, "--address", "::", "--port", self.port,
                 "--enrol-port", self.enrol_port)
        (self.central_folder / "open").rename(self.central_folder / "opening-room")

    def start(self, name, *command, **more):
        host = self.office_host if name in ("receive", "enrol-server") else self.kiosk_host
        return super().start(name, *self.on(host, *command), **more)

    def is_open(self, port):
        """Listening: state 0A in the office's table of sockets."""
        with open(f"/proc/{self.office_host.pid}/net/tcp6") as table:
            return any(f":{port:04X} " in line and " 0A " in line for line in table)

    def stop(self):
        super().stop()
        for holder in self.hosts:
            holder.send_signal(signal.SIGKILL)
            holder.wait()
