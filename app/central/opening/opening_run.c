#include "app/central/opening/opening.h"

#include "app/central/opening/opening_job.h"
#include "app/central/opening/opening_parts.h"
#include "platform/base/buffer.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define REQUESTS_MAX 10000000u /* in one run; their ids are kept in memory */
#define MOVE_BYTES   65536u

struct run {
    struct opening *opening;
    struct ledger *ledger;
    const struct opening_choice *choice;
    struct opening_result *result;
    struct error *error;
    bool failed;
    int output;

    struct opening_job job; /* being collected */
    int64_t batch;          /* its number; 0: none */
    struct buffer bytes;    /* batch and certificate */
    struct buffer records;  /* struct ledger_record */
    struct buffer opened;   /* ids, LEDGER_HASH_BYTES each, of those to tell the ledger about */
    struct trail_requests *listed; /* all that were opened */
};

/* From the pipe into the file inside the kernel. True when the pipe is empty for now. */
static bool move_plain(struct run *run)
{
    for (;;) {
        ssize_t moved = splice(run->opening->plain, NULL, run->output, NULL, MOVE_BYTES,
                               SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (moved < 0 && errno == EINTR)
            continue;
        if (moved == 0 || (moved < 0 && errno == EAGAIN))
            return true;
        if (moved < 0)
            return error_set_errno(run->error, "the output cannot be written");
    }
}

static const struct ledger_record *record_at(const struct run *run, size_t index)
{
    return (const struct ledger_record *)(const void *)run->records.data + index;
}

static bool note_opened(struct run *run, const struct ledger_record *record)
{
    run->result->opened++;
    trail_requests_add(run->listed, record);
    return record->state != LEDGER_SEALED ||
           buffer_append(&run->opened, record->id, sizeof record->id) ||
           error_set(run->error, ERROR_LIMIT, "too many requests for one run: use --since");
}

/* False ends the run. *done when the child has worked off the job. */
static bool take_report(struct run *run, bool *done)
{
    struct opening_report message;
    if (!opening_read(run->opening->reports, &message, sizeof message))
        return error_set(run->error, ERROR_INTERNAL, "the opening process ended unexpectedly");
    *done = message.verdict == OPENING_DONE;
    if (*done)
        return text_copy(run->opening->written, sizeof run->opening->written, message.text) ||
               error_set(run->error, ERROR_INTERNAL, "the opening process is confused");
    if (message.index >= run->job.count)
        return error_set(run->error, ERROR_INTERNAL, "the opening process is confused");
    const struct ledger_record *record = record_at(run, message.index);
    if (message.verdict == OPENING_OPENED)
        return note_opened(run, record);
    run->result->refused++;
    log_error("request %s-%" PRIu64 " was not opened: %s", record->kiosk, record->sequence,
              message.text);
    return true;
}

static bool wait_done(struct run *run)
{
    struct pollfd watched[] = {{.fd = run->opening->plain, .events = POLLIN},
                               {.fd = run->opening->reports, .events = POLLIN}};
    for (bool done = false; !done;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR)
            return error_set_errno(run->error, "waiting for the opening process");
        if (watched[0].revents != 0 && !move_plain(run))
            return false;
        if (watched[1].revents != 0 && !take_report(run, &done))
            return false;
    }
    return move_plain(run);
}

static bool send_job(struct run *run)
{
    int jobs = run->opening->jobs;
    return (opening_write(jobs, &run->job, sizeof run->job) &&
            opening_write(jobs, run->bytes.data, run->bytes.length) &&
            opening_write(jobs, run->records.data, run->records.length)) ||
           error_set(run->error, ERROR_INTERNAL, "the opening process ended unexpectedly");
}

/* Works off what was collected. */
static bool flush(struct run *run)
{
    if (run->batch == 0)
        return true;
    run->job.count = (uint32_t)(run->records.length / sizeof(struct ledger_record));
    bool fine = send_job(run) && wait_done(run);
    run->batch = 0;
    buffer_clear(&run->bytes);
    buffer_clear(&run->records);
    return fine;
}

static bool begin_job(struct run *run, const struct ledger_batch *batch)
{
    run->batch = batch->number;
    run->job = (struct opening_job){.received_utc = batch->received_utc,
                                    .batch_length = (uint32_t)batch->length,
                                    .certificate_length = (uint32_t)batch->certificate_length};
    return (batch->length <= LEDGER_BATCH_MAX &&
            batch->certificate_length <= OPENING_CERTIFICATE_MAX &&
            text_copy(run->job.kiosk, sizeof run->job.kiosk, batch->kiosk) &&
            buffer_append(&run->bytes, batch->bytes, batch->length) &&
            buffer_append(&run->bytes, batch->certificate, batch->certificate_length)) ||
           error_set(run->error, ERROR_CORRUPT, "batch %" PRId64 " in the ledger is too large",
                     batch->number);
}

static bool is_named(const struct ledger_record *record, const char *name)
{
    char own[LEDGER_KIOSK_SIZE + 24];
    return text_format(own, sizeof own, "%s-%" PRIu64, record->kiosk, record->sequence) &&
           strcmp(own, name) == 0;
}

static bool is_chosen(struct run *run, const struct ledger_record *record)
{
    const struct opening_choice *choice = run->choice;
    if ((choice->request != NULL && !is_named(record, choice->request)) ||
        (choice->state != NULL && strcmp(choice->state, ledger_state_name(record->state)) != 0) ||
        (choice->new_only && record->state != LEDGER_SEALED))
        return false;
    if (record->state == LEDGER_WITHDRAWN)
        run->result->withdrawn++;
    else if (record->retired_utc > 0)
        run->result->retired++;
    return record->state != LEDGER_WITHDRAWN && record->retired_utc == 0;
}

static bool collect(void *context, const struct ledger_record *record,
                    const struct ledger_batch *batch)
{
    struct run *run = context;
    if (!is_chosen(run, record))
        return true;
    run->failed = (batch->number != run->batch && (!flush(run) || !begin_job(run, batch))) ||
                  (!buffer_append(&run->records, record, sizeof *record) &&
                   !error_set(run->error, ERROR_CORRUPT, "batch %" PRId64 " has too many requests",
                              batch->number));
    return !run->failed;
}

/* Only those still sealed: somebody may have withdrawn one while it was being opened. */
static bool tell_some(struct run *run, size_t first, size_t count)
{
    struct ledger_state_change *changes = calloc(count, sizeof *changes);
    if (changes == NULL)
        return error_set(run->error, ERROR_MEMORY, "no memory to tell the ledger");
    for (size_t i = 0; i < count; i++) {
        changes[i] = (struct ledger_state_change){.state = LEDGER_OPENED,
                                                  .utc = run->choice->now_utc,
                                                  .reason = "opened",
                                                  .if_sealed = true};
        memcpy(changes[i].id, run->opened.data + (first + i) * LEDGER_HASH_BYTES,
               LEDGER_HASH_BYTES);
        (void)text_copy(changes[i].who, sizeof changes[i].who, run->choice->who);
    }
    bool fine = ledger_set_states(run->ledger, changes, count, run->error);
    free(changes);
    return fine;
}

static bool tell_ledger(struct run *run)
{
    size_t count = run->opened.length / LEDGER_HASH_BYTES;
    for (size_t at = 0; at < count && !run->choice->keep_states; at += LEDGER_CHANGES_MAX) {
        size_t left = count - at;
        if (!tell_some(run, at, left < LEDGER_CHANGES_MAX ? left : LEDGER_CHANGES_MAX))
            return error_prefix(run->error, "all is opened, but the ledger was not told");
    }
    return true;
}

static bool work(struct run *run)
{
    return move_plain(run) && /* the table's head */
           ledger_each_record(run->ledger, run->choice->since_utc, collect, run, run->error) &&
           !run->failed && flush(run) &&
           (fsync(run->output) == 0 || error_set_errno(run->error, "the output cannot be synced"));
}

/* *made: there was no such file, so it goes again should the run come to nothing. */
static int make_or_take_over(const char *part, bool *made)
{
    int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
    int descriptor = open(part, flags | O_EXCL, 0600);

    *made = descriptor >= 0;
    return *made || errno != EEXIST ? descriptor : open(part, flags, 0600);
}

/* One whose lock another run has is the other's, whoever made it. */
static bool lock_part(int descriptor, bool made, bool *ours)
{
    bool locked = flock(descriptor, LOCK_EX | LOCK_NB) == 0;

    *ours = locked || (made && errno != EWOULDBLOCK);
    return locked;
}

/*
 * Beside the output and locked: a run that was killed leaves such a file, and the next one takes it over;
 * one that still works keeps it.
 */
static bool open_part(struct run *run, const char *output, char part[static FILE_PATH_MAX])
{
    bool made, ours;

    if (file_exists(output))
        return error_set(run->error, ERROR_INPUT, "%s exists already: name another file", output);
    if (!text_format(part, FILE_PATH_MAX, "%s.part", output))
        return error_set(run->error, ERROR_INPUT, "%.200s is too long for a path", output);
    run->output = make_or_take_over(part, &made);
    if (run->output < 0)
        return error_set_errno(run->error, "%s cannot be made", part);
    if (lock_part(run->output, made, &ours) && fchmod(run->output, 0600) == 0 &&
        ftruncate(run->output, 0) == 0)
        return true;
    error_set_errno(run->error, "%s is in use or cannot be written", part);
    if (ours)
        (void)unlink(part); /* it may hold what a killed run left */
    close(run->output);
    return false;
}

/* What is not in the trail never becomes a file: it is said before, even of one that then does not. */
static bool note_in_trail(const struct run *run, const char *output)
{
    const struct opening_choice *choice = run->choice;
    const struct trail_entry entry = {.utc = choice->now_utc,
                                      .person = choice->person,
                                      .command = choice->command,
                                      .ledger = ledger_name(run->ledger),
                                      .since_utc = choice->since_utc,
                                      .new_only = choice->new_only,
                                      .request = choice->request,
                                      .state = choice->state,
                                      .keep_states = choice->keep_states,
                                      .with_pins = choice->with_pins,
                                      .opened = run->result->opened,
                                      .refused = run->result->refused,
                                      .requests = run->listed,
                                      .output = output,
                                      .output_digest = run->opening->written};
    return trail_append(choice->trail, &entry, run->error);
}

/* The file has its name only once it is whole and on the disk. */
static bool put_in_place(struct run *run, const char *part, const char *output)
{
    if (renameat2(AT_FDCWD, part, AT_FDCWD, output, RENAME_NOREPLACE) != 0) {
        error_set_errno(run->error, "%s cannot be put into place", output);
        (void)unlink(part);
        return false;
    }
    return file_sync_folder_of(output, run->error);
}

bool opening_run(struct opening *opening, struct ledger *ledger,
                 const struct opening_choice *choice, const char *output,
                 struct opening_result *result, struct error *error)
{
    char part[FILE_PATH_MAX];
    struct run run = {
        .opening = opening, .ledger = ledger, .choice = choice, .result = result, .error = error};
    *result = (struct opening_result){0};
    if (!open_part(&run, output, part))
        return false;
    buffer_init(&run.bytes, LEDGER_BATCH_MAX + OPENING_CERTIFICATE_MAX);
    buffer_init(&run.records, LEDGER_RECORDS_MAX * sizeof(struct ledger_record));
    buffer_init(&run.opened, REQUESTS_MAX * LEDGER_HASH_BYTES);

    run.listed = trail_requests_create(error);
    bool written = run.listed != NULL && work(&run) && note_in_trail(&run, output);
    bool fine = written && put_in_place(&run, part, output) && tell_ledger(&run);
    if (!written)
        (void)unlink(part);
    close(run.output);
    buffer_finish(&run.bytes);
    buffer_finish(&run.records);
    buffer_finish(&run.opened);
    trail_requests_destroy(run.listed);
    return fine;
}
