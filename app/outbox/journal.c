#include "app/outbox/journal.h"

#include "app/outbox/journal_file.h"
#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool journal_init(struct journal *journal, const char *folder,
                  const uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE])
{
    journal->end = (struct journal_end){.size = 0};
    journal->rollbacks = 0;
    journal->held = false;
    journal->interrupted = false;
    memcpy(journal->outbox_id, outbox_id, sizeof journal->outbox_id);
    return file_join(journal->path, sizeof journal->path, folder, JOURNAL_FILE_NAME) &&
           file_join(journal->older, sizeof journal->older, folder, JOURNAL_OLDER);
}

/* ---- writing --------------------------------------------------------------- */

/* What it is noted of may be the outbox before. */
static bool is_of_the_past(enum journal_event event)
{
    return event == JOURNAL_TORN || event == JOURNAL_INTERRUPTED;
}

static bool add_line(const struct journal *journal, struct journal_line *last,
                     const struct journal_note *note, struct buffer *text)
{
    char written[JOURNAL_LINE_MAX], now[CLOCK_TEXT_SIZE];
    const uint8_t *outbox_id = is_of_the_past(note->event) ? last->outbox_id : journal->outbox_id;
    const bool same = memcmp(last->outbox_id, outbox_id, sizeof last->outbox_id) == 0;
    struct journal_line line = {.number = last->number + 1,
                                .event = note->event,
                                .first = note->first,
                                .last = note->last,
                                .head = note->head != NULL ? *note->head : last->head,
                                .rollbacks = same ? last->rollbacks : 0};
    size_t length = 0;

    line.rollbacks += note->event == JOURNAL_ROLLED_BACK;
    memcpy(line.outbox_id, outbox_id, sizeof line.outbox_id);
    clock_format(clock_utc(&clock_system), now);
    memcpy(line.day, now, sizeof line.day - 1);
    if (!journal_line_write(&line, last->hash, written, &length) ||
        !buffer_append(text, written, length))
        return false;
    *last = line;
    return true;
}

static bool add_lines(struct journal *journal, const struct open_journal *open_journal,
                      const struct journal_note *notes, size_t count, struct journal_line *last,
                      struct buffer *text)
{
    const struct journal_note torn = {.event = JOURNAL_TORN}, late = {.event = JOURNAL_INTERRUPTED};
    bool fine = open_journal->ends_in_line || buffer_append_byte(text, '\n');

    if (open_journal->walk.torn && last->number > 0)
        fine = fine && add_line(journal, last, &torn, text);
    if (journal->interrupted && last->number > 0)
        fine = fine && add_line(journal, last, &late, text);
    for (size_t i = 0; fine && i < count; i++)
        fine = add_line(journal, last, &notes[i], text);
    return fine;
}

/* The new file, begun, under a name beside; locked, since it is the journal once it is renamed. */
static int begin_new(struct journal *journal, const char *path, struct journal_line *last)
{
    const struct journal_note begun = {.event = JOURNAL_BEGUN};
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    struct buffer text;
    int descriptor;

    (void)unlink(path); /* left by a crash */
    buffer_init(&text, JOURNAL_LINE_MAX);
    descriptor = open(path, flags, JOURNAL_MODE);
    if (descriptor >= 0 &&
        (!journal_file_lock(descriptor) || !add_line(journal, last, &begun, &text) ||
         write(descriptor, text.data, text.length) != (ssize_t)text.length ||
         fsync(descriptor) != 0)) {
        (void)close(descriptor);
        descriptor = -1;
    }
    buffer_finish(&text);
    return descriptor;
}

static bool keep_older(const struct journal *journal, struct error *error)
{
    struct buffer whole;
    bool fine;

    buffer_init(&whole, 2 * JOURNAL_BYTES_MAX);
    fine = file_read(journal->path, &whole, error) &&
           file_write(journal->older, whole.data, whole.length, JOURNAL_MODE, error);
    buffer_finish(&whole);
    return fine;
}

/* The full file is copied before the new one takes its place: there is always one to append to. */
static bool go_over(struct journal *journal, struct open_journal *open_journal)
{
    struct journal_line last = open_journal->walk.last;
    const bool torn = open_journal->walk.torn;
    char beside[FILE_PATH_MAX];
    struct stat about;
    int descriptor = -1;

    if (!text_format(beside, sizeof beside, "%s.new", journal->path) || !keep_older(journal, NULL))
        return false;
    descriptor = begin_new(journal, beside, &last);
    if (descriptor < 0 || fstat(descriptor, &about) != 0 || rename(beside, journal->path) != 0) {
        if (descriptor >= 0)
            (void)close(descriptor);
        return false;
    }
    journal_file_share(descriptor, journal->path);
    journal_file_close(open_journal);
    *open_journal = (struct open_journal){.descriptor = descriptor,
                                          .can_write = true,
                                          .file = about.st_ino,
                                          .size = about.st_size,
                                          .ends_in_line = true,
                                          .walk = {.last = last, .torn = torn}};
    return file_sync_folder_of(journal->path, NULL);
}

static bool write_text(struct open_journal *open_journal, const struct buffer *text)
{
    if (write(open_journal->descriptor, text->data, text->length) != (ssize_t)text->length)
        return false;
    open_journal->size += (off_t)text->length;
    return true;
}

static bool sync_file(const struct journal *journal, struct open_journal *open_journal)
{
    if (fdatasync(open_journal->descriptor) != 0)
        return false;
    if (open_journal->is_new && !file_sync_folder_of(journal->path, NULL))
        return false;
    open_journal->is_new = false;
    return true;
}

/* What is before this line was on the disk when it was written. */
static bool mark_synced(const struct journal *journal, struct open_journal *open_journal,
                        struct journal_line *last)
{
    const struct journal_note synced = {.event = JOURNAL_SYNCED};
    struct buffer text;
    bool fine;

    buffer_init(&text, JOURNAL_LINE_MAX);
    fine = add_line(journal, last, &synced, &text) && write_text(open_journal, &text);
    buffer_finish(&text);
    return fine;
}

void journal_remember_end(struct journal *journal, const struct open_journal *open_journal,
                          const struct journal_line *last)
{
    journal->end =
        (struct journal_end){.file = open_journal->file, .size = open_journal->size, .last = *last};
    journal->rollbacks = last->rollbacks;
}

bool journal_put(struct journal *journal, struct open_journal *open_journal,
                 const struct journal_note *notes, size_t count, bool sync)
{
    struct journal_line last;
    struct buffer text;
    bool fine;

    if (!open_journal->can_write)
        return true;
    journal->end.size = 0;
    if (open_journal->size >= (off_t)JOURNAL_BYTES_MAX && !go_over(journal, open_journal))
        return false;
    last = open_journal->walk.last;
    buffer_init(&text, (JOURNAL_NOTES_MAX + 4) * JOURNAL_LINE_MAX);
    fine = count <= JOURNAL_NOTES_MAX &&
           add_lines(journal, open_journal, notes, count, &last, &text) &&
           write_text(open_journal, &text) && (!sync || sync_file(journal, open_journal));
    buffer_finish(&text);
    if (!fine)
        return false;
    journal->interrupted = false;
    if (!sync || mark_synced(journal, open_journal, &last))
        journal_remember_end(journal, open_journal, &last);
    return true;
}

void journal_give_up(struct journal *journal)
{
    if (!journal->interrupted)
        log_warning("%s: it cannot be written: %s; what is saved is saved, but is not noted there",
                    journal->path, strerror(errno));
    journal->interrupted = true;
}

void journal_append(struct journal *journal, const struct journal_note *notes, size_t count,
                    bool sync)
{
    struct open_journal open_journal;

    if (journal->path[0] == '\0' || journal->held) {
        journal->interrupted = true;
        return;
    }
    if (!journal_file_open(journal, &open_journal) ||
        !journal_put(journal, &open_journal, notes, count, sync))
        journal_give_up(journal);
    journal_file_close(&open_journal);
}
