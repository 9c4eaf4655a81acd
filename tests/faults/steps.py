"""The steps of a request's way, each with one call of one program made to fail.

A step runs its program once with the fault (none: the calls are counted), then everything without faults, and
raises a Finding where something is left that must not be.
"""
import lab
import shim
from house import Finding
from opening_steps import work_off
from print_step import printing

PATIENCE = 12  # seconds in which a program must get over a single failure by itself


class Step:
    """`after`: the SQL after which calls count; `path`: only files below it; `never`: calls that cannot fail;
    `only`: the calls that are made to fail, of all."""

    def __init__(self, name, run, after=None, path=None, never=(), only=shim.CALLS):
        self.name, self.run, self.after, self.path = name, run, after, path
        self.calls = set(only) - set(never)

    def environment(self, house, fault):
        path = house.folder / self.path if self.path else None
        return house.page.environment(fault, path=path, after=self.after)

    def count(self, house):
        """How often each call is made without a fault."""
        self.cell(house, None)
        return {call: count for call, count in house.page.counts().items() if count and call in self.calls}

    def cell(self, house, fault):
        """Returns whether the fault came about."""
        house.page.reset()
        house.short_of_memory = fault is not None and fault[0] == "memory"
        self.run(self, house, fault)
        if house.page.synced_again:
            raise Finding("a failed sync was tried again")
        return house.page.failed > 0


def save(step, house, fault):
    house.save(1, step.environment(house, fault))
    house.save_surely()
    house.deliver()


def gets_over(fault):
    return fault is None or fault[2] == "once" and fault[3] != "kill"


def await_delivery(house, name, fault):
    """What fails once must not stop a program that goes on running."""
    if gets_over(fault):
        done = house.watch(name, PATIENCE, house.is_delivered)
        if not done and lab.alive(house.processes[name]):
            raise Finding(f"{name} runs, but is stuck after one failure: {house.log(name)[-300:]}"
                          f"{house.log('receive')[-300:]}")
    else:
        house.watch(name, 5, lambda: house.page.failed > 0 or house.is_delivered())
        house.watch(name, 0.2, lambda: False)


def deliver(step, house, fault):
    house.save_surely(2)
    house.start("courier", house.bin / "kiosk-courier", "--config", house.config,
                environment=step.environment(house, fault))
    try:
        await_delivery(house, "courier", fault)
    finally:
        house.end("courier")
    house.deliver()


def receive(step, house, fault):
    house.save_surely(2)
    house.end("receive")
    house.start("receive", house.bin / "kiosk-central", "receive", "--folder", house.central_folder / "receive",
                environment=step.environment(house, fault))
    house.watch("receive", 5, lambda: listens(house))
    house.start("courier", house.bin / "kiosk-courier", "--config", house.config)
    try:
        await_delivery(house, "receive", fault)
    finally:
        house.end("courier")
        house.end("receive")
    house.start_receive()
    house.deliver()


def listens(house):
    """Looks at the kernel's table: a connection would be an accept more."""
    wanted = f":{house.port:04X} "
    with open("/proc/net/tcp", encoding="ascii") as table:
        return any(wanted in line and " 0A " in line for line in table)


STEPS = [
    Step("save", save, after="(the driver arms it)"),
    Step("start and save", save),
    Step("deliver", deliver),
    Step("pick", deliver, after="FROM record WHERE state = 0 AND"),
    Step("acknowledge", deliver, after="DELETE FROM record"),
    Step("deliver, /run fails", deliver, path="kiosk/state"),
    # libevent tells itself of signals through a pipe of its own, of which nobody holds another end
    Step("receive", receive, never=("pipe",)),
    Step("commit", receive, after="INSERT INTO", never=("pipe",)),
    Step("open", work_off("open")),
    # more than one transaction marks: what follows a failed sync has something to write
    Step("open many", work_off("open", 501), only=("sync",)),
    Step("export", work_off("export")),
    Step("print", printing),
]
