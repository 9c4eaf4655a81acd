#include "app/outbox/salvage.h"

#include "platform/base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS_A_TIME 500
#define LINKS_FIRST 1024u

struct salvage {
    struct outbox *outbox; /* the new one */
    struct outbox_salvaged *result;
    uint8_t (*links)[CHAIN_HASH_SIZE]; /* of what was taken; a hash table, half empty; owned */
    size_t room;                       /* of `links`; a power of two */
    struct error *error;
    bool failed;
};

/* ---- taking rows over --------------------------------------------------------- */

static bool no_memory(struct salvage *salvage)
{
    return error_set(salvage->error, ERROR_MEMORY, "no memory for the salvage");
}

/* A link is a digest: its first bytes are as good as a hash. Returns false where it was there. */
static bool add_link(uint8_t (*links)[CHAIN_HASH_SIZE], size_t room, const uint8_t *link)
{
    static const uint8_t none[CHAIN_HASH_SIZE];
    uint64_t at;

    for (memcpy(&at, link, sizeof at);; at++) {
        uint8_t *slot = links[at & (room - 1)];

        if (memcmp(slot, link, CHAIN_HASH_SIZE) == 0) {
            return false;
        }
        if (memcmp(slot, none, CHAIN_HASH_SIZE) == 0) {
            memcpy(slot, link, CHAIN_HASH_SIZE);
            return true;
        }
    }
}

static bool make_links_room(struct salvage *salvage)
{
    static const uint8_t none[CHAIN_HASH_SIZE];
    size_t room = salvage->room > 0 ? salvage->room * 2 : LINKS_FIRST;
    uint8_t(*links)[CHAIN_HASH_SIZE];

    if (salvage->result->taken * 2 < salvage->room) {
        return true;
    }
    links = calloc(room, sizeof *links);
    if (links == NULL) {
        return no_memory(salvage);
    }
    for (size_t i = 0; i < salvage->room; i++) {
        if (memcmp(salvage->links[i], none, sizeof none) != 0) {
            (void)add_link(links, room, salvage->links[i]);
        }
    }
    free(salvage->links);
    salvage->links = links;
    salvage->room = room;
    return true;
}

static void note(struct outbox_salvaged *result, const struct row *row)
{
    if (result->taken++ == 0 || row->sequence < result->first_sequence) {
        result->first_sequence = row->sequence;
    }
    if (row->sequence > result->last_sequence) {
        result->last_sequence = row->sequence;
    }
}

static bool append(struct salvage *salvage, const struct found_row *found)
{
    struct chain_entry entry = {.kiosk_id = salvage->outbox->kiosk_id,
                                .outbox_id = salvage->outbox->outbox_id,
                                .lookup = found->row.lookup,
                                .sealed = found->row.sealed,
                                .sealed_length = found->row.length};
    /* Set aside as damaged, yet its link fits: it can be sent. */
    enum row_state state = found->row.state == ROW_REJECTED ? ROW_REJECTED : ROW_WAITING;
    struct journal_head head;
    uint8_t link[CHAIN_HASH_SIZE];

    if (salvage->result->taken % ROWS_A_TIME == 0 && salvage->result->taken > 0 &&
        (!database_commit(salvage->outbox, salvage->error) ||
         !database_begin(salvage->outbox, salvage->error))) {
        return false;
    }
    return database_append(salvage->outbox, &entry, &head, link, state, found->inserted_utc,
                           salvage->error);
}

static bool take_over(void *context, const struct found_row *found)
{
    struct salvage *salvage = context;

    salvage->failed = !make_links_room(salvage);
    if (!salvage->failed && add_link(salvage->links, salvage->room, found->row.link)) {
        salvage->failed = !append(salvage, found);
        note(salvage->result, &found->row);
    }
    return !salvage->failed;
}

static bool fill(struct salvage *salvage, const struct pages *pages,
                 const struct identity *identities, size_t count)
{
    bool fine = database_begin(salvage->outbox, salvage->error);

    if (fine && !salvage_walk(pages, identities, count, take_over, salvage)) {
        fine = salvage->failed ? false : no_memory(salvage);
    }
    fine = fine && database_commit(salvage->outbox, salvage->error);
    database_rollback(salvage->outbox);
    free(salvage->links);
    return fine;
}

static bool check(struct outbox *outbox, struct error *error)
{
    struct outbox_report report;

    return outbox_check(outbox, &report, error) &&
           (outbox_report_is_fine(&report) ||
            error_set(error, ERROR_CORRUPT, "%s: the new outbox does not check: %s; check the disk",
                      outbox->path, report.problem));
}

/* What the damaged outbox still held goes on under new numbers: it is not missed under the old ones. */
static void tell_journal(struct outbox *outbox)
{
    struct journal_head head;
    const struct journal_note note = {.event = JOURNAL_SALVAGED, .head = &head};

    if (journal_init(&outbox->journal, outbox->folder, outbox->outbox_id) &&
        database_read_head(outbox, &head, NULL)) {
        journal_append(&outbox->journal, &note, 1, true);
    }
}

static void find_head(const struct identity *identities, size_t count,
                      struct outbox_salvaged *result)
{
    for (size_t i = 0; i < count; i++) {
        if (identities[i].last_sequence > result->head_sequence) {
            result->head_sequence = identities[i].last_sequence;
        }
    }
}

static bool build_from(struct outbox *outbox, const char *kiosk_id, const struct pages *pages,
                       struct outbox_salvaged *result, struct error *error)
{
    struct identity identities[SALVAGE_IDENTITIES_MAX];
    struct salvage salvage = {.outbox = outbox, .result = result, .error = error};
    size_t count;

    if (!salvage_whose(outbox, kiosk_id, pages, identities, &count, error)) {
        return false;
    }
    kiosk_id = kiosk_id != NULL ? kiosk_id : identities[0].kiosk_id;
    find_head(identities, count, result);
    if (!database_open_new(outbox, kiosk_id, error) || !fill(&salvage, pages, identities, count) ||
        !check(outbox, error)) {
        return false;
    }
    tell_journal(outbox);
    return true;
}

static bool build(struct outbox *outbox, const char *kiosk_id, unsigned number,
                  struct outbox_salvaged *result, struct error *error)
{
    char log[FILE_PATH_MAX];
    struct pages pages;
    bool fine;

    if (!salvage_kept_path(outbox, SALVAGE_DATABASE, number, result->kept) ||
        !salvage_kept_path(outbox, SALVAGE_LOG, number, log)) {
        return error_set(error, ERROR_LIMIT, "%s: its path is too long", outbox->path);
    }
    if (!pages_open(&pages, result->kept, log, error)) {
        return false;
    }
    fine = build_from(outbox, kiosk_id, &pages, result, error);
    pages_close(&pages);
    return fine;
}

/* ---- the whole ---------------------------------------------------------------- */

/* Not while another program writes into the file that is moved. */
static bool seize(struct outbox *outbox, struct error *error)
{
    return !file_exists(outbox->path) || database_seize(outbox) ||
           error_set(error, ERROR_UNAVAILABLE,
                     "%s: another program has it open; stop kiosk-screen and kiosk-courier first",
                     outbox->path);
}

static bool finish(const struct outbox *outbox, struct error *error)
{
    return ((unlink(outbox->marker) == 0 || errno == ENOENT) && unlink(outbox->salvage) == 0)
               ? file_sync_folder_of(outbox->path, error)
               : error_set_errno(error, "%s: cannot be removed", outbox->salvage);
}

static bool run(struct outbox *outbox, const char *kiosk_id, struct outbox_salvaged *result,
                struct error *error)
{
    unsigned number;

    if (!seize(outbox, error) || !salvage_choose_number(outbox, &number, error) ||
        !salvage_move_away(outbox, number, error)) {
        return false;
    }
    (void)sqlite3_close(outbox->db);
    outbox->db = NULL;
    if (!build(outbox, kiosk_id, number, result, error)) {
        return false;
    }
    database_drop_kept(outbox);
    (void)sqlite3_close(outbox->db);
    outbox->db = NULL;
    return finish(outbox, error);
}

static bool has_something(const struct outbox *outbox)
{
    char log[FILE_PATH_MAX];

    return file_exists(outbox->path) || file_exists(outbox->salvage) ||
           (text_format(log, sizeof log, "%s" SALVAGE_LOG, outbox->path) && file_exists(log));
}

bool outbox_salvage(const char *folder, const char *kiosk_id, struct outbox_salvaged *result,
                    struct error *error)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);
    int lock = -1;
    bool fine = false;

    *result = (struct outbox_salvaged){.taken = 0};
    if (outbox == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the outbox");
    }
    if (database_set_paths(outbox, folder, error)) {
        lock = database_lock_folder(outbox);
        fine = has_something(outbox) ? run(outbox, kiosk_id, result, error)
                                     : database_none_yet(outbox, error);
    }
    outbox_close(outbox);
    if (lock >= 0) {
        (void)close(lock);
    }
    return fine;
}
