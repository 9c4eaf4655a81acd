/*
 * What an attempt comes to in a process of its own that has entered a sandbox, beside a folder of the test's.
 * Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_SANDBOX_BED_H
#define TESTS_SUPPORT_LIB_SANDBOX_BED_H

#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

/* Grants nothing but what every program has. */
extern const struct sandbox_plan sandbox_bed_nothing;

/* "…/inside/file" and "…/outside" are in it. */
const char *sandbox_bed_folder(void);

/* What an attempt may come to besides errno. */
#define DIED_BY_SIGSYS 254
#define DIED_OTHERWISE 255
#define NOT_ENTERED    253

/* Returns 0 when it succeeded, else errno. */
typedef int sandbox_bed_attempt(void);

/* 0, else errno. */
int sandbox_bed_result(bool fine);

/* What `try` comes to in a process of its own that has entered `plan`. */
int sandbox_bed_outcome(const struct sandbox_plan *plan, sandbox_bed_attempt *try);

#define assert_allowed(plan_, try_) assert_int_equal(sandbox_bed_outcome((plan_), (try_)), 0)
#define assert_deadly(plan_, try_)                                                                 \
    assert_int_equal(sandbox_bed_outcome((plan_), (try_)), DIED_BY_SIGSYS)

/* EPERM or EACCES. */
void sandbox_bed_check_refused(const struct sandbox_plan *plan, sandbox_bed_attempt *try, int line);

#define assert_refused(plan_, try_) sandbox_bed_check_refused((plan_), (try_), __LINE__)

/* ---- attempts */

/* Of a file in the folder. */
int sandbox_bed_open(const char *name, int flags);
int sandbox_bed_read_inside(void);
int sandbox_bed_socket(int family, int type);
int sandbox_bed_inet_socket(void);
int sandbox_bed_unix_socket(void);
int sandbox_bed_fork_only(void);

/* *state is a struct temp_folder, to be torn down. */
int sandbox_bed_set_up(void **state);

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, sandbox_bed_set_up, temp_folder_teardown)

#endif
