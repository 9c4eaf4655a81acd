#include "app/central/opening/mark.h"

#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ID_TEXT (2 * LEDGER_HASH_BYTES + 1)

/* One name, and what is found by it. */
struct wanted {
    const char *name;
    size_t found;                     /* requests of that name */
    struct ledger_record record;      /* the first */
    uint8_t other[LEDGER_HASH_BYTES]; /* the id of the second */
};

struct marking {
    struct wanted *wanted; /* by name */
    size_t count;
    const struct mark_order *order;
    struct ledger_state_change *changes;
    size_t change_count;
    struct trail_requests *changed;
    struct error *error;
};

/* ---- finding ------------------------------------------------------------------ */

static int by_name(const void *one, const void *other)
{
    return strcmp(((const struct wanted *)one)->name, ((const struct wanted *)other)->name);
}

static bool take_record(void *context, const struct ledger_record *record,
                        const struct ledger_batch *batch)
{
    struct wanted *wanted = context;

    (void)batch;
    if (wanted->found == 0)
        wanted->record = *record;
    else
        memcpy(wanted->other, record->id, sizeof wanted->other);
    wanted->found++;
    return true;
}

/* A number as it is written: 1318, and neither 01318 nor +1318. */
static bool split_name(const char *name, char kiosk[static LEDGER_KIOSK_SIZE], uint64_t *sequence)
{
    const char *dash = strrchr(name, '-');
    char written[24];

    if (dash == NULL || (size_t)(dash - name) >= LEDGER_KIOSK_SIZE)
        return false;
    memcpy(kiosk, name, (size_t)(dash - name));
    kiosk[dash - name] = '\0';
    *sequence = strtoull(dash + 1, NULL, 10);
    return text_format(written, sizeof written, "%" PRIu64, *sequence) &&
           strcmp(written, dash + 1) == 0;
}

static bool find_by_id(struct wanted *wanted, struct ledger *ledger, const uint8_t *id,
                       struct error *error)
{
    struct error reason = {0};

    wanted->found = ledger_find_request(ledger, id, &wanted->record, &reason);
    return wanted->found > 0 || reason.kind == ERROR_NOT_FOUND ||
           error_set(error, reason.kind, "%s", reason.text);
}

static bool find(struct wanted *wanted, struct ledger *ledger, struct error *error)
{
    uint8_t id[LEDGER_HASH_BYTES];
    char kiosk[LEDGER_KIOSK_SIZE];
    uint64_t sequence;

    if (hex_decode(wanted->name, id, sizeof id))
        return find_by_id(wanted, ledger, id, error);
    return !split_name(wanted->name, kiosk, &sequence) ||
           ledger_each_named(ledger, kiosk, sequence, take_record, wanted, error);
}

static bool find_all(struct marking *marking, struct ledger *ledger)
{
    for (size_t i = 0; i < marking->count; i++)
        marking->wanted[i].name = marking->order->names[i];
    qsort(marking->wanted, marking->count, sizeof *marking->wanted, by_name);
    for (size_t i = 1; i < marking->count; i++)
        if (by_name(&marking->wanted[i - 1], &marking->wanted[i]) == 0)
            return error_set(marking->error, ERROR_INPUT, "%.80s is named twice",
                             marking->wanted[i].name);
    for (size_t i = 0; i < marking->count; i++)
        if (!find(&marking->wanted[i], ledger, marking->error))
            return false;
    return true;
}

/* ---- judging ------------------------------------------------------------------ */

static bool refuse_several(const struct marking *marking, const struct wanted *wanted)
{
    char one[ID_TEXT], other[ID_TEXT];

    hex_encode(wanted->record.id, sizeof wanted->record.id, one);
    hex_encode(wanted->other, sizeof wanted->other, other);
    return error_set(
        marking->error, ERROR_INPUT,
        "%.80s is the name of %zu requests, since its kiosk had several outboxes; name "
        "the one by its id: %s, %s%s",
        wanted->name, wanted->found, one, other, wanted->found > 2 ? " or another" : "");
}

static bool judge(const struct marking *marking, const struct wanted *wanted)
{
    const struct ledger_record *record = &wanted->record;

    if (wanted->found == 0)
        return error_set(marking->error, ERROR_NOT_FOUND,
                         "there is no request %.80s; nothing was changed", wanted->name);
    if (wanted->found > 1)
        return refuse_several(marking, wanted);
    if (record->retired_utc > 0)
        return error_set(marking->error, ERROR_REFUSED,
                         "what %.80s asked for is deleted; nothing was changed", wanted->name);
    return record->state != LEDGER_SEALED || marking->order->state == LEDGER_WITHDRAWN ||
           error_set(
               marking->error, ERROR_REFUSED,
               "the ledger does not know %.80s as opened, so it can only be withdrawn; nothing was "
               "changed",
               wanted->name);
}

/* The same request by its name and by its id. */
static bool is_listed(const struct marking *marking, const struct ledger_record *record)
{
    for (size_t i = 0; i < marking->change_count; i++)
        if (memcmp(marking->changes[i].id, record->id, sizeof record->id) == 0)
            return true;
    return false;
}

static bool list_change(struct marking *marking, const struct ledger_record *record)
{
    const struct mark_order *order = marking->order;
    struct ledger_state_change *change = &marking->changes[marking->change_count];

    if (is_listed(marking, record))
        return error_set(marking->error, ERROR_INPUT, "%s-%" PRIu64 " is named twice",
                         record->kiosk, record->sequence);
    *change = (struct ledger_state_change){
        .state = order->state, .utc = order->now_utc, .if_still = true, .still = record->state};
    memcpy(change->id, record->id, sizeof change->id);
    trail_requests_add(marking->changed, record);
    marking->change_count++;
    return (text_copy(change->who, sizeof change->who, order->who) &&
            text_copy(change->reason, sizeof change->reason,
                      order->reason != NULL ? order->reason : "marked")) ||
           error_set(marking->error, ERROR_LIMIT, "a reason has at most %d bytes",
                     LEDGER_REASON_SIZE - 1);
}

static bool list_changes(struct marking *marking)
{
    for (size_t i = 0; i < marking->count; i++) {
        const struct wanted *wanted = &marking->wanted[i];

        if (!judge(marking, wanted) || (wanted->record.state != marking->order->state &&
                                        !list_change(marking, &wanted->record)))
            return false;
    }
    return true;
}

/* ---- all of it ---------------------------------------------------------------- */

static bool note_in_trail(const struct marking *marking, struct trail *trail,
                          const struct ledger *ledger)
{
    const struct mark_order *order = marking->order;
    const struct trail_entry entry = {.utc = order->now_utc,
                                      .person = order->person,
                                      .command = "mark",
                                      .ledger = ledger_name(ledger),
                                      .state = ledger_state_name(order->state),
                                      .reason = order->reason,
                                      .marked = marking->change_count,
                                      .requests = marking->changed};

    return trail_append(trail, &entry, marking->error);
}

static bool make_room(struct marking *marking)
{
    const size_t count = marking->order->count;

    if (count == 0 || count > MARK_MOST)
        return error_set(marking->error, ERROR_INPUT, "1 to %d requests are marked at once",
                         MARK_MOST);
    marking->count = count;
    marking->wanted = calloc(count, sizeof *marking->wanted);
    marking->changes = calloc(count, sizeof *marking->changes);
    if (marking->wanted == NULL || marking->changes == NULL)
        return error_set(marking->error, ERROR_MEMORY, "no memory to mark requests");
    marking->changed = trail_requests_create(marking->error);
    return marking->changed != NULL;
}

bool mark_requests(struct ledger *ledger, struct trail *trail, const struct mark_order *order,
                   struct mark_result *result, struct error *error)
{
    struct marking marking = {.order = order, .error = error};
    bool fine = make_room(&marking) && find_all(&marking, ledger) && list_changes(&marking);

    if (fine && marking.change_count > 0)
        fine = note_in_trail(&marking, trail, ledger) &&
               ledger_set_states(ledger, marking.changes, marking.change_count, error);
    *result = (struct mark_result){.marked = fine ? marking.change_count : 0,
                                   .already = fine ? order->count - marking.change_count : 0};
    trail_requests_destroy(marking.changed);
    free(marking.wanted);
    free(marking.changes);
    return fine;
}
