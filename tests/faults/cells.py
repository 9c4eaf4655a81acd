"""Which calls are made to fail, and how."""

# What a call may answer when it fails. "fails": OpenSSL's own 0 or NULL.
HOW = {
    "memory": ["ENOMEM"],
    "open": ["EIO", "EROFS", "ENOSPC", "EMFILE"],
    "read": ["EIO", "EINTR", "short"],
    "write": ["ENOSPC", "EIO", "EROFS", "EINTR", "short"],
    "sync": ["EIO", "ENOSPC"],
    "truncate": ["EIO"],
    "rename": ["EIO", "ENOSPC", "EROFS"],
    "unlink": ["EIO", "EROFS"],
    "stat": ["EIO"],
    "map": ["ENOMEM"],
    "lock": ["EIO", "ENOLCK", "EINTR", "EAGAIN"],
    "socket": ["EMFILE", "ENOMEM"],
    "connect": ["ECONNREFUSED", "ENETUNREACH"],
    "accept": ["EMFILE", "ECONNABORTED"],
    "receive": ["ECONNRESET", "ETIMEDOUT", "EINTR"],
    "send": ["ECONNRESET", "EPIPE", "EINTR"],
    "pipe": ["EPIPE", "EIO", "EINTR"],
    "poll": ["ENOMEM", "EINTR"],
    "crypto": ["EIO"],
    "tls": ["EIO"],
    "random": ["EIO"],
}
PASSING = ("EINTR", "short", "kill")  # no kernel answers so for ever
SLOW = 2  # of a lock that is held for ever, which SQLite waits for


def sample(count, most):
    """At most so many of 1…count, evenly, the first and the last among them; of one the middle."""
    if count <= most:
        return list(range(1, count + 1))
    if most == 1:
        return [(count + 1) // 2]
    return sorted({1 + round(step * (count - 1) / (most - 1)) for step in range(most)})


def cells(counts, most):
    """(call, nth, mode, what) for everything that was counted."""
    made = []
    for call, count in counts.items():
        for what in HOW[call] + ["kill"]:
            modes = ("once",) if what in PASSING else ("once", "ever")
            for mode in modes:
                fewer = SLOW if (what, mode) == ("EAGAIN", "ever") else most
                made += [(call, nth, mode, what) for nth in sample(count, fewer)]
    return made
