/* A temporary folder with an outbox, for tests, and records that are easy to tell apart. */
#ifndef TESTS_SUPPORT_LIB_OUTBOX_FOLDER_H
#define TESTS_SUPPORT_LIB_OUTBOX_FOLDER_H

#include "app/outbox/outbox.h"

#define OUTBOX_KIOSK  "kiosk-7"
#define OUTBOX_SEALED 2200u /* bytes of a made-up sealed request */

struct outbox_folder {
    char path[64];
    struct outbox *outbox;
};

/* Made under `parent` (NULL: /tmp), mode 02770. */
void outbox_folder_create(struct outbox_folder *folder, const char *parent);
void outbox_folder_open(struct outbox_folder *folder);
/* Closes the outbox, removes the folder with what is in it. */
void outbox_folder_destroy(struct outbox_folder *folder);

/* For cmocka: such a folder under /tmp as the test's state. */
int outbox_folder_set_up(void **state);
int outbox_folder_tear_down(void **state);

/* Fills the sealed bytes and the look-up of made-up request `number`. */
void outbox_folder_request(unsigned number, uint8_t lookup[CHAIN_HASH_SIZE],
                           uint8_t sealed[OUTBOX_SEALED]);
/* Inserts made-up requests first..last; each must succeed. */
void outbox_folder_insert(struct outbox_folder *folder, unsigned first, unsigned last);

/* Runs SQL on the file, past the product's code. */
void outbox_folder_sql(const struct outbox_folder *folder, const char *sql);

/* The answers that the centre would give to a pick, all with this verdict. */
void outbox_folder_answers(const struct outbox_pick *pick, enum answer_verdict verdict,
                           struct answer_record *answers);

#endif
