#include "tests/faults/power/power.h"

#include "app/central/ledger/ledger.h"
#include "platform/base/file.h"
#include "tests/faults/power/request.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INSERTS_MAX    4
#define PICK_MAX       5
#define ASIDE_EVERY    23 /* the centre rejects these */
#define MARK_SIZE      512
#define MARK_ALIGNMENT 4096 /* of memory, for direct writes */

struct house {
    char folder[FILE_PATH_MAX];
    struct outbox *outbox;
    struct ledger *ledger;
    unsigned next;      /* request */
    unsigned generator; /* of rand_r */
    int marks;          /* -1: none */
    off_t mark_at;
};

static bool mark(struct house *house, const char *line)
{
    static uint8_t block[MARK_SIZE] __attribute__((aligned(MARK_ALIGNMENT)));

    memset(block, 0, sizeof block);
    (void)snprintf((char *)block, sizeof block, "%s", line);
    house->mark_at += MARK_SIZE;
    return pwrite(house->marks, block, sizeof block, house->mark_at - MARK_SIZE) == MARK_SIZE;
}

static void say(struct house *house, const char *format, ...) PRINTF_LIKE(2, 3);

static void say(struct house *house, const char *format, ...)
{
    char line[MARK_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (house->marks >= 0 && !mark(house, line)) {
        (void)printf("wrong mark\n");
    }
    (void)printf("%s\n", line);
    (void)fflush(stdout);
}

static unsigned one_of(struct house *house, unsigned count)
{
    return (unsigned)rand_r(&house->generator) % count;
}

static bool open_outbox(struct house *house, struct error *error)
{
    char path[FILE_PATH_MAX];

    outbox_close(house->outbox);
    house->outbox = file_join(path, sizeof path, house->folder, POWER_OUTBOX)
                        ? outbox_open(path, REQUEST_KIOSK, error)
                        : NULL;
    return house->outbox != NULL;
}

static bool open_ledger(struct house *house, struct error *error)
{
    char path[FILE_PATH_MAX];

    ledger_close(house->ledger);
    house->ledger = file_join(path, sizeof path, house->folder, POWER_LEDGER)
                        ? ledger_open(path, LEDGER_MAKE, error)
                        : NULL;
    return house->ledger != NULL;
}

static bool insert(struct house *house, struct error *error)
{
    uint8_t sealed[REQUEST_BYTES_MAX];
    uint8_t lookup[CHAIN_HASH_SIZE];
    uint64_t sequence;
    size_t length = request_fill(house->next, lookup, sealed);

    if (!outbox_insert(house->outbox, lookup, sealed, length, &sequence, error)) {
        return false;
    }
    say(house, "saved %llu %u", (unsigned long long)sequence, house->next);
    house->next++;
    return true;
}

static unsigned number_of(const struct outbox_pick *pick, size_t i)
{
    const uint8_t *sealed = pick->sealed.data + pick->records[i].offset;
    unsigned number = 0;
    size_t taken;

    if (!request_read(sealed, pick->records[i].length, &number, &taken)) {
        (void)printf("wrong %llu\n", (unsigned long long)pick->records[i].sequence);
    }
    return number;
}

static bool take(const struct outbox_pick *pick, struct ledger_intake_record *records,
                 struct answer_record *answers, struct error *error)
{
    for (size_t i = 0; i < pick->count; i++) {
        const struct outbox_record *from = &pick->records[i];

        answers[i] = (struct answer_record){.sequence = from->sequence};
        if (!chain_record_id(pick->kiosk_id, pick->sealed.data + from->offset, from->length,
                             answers[i].id, error)) {
            return false;
        }
        records[i].rejected = number_of(pick, i) % ASIDE_EVERY == 0;
        memcpy(records[i].id, answers[i].id, sizeof records[i].id);
        memcpy(records[i].link, from->link, sizeof records[i].link);
        memcpy(records[i].look_up, from->lookup, sizeof records[i].look_up);
        answers[i].verdict = records[i].rejected ? ANSWER_REJECTED : ANSWER_STORED;
    }
    return true;
}

static bool store(struct house *house, const struct outbox_pick *pick,
                  const struct ledger_intake_record *records, struct error *error)
{
    static const uint8_t certificate[] = "certificate";
    enum ledger_result results[PICK_MAX];
    struct ledger_intake intake = {.batch = {.received_utc = 1790000000,
                                             .bytes = pick->sealed.data,
                                             .length = pick->sealed.length,
                                             .certificate = certificate,
                                             .certificate_length = sizeof certificate},
                                   .first_sequence = pick->records[0].sequence,
                                   .records = records,
                                   .count = pick->count};

    memcpy(intake.batch.kiosk, REQUEST_KIOSK, sizeof REQUEST_KIOSK);
    memcpy(intake.outbox, pick->outbox_id, sizeof intake.outbox);
    memcpy(intake.previous_link, pick->previous_link, sizeof intake.previous_link);
    return ledger_store_batch(house->ledger, &intake, results, error);
}

static void say_all(struct house *house, const struct outbox_pick *pick,
                    const struct answer_record *answers, const char *stored)
{
    for (size_t i = 0; i < pick->count; i++) {
        say(house, "%s %u", answers[i].verdict == ANSWER_REJECTED ? "aside" : stored,
            number_of(pick, i));
    }
}

static bool exchange(struct house *house, const struct outbox_pick *pick, struct error *error)
{
    struct ledger_intake_record records[PICK_MAX];
    struct answer_record answers[PICK_MAX];
    uint64_t first = pick->records[0].sequence;

    memset(records, 0, sizeof records);
    if (!take(pick, records, answers, error) || !store(house, pick, records, error)) {
        return false;
    }
    say_all(house, pick, answers, "stored");
    if (!outbox_acknowledge(house->outbox, first, first + pick->count - 1, answers, pick->count,
                            NULL, error)) {
        return false;
    }
    say_all(house, pick, answers, "acknowledged");
    return true;
}

static bool deliver(struct house *house, struct error *error)
{
    const struct outbox_wish wish = {.count_max = 1 + one_of(house, PICK_MAX),
                                     .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick;
    bool fine;

    if (!outbox_pick(house->outbox, &wish, &pick, error)) {
        return false;
    }
    if (pick.damaged > 0) {
        say(house, "damaged %zu", pick.damaged);
    }
    fine = pick.count == 0 || exchange(house, &pick, error);
    outbox_pick_finish(&pick);
    return fine;
}

static bool play(struct house *house, struct error *error)
{
    bool fine = true;

    for (unsigned inserts = one_of(house, INSERTS_MAX); fine && inserts > 0; inserts--) {
        fine = insert(house, error);
    }
    for (unsigned times = one_of(house, 3); fine && times > 0; times--) {
        fine = deliver(house, error);
    }
    if (fine && one_of(house, 6) == 0) {
        fine = open_outbox(house, error);
    }
    if (fine && one_of(house, 12) == 0) {
        fine = open_ledger(house, error);
    }
    return fine;
}

static bool open_marks(struct house *house, const struct power_marks *marks, struct error *error)
{
    house->marks = -1;
    house->mark_at = (off_t)marks->offset;
    if (marks->device != NULL) {
        house->marks = open(marks->device, O_WRONLY | O_DIRECT | O_CLOEXEC);
    }
    return marks->device == NULL || house->marks >= 0 ||
           error_set_errno(error, "%s cannot be opened", marks->device);
}

bool power_write(const char *folder, unsigned first, unsigned rounds, unsigned seed,
                 const struct power_marks *marks, struct error *error)
{
    struct house house = {.next = first, .generator = seed};
    bool fine;

    (void)snprintf(house.folder, sizeof house.folder, "%s", folder);
    fine = open_marks(&house, marks, error) && open_outbox(&house, error) &&
           open_ledger(&house, error);
    for (unsigned round = 0; fine && round < rounds; round++) {
        fine = play(&house, error);
    }
    outbox_close(house.outbox);
    ledger_close(house.ledger);
    if (house.marks >= 0) {
        (void)close(house.marks);
    }
    return fine;
}
