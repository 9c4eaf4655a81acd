/* A journal is held against its outbox when that is opened: the rules stand in journal.h. */
#include "app/outbox/journal_file.h"
#include "platform/base/log.h"

#include <string.h>

static bool is_of_this_outbox(const struct journal *journal, const struct journal_line *line)
{
    return line->number > 0 &&
           memcmp(line->outbox_id, journal->outbox_id, sizeof line->outbox_id) == 0;
}

static bool is_older(const struct journal_head *head, const struct journal_line *last)
{
    return head->sequence < last->head.sequence ||
           (head->sequence == last->head.sequence &&
            memcmp(head->link, last->head.link, sizeof head->link) != 0);
}

/* What the head of the outbox means for the journal's last line: at most one note. */
static size_t compare(const struct journal *journal, const struct journal_line *last,
                      const struct journal_head *head, struct journal_note *note)
{
    note->head = head;
    if (!is_of_this_outbox(journal, last)) {
        note->event = JOURNAL_BEGUN;
    } else if (is_older(head, last)) {
        note->event = JOURNAL_ROLLED_BACK;
        note->last = last->head.sequence;
        note->first = head->sequence < note->last ? head->sequence + 1 : note->last;
        log_error(
            "%s: the outbox was replaced by an older copy: it ends at %llu, and %llu was saved",
            journal->path, (unsigned long long)head->sequence,
            (unsigned long long)last->head.sequence);
    } else if (head->sequence > last->head.sequence) {
        note->event = JOURNAL_BEHIND;
        note->first = last->head.sequence + 1;
        note->last = head->sequence;
    } else {
        return 0;
    }
    return 1;
}

static void tell_torn(const struct journal *journal, const struct journal_walk *walk)
{
    const unsigned long long number = (unsigned long long)walk->last.number;

    if (walk->broken)
        log_error("%s: lines that were on the disk are missing or were changed behind line %llu; "
                  "visits and delivery go on; run 'kioskctl check'",
                  journal->path, number);
    else
        log_warning("%s: lines behind line %llu were cut off by a loss of power; no request is "
                    "lost by it, and nothing is to be done",
                    journal->path, number);
}

static void meet(struct journal *journal, struct open_journal *open_journal,
                 const struct journal_head *head, bool was_unclean)
{
    struct journal_note notes[2] = {{.event = JOURNAL_BEGUN}, {.event = JOURNAL_UNCLEAN}};
    const struct journal_line last = open_journal->walk.last;
    const bool torn = open_journal->walk.torn && last.number > 0;
    size_t count = compare(journal, &last, head, &notes[0]);

    if (is_of_this_outbox(journal, &last))
        journal->rollbacks = last.rollbacks + (notes[0].event == JOURNAL_ROLLED_BACK);
    if (torn)
        tell_torn(journal, &open_journal->walk);
    if (was_unclean)
        notes[count++] = (struct journal_note){.event = JOURNAL_UNCLEAN, .head = head};
    if (count == 0 && !torn)
        journal_remember_end(journal, open_journal, &last);
    else if (!journal_put(journal, open_journal, notes, count, true))
        journal_give_up(journal);
}

void journal_meet(struct journal *journal, journal_read_head *read_head, void *context,
                  bool was_unclean)
{
    struct open_journal open_journal;
    struct journal_head head;

    journal->held = true;
    if (journal_file_open(journal, &open_journal) && read_head(context, &head))
        meet(journal, &open_journal, &head, was_unclean);
    journal_file_close(&open_journal);
    journal->held = false;
}
