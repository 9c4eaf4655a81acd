"""The test bed itself: a small guest feels what the bed's hands do, and the firmware starts only what is signed.

What it cannot tell apart here it could not tell apart with the appliance.
"""
import pathlib
import re
import socketserver
import struct
import threading

import firmware
import guest
import uki
from disk import esp_only
from lab import ROOT, Failure
from machine import Machine, drive_image

EVENT = struct.Struct("<qqHHi")  # struct input_event of linux/input.h
KEY, ABS = 1, 3
BTN_LEFT, KEY_LEFTCTRL, KEY_F2 = 272, 29, 60
PROBE = ROOT / "image/probe/usr/lib/kiosk-probe/listen"
WORDS = "what stands on the drive"

FEELS = """device() { grep -l "$1" /sys/class/input/event*/device/name | cut -d/ -f5; }
dd if=/dev/input/$(device Tablet) of=/share/tablet bs=24 count=7 2>/dev/null &
dd if=/dev/input/$(device Keyboard) of=/share/keyboard bs=24 count=8 2>/dev/null &
busybox sh /usr/lib/kiosk-probe/listen <>/dev/ttyS1 >&0 2>&1 &
stty -F /dev/ttyUSB0 raw
printf 'printed\\n' >/dev/ttyUSB0
tr '\\0' '\\377' </dev/zero 2>/dev/null | dd of=/dev/fb0 bs=4096 2>/dev/null
echo "guest: listens"
wait %1 %2
while [ ! -b /dev/sda ]; do sleep 0.1; done
mkdir /drive
mount -t vfat -o ro /dev/sda /drive && cat /drive/words >/share/words
echo "guest: has read"
while [ -b /dev/sda ]; do sleep 0.1; done"""

TALKS = """ip link set eth0 up
ip address add 10.0.2.15/24 dev eth0
say() {{ echo $3 | timeout 10 nc $1 $2 2>/dev/null; }}
(sleep 5 | nc 10.0.2.100 8443) &
echo "heard $(say 10.0.2.100 8443 one)"
echo "heard $(say 10.0.2.100 8443 two)"
echo "heard $(say 10.0.2.2 {port} three)"
echo "heard $(say 10.0.2.100 {port} four)"
"""


def expect(what, found, wanted):
    if found != wanted:
        raise Failure(f"{what}: {found!r} instead of {wanted!r}")


def events(path, kind):
    return [(code, value) for _, _, type_, code, value in EVENT.iter_unpack(path.read_bytes()) if type_ == kind]


def hands(folder, report):
    """Touch, keys, paper, display and drive, from both sides."""
    share = folder / "share"
    share.mkdir(parents=True)
    small = guest.Guest(folder).modules(*guest.DISPLAY, *guest.INPUT, *guest.USB, *guest.SHARE)
    small.add("/bin/busybox", "/usr/lib/kiosk-probe/busybox").add(PROBE, "/usr/lib/kiosk-probe/listen")
    with Machine(folder, kernel=small.kernel.image, initrd=small.build(FEELS), append="quiet panic=-1",
                 share=share) as machine:
        machine.serial.wait_for("guest: listens", 30)
        report.keep(machine.wait_picture(lambda picture: picture.pixel(700, 1700) == (255,) * 3, 5, "white"), "white")
        machine.wait_probe(5)
        expect("the probe", machine.ask("echo $((6 * 7)); echo more >&2"), "42\nmore\n")
        machine.tap(540, 1919)
        machine.key("ctrl", "f2")
        (share / "source").write_text(WORDS)
        machine.plug_drive("stick", drive_image(folder / "stick.img", {"words": share / "source"}))
        machine.serial.wait_for("guest: has read", 15)
        machine.unplug("stick")
        machine.wait_off(15)
        expect("the touch", events(share / "tablet", ABS), [(0, round(540 * 32767 / 1079)), (1, 32767)])
        expect("the finger", events(share / "tablet", KEY), [(BTN_LEFT, 1), (BTN_LEFT, 0)])
        expect("the keys", events(share / "keyboard", KEY),
               [(KEY_LEFTCTRL, 1), (KEY_F2, 1), (KEY_F2, 0), (KEY_LEFTCTRL, 0)])
        expect("the paper", machine.printed(), b"printed\n")
        expect("the drive", (share / "words").read_text(), WORDS)
    return "a touch, keys, paper, the display, a drive and questions arrived as they were sent"


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(self.request.recv(100).upper())


def network(folder, report):
    """What is named can be reached, more than once and at the same time; this machine's other ports cannot."""
    small = guest.Guest(folder).modules(*guest.NETWORK)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        script = TALKS.format(port=port)
        with Machine(folder, kernel=small.kernel.image, initrd=small.build(script), append="quiet panic=-1",
                     ports={8443: port}) as machine:
            said = machine.serial.wait_for("guest: ends", 60)
        server.shutdown()
    expect("what was heard", re.findall(r"(?m)^heard (.*?)\r?$", said), ["ONE", "TWO", "", ""])
    return "10.0.2.100 answers on the port that was named; no other port of this machine does"


def secure_boot(folder, report):
    """The firmware starts what its own key signed, and neither the same unsigned nor signed by another."""
    folder.mkdir(parents=True)
    keys = {name: uki.make_key(folder, name) for name in ("pk", "kek", "boot", "stranger")}
    variables = firmware.enrolled(folder / "variables.fd", keys["pk"][1], keys["kek"][1], [keys["boot"][1]])
    small = guest.Guest(folder).modules(*guest.TPM)
    initrd = small.build("dmesg | grep 'secureboot:'; ls /dev/tpm0")
    plain = uki.build(folder / "plain.efi", small.kernel.image, initrd, "console=ttyS0 quiet panic=-1")
    said = boot(folder / "own", uki.sign(plain, *keys["boot"], folder / "own.efi"), variables, "guest: ends")
    for wanted in ("Secure boot enabled", "/dev/tpm0"):
        if wanted not in said:
            raise Failure(f"the guest did not say '{wanted}': {said[-300:]}")
    for name, image in (("plain", plain), ("stranger", uki.sign(plain, *keys["stranger"], folder / "s.efi"))):
        said = boot(folder / name, image, variables, "Access Denied")
        if "guest:" in said:
            raise Failure(f"{name} was started")
    return "its own was started with a TPM; unsigned and a stranger's: Access Denied"


def boot(folder, image, variables, until):
    pathlib.Path(folder).mkdir()
    disk = esp_only(folder / "disk.raw", {"EFI/BOOT/BOOTX64.EFI": image})
    with Machine(folder, disk=disk.path, variables=variables, tpm=folder / "tpm") as machine:
        return machine.serial.wait_for(until, 60)


STEPS = {"bed-hands": hands, "bed-network": network, "bed-secure-boot": secure_boot}
