#include "tests/support/lib/journal_bed.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (4u << 20)

void journal_bed_shell(const struct outbox_folder *folder, const char *commands)
{
    char line[512];

    snprintf(line, sizeof line, "cd %s && %s", folder->path, commands);
    assert_int_equal(system(line), 0);
}

void journal_bed_close(struct outbox_folder *folder)
{
    outbox_close(folder->outbox);
    folder->outbox = NULL;
}

void journal_bed_reopen(struct outbox_folder *folder)
{
    journal_bed_close(folder);
    outbox_folder_open(folder);
}

struct outbox_journal_report journal_bed_report(struct outbox_folder *folder)
{
    struct outbox_journal_report report;
    struct error error = {0};

    if (!outbox_check_journal(folder->outbox, &report, &error))
        fail_msg("%s", error.text);
    return report;
}

void journal_bed_fine(struct outbox_folder *folder)
{
    assert_string_equal(journal_bed_report(folder).problem, "");
}

uint64_t journal_bed_rollbacks(struct outbox_folder *folder)
{
    struct outbox_counts counts;

    assert_true(outbox_count(folder->outbox, &counts, NULL));
    return counts.rollbacks;
}

void journal_bed_acknowledge(struct outbox_folder *folder, size_t count,
                             enum answer_verdict verdict)
{
    const struct outbox_wish wish = {.count_max = count, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick = {0};
    struct answer_record answers[8];

    assert_true(outbox_pick(folder->outbox, &wish, &pick, NULL));
    assert_int_equal(pick.count, count);
    outbox_folder_answers(&pick, verdict, answers);
    assert_true(outbox_acknowledge(folder->outbox, pick.records[0].sequence,
                                   pick.records[count - 1].sequence, answers, count, NULL, NULL));
    outbox_pick_finish(&pick);
}

char *journal_bed_text(struct outbox_folder *folder, const char *name)
{
    struct buffer text;
    char path[128], *copy;

    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    buffer_init(&text, TEXT_MAX);
    assert_true(file_read(path, &text, NULL));
    copy = strdup(buffer_text(&text));
    buffer_finish(&text);
    assert_non_null(copy);
    return copy;
}

void journal_bed_tells(struct outbox_folder *folder, const char *words)
{
    char *text = journal_bed_text(folder, JOURNAL_FILE_NAME);

    if (strstr(text, words) == NULL)
        fail_msg("'%s' is not in:\n%s", words, text);
    free(text);
}
