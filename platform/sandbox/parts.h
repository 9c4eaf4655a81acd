/*
 * The two halves of a sandbox and what every plan allows. For platform/sandbox
 * only; programs see sandbox.h.
 */
#ifndef PLATFORM_SANDBOX_PARTS_H
#define PLATFORM_SANDBOX_PARTS_H

#include "platform/sandbox/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED                                                                          \
    0 /* 1: the leak check at exit attaches to the threads of its own process */
#endif

/* True and *entered false where the kernel has no Landlock. */
bool landlock_enter(const struct sandbox_plan *plan, bool *entered, struct error *error) MUST_USE;

bool seccomp_enter(const struct sandbox_plan *plan, struct error *error) MUST_USE;

#endif
