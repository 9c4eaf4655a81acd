/*
 * In the place of sandbox_enter where a program is looked at from within: valgrind knows neither
 * Landlock nor seccomp, and its own calls would be refused. Linked by the Makefile into what
 * tests/sanitizers/run runs, into nothing else. A process that becomes another program is confined
 * as ever: no tool looks into that one, and espeak-ng's libraries fail otherwise without a sandbox.
 */
#include "platform/sandbox/sandbox.h"

bool __real_sandbox_enter(const struct sandbox_plan *plan, struct error *error);
bool __wrap_sandbox_enter(const struct sandbox_plan *plan, struct error *error);

bool __wrap_sandbox_enter(const struct sandbox_plan *plan, struct error *error)
{
    return (plan->groups & SANDBOX_EXEC) == 0 || __real_sandbox_enter(plan, error);
}
