/*
 * An outbox and a ledger in one folder, whose files are read, written and taken away. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_REPLACED_BED_H
#define TESTS_SUPPORT_LIB_REPLACED_BED_H

#include "app/central/ledger/ledger.h"
#include "platform/base/buffer.h"
#include "platform/base/file.h"
#include "tests/support/lib/outbox_folder.h"

#define LEDGER_NAME "ledger.db"
#define BATCH       4 /* requests */

struct replaced_bed {
    struct outbox_folder kiosk;
    char ledger_path[FILE_PATH_MAX];
    struct ledger *ledger;
};

/* *state is a struct replaced_bed in between. */
int replaced_bed_set_up(void **state);
int replaced_bed_tear_down(void **state);

/* Anew, where it is open. */
void replaced_bed_open_ledger(struct replaced_bed *bed);
void replaced_bed_close_outbox(struct replaced_bed *bed);

/* ---- files, by their names in the folder */

void replaced_bed_path_in(const struct replaced_bed *bed, const char *name,
                          char path[FILE_PATH_MAX]);
/* The caller's. */
struct buffer replaced_bed_content_of(const struct replaced_bed *bed, const char *name);
void replaced_bed_put(const struct replaced_bed *bed, const char *name, const void *bytes,
                      size_t length);
void replaced_bed_take_away(const struct replaced_bed *bed, const char *name);

/* ---- deliveries, without the wire */

/* Returns how many were sent; *taken says whether the acknowledgement was. */
size_t replaced_bed_exchange(struct replaced_bed *bed, bool *taken);
/* The same, which must be taken. */
size_t replaced_bed_deliver_batch(struct replaced_bed *bed);
void replaced_bed_deliver_all(struct replaced_bed *bed);

/* The only kiosk that the ledger knows. */
struct ledger_kiosk replaced_bed_at_the_centre(struct replaced_bed *bed);

#define HOUSE_TEST(name)                                                                           \
    cmocka_unit_test_setup_teardown(name, replaced_bed_set_up, replaced_bed_tear_down)

#endif
