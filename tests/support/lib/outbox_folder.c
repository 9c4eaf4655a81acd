#include "tests/support/lib/outbox_folder.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void outbox_folder_create(struct outbox_folder *folder, const char *parent)
{
    memset(folder, 0, sizeof *folder);
    (void)snprintf(folder->path, sizeof folder->path, "%s/outbox-XXXXXX",
                   parent != NULL ? parent : "/tmp");
    assert_non_null(mkdtemp(folder->path));
    assert_int_equal(chmod(folder->path, 02770), 0);
    outbox_folder_open(folder);
}

void outbox_folder_open(struct outbox_folder *folder)
{
    struct error error = {.kind = ERROR_NONE};

    outbox_close(folder->outbox);
    folder->outbox = outbox_open(folder->path, OUTBOX_KIOSK, &error);
    if (folder->outbox == NULL) {
        fail_msg("%s", error.text);
    }
}

void outbox_folder_destroy(struct outbox_folder *folder)
{
    char path[FILE_PATH_MAX];
    struct dirent *entry;
    DIR *listing;

    outbox_close(folder->outbox);
    listing = opendir(folder->path);
    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL) {
        if (file_join(path, sizeof path, folder->path, entry->d_name)) {
            (void)unlink(path);
        }
    }
    (void)closedir(listing);
    (void)rmdir(folder->path);
}

int outbox_folder_set_up(void **state)
{
    struct outbox_folder *folder = test_malloc(sizeof *folder);

    outbox_folder_create(folder, NULL);
    *state = folder;
    return 0;
}

int outbox_folder_tear_down(void **state)
{
    outbox_folder_destroy(*state);
    test_free(*state);
    return 0;
}

void outbox_folder_request(unsigned number, uint8_t lookup[CHAIN_HASH_SIZE],
                           uint8_t sealed[OUTBOX_SEALED])
{
    memset(lookup, (int)(number * 7u % 251u), CHAIN_HASH_SIZE);
    memset(sealed, (int)(number % 251u), OUTBOX_SEALED);
    (void)snprintf((char *)sealed, OUTBOX_SEALED, "sealed request %u", number);
}

void outbox_folder_insert(struct outbox_folder *folder, unsigned first, unsigned last)
{
    struct error error = {.kind = ERROR_NONE};
    uint8_t sealed[OUTBOX_SEALED];
    uint8_t lookup[CHAIN_HASH_SIZE];

    for (unsigned number = first; number <= last; number++) {
        uint64_t sequence = 0;

        outbox_folder_request(number, lookup, sealed);
        if (!outbox_insert(folder->outbox, lookup, sealed, sizeof sealed, &sequence, &error)) {
            fail_msg("%s", error.text);
        }
        assert_int_equal(sequence, number);
    }
}

void outbox_folder_sql(const struct outbox_folder *folder, const char *sql)
{
    char path[FILE_PATH_MAX];
    sqlite3 *db = NULL;

    assert_true(file_join(path, sizeof path, folder->path, OUTBOX_FILE_NAME));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

void outbox_folder_answers(const struct outbox_pick *pick, enum answer_verdict verdict,
                           struct answer_record *answers)
{
    memset(answers, 0, pick->count * sizeof *answers);
    for (size_t i = 0; i < pick->count; i++) {
        const struct outbox_record *record = &pick->records[i];

        answers[i].sequence = record->sequence;
        answers[i].verdict = verdict;
        assert_true(chain_record_id(pick->kiosk_id, pick->sealed.data + record->offset,
                                    record->length, answers[i].id, NULL));
    }
}
