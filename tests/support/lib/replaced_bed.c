#include "tests/support/lib/replaced_bed.h"

#include "app/outbox/outbox.h"

#include "tests/support/lib/cmocka.h"

#include <string.h>
#include <unistd.h>

#define BYTES_MAX (16u << 20)

void replaced_bed_open_ledger(struct replaced_bed *bed)
{
    struct error error = {.kind = ERROR_NONE};

    ledger_close(bed->ledger);
    bed->ledger = ledger_open(bed->ledger_path, LEDGER_MAKE, &error);
    if (bed->ledger == NULL) {
        fail_msg("%s", error.text);
    }
}

int replaced_bed_set_up(void **state)
{
    struct replaced_bed *bed = test_malloc(sizeof *bed);

    memset(bed, 0, sizeof *bed);
    outbox_folder_create(&bed->kiosk, NULL);
    assert_true(file_join(bed->ledger_path, sizeof bed->ledger_path, bed->kiosk.path, LEDGER_NAME));
    replaced_bed_open_ledger(bed);
    *state = bed;
    return 0;
}

int replaced_bed_tear_down(void **state)
{
    struct replaced_bed *bed = *state;

    ledger_close(bed->ledger);
    outbox_folder_destroy(&bed->kiosk);
    test_free(bed);
    return 0;
}

void replaced_bed_path_in(const struct replaced_bed *bed, const char *name,
                          char path[FILE_PATH_MAX])
{
    assert_true(file_join(path, FILE_PATH_MAX, bed->kiosk.path, name));
}

struct buffer replaced_bed_content_of(const struct replaced_bed *bed, const char *name)
{
    char path[FILE_PATH_MAX];
    struct buffer content;

    replaced_bed_path_in(bed, name, path);
    buffer_init(&content, BYTES_MAX);
    assert_true(file_read(path, &content, NULL));
    return content;
}

void replaced_bed_put(const struct replaced_bed *bed, const char *name, const void *bytes,
                      size_t length)
{
    char path[FILE_PATH_MAX];

    replaced_bed_path_in(bed, name, path);
    (void)unlink(path);
    assert_true(file_write(path, bytes, length, 0660, NULL));
}

void replaced_bed_take_away(const struct replaced_bed *bed, const char *name)
{
    char path[FILE_PATH_MAX];

    replaced_bed_path_in(bed, name, path);
    assert_true(unlink(path) == 0 || !file_exists(path));
}

void replaced_bed_close_outbox(struct replaced_bed *bed)
{
    outbox_close(bed->kiosk.outbox);
    bed->kiosk.outbox = NULL;
}

static void store(struct replaced_bed *bed, const struct outbox_pick *pick,
                  const struct answer_record *answers)
{
    static const uint8_t certificate[] = "certificate";
    struct ledger_intake_record records[BATCH];
    enum ledger_result results[BATCH];
    struct ledger_intake intake = {.batch = {.kiosk = OUTBOX_KIOSK,
                                             .received_utc = 1790000000,
                                             .bytes = pick->sealed.data,
                                             .length = pick->sealed.length,
                                             .certificate = certificate,
                                             .certificate_length = sizeof certificate},
                                   .first_sequence = pick->records[0].sequence,
                                   .records = records,
                                   .count = pick->count};

    memset(records, 0, sizeof records);
    memcpy(intake.outbox, pick->outbox_id, sizeof intake.outbox);
    memcpy(intake.previous_link, pick->previous_link, sizeof intake.previous_link);
    for (size_t i = 0; i < pick->count; i++) {
        memcpy(records[i].id, answers[i].id, sizeof records[i].id);
        memcpy(records[i].link, pick->records[i].link, sizeof records[i].link);
        memcpy(records[i].look_up, pick->records[i].lookup, sizeof records[i].look_up);
    }
    assert_true(ledger_store_batch(bed->ledger, &intake, results, NULL));
}

size_t replaced_bed_exchange(struct replaced_bed *bed, bool *taken)
{
    const struct outbox_wish wish = {.count_max = BATCH, .bytes_max = BATCH_BYTES_MAX};
    struct answer_record answers[BATCH];
    struct outbox_pick picked;
    size_t count;

    assert_true(outbox_pick(bed->kiosk.outbox, &wish, &picked, NULL));
    count = picked.count;
    if (count > 0) {
        uint64_t first = picked.records[0].sequence;

        outbox_folder_answers(&picked, ANSWER_STORED, answers);
        store(bed, &picked, answers);
        *taken = outbox_acknowledge(bed->kiosk.outbox, first, first + count - 1, answers, count,
                                    NULL, NULL);
    }
    outbox_pick_finish(&picked);
    return count;
}

size_t replaced_bed_deliver_batch(struct replaced_bed *bed)
{
    bool taken = true;
    size_t count = replaced_bed_exchange(bed, &taken);

    assert_true(taken);
    return count;
}

void replaced_bed_deliver_all(struct replaced_bed *bed)
{
    while (replaced_bed_deliver_batch(bed) > 0) {
        continue;
    }
}

static bool take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    *(struct ledger_kiosk *)context = *kiosk;
    return true;
}

struct ledger_kiosk replaced_bed_at_the_centre(struct replaced_bed *bed)
{
    struct ledger_kiosk kiosk = {.received = 0};

    assert_true(ledger_each_kiosk(bed->ledger, take_kiosk, &kiosk, NULL));
    return kiosk;
}
