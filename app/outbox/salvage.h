/*
 * Rows of an outbox found in the bytes of its files, whether or not SQLite can
 * read them: a row is known by its form and believed by its link. Private to
 * this folder; outbox_salvage is the way in.
 *
 * Source of the formats: sqlite.org/fileformat2.html, sections 1.6, 2.1, 4.1.
 */
#ifndef APP_OUTBOX_SALVAGE_H
#define APP_OUTBOX_SALVAGE_H

#include "app/outbox/database.h"

#define SALVAGE_IDENTITIES_MAX 16

/* The parts of an outbox by what stands behind its path. */
#define SALVAGE_DATABASE ""
#define SALVAGE_LOG      "-wal"
#define SALVAGE_INDEX    "-shm"

/* Where salvage `number` keeps a part: outbox.db-wal as outbox.db-wal.damaged-1. */
bool salvage_kept_path(const struct outbox *outbox, const char *part, unsigned number,
                       char path[FILE_PATH_MAX]) MUST_USE;
/* That of a salvage that did not come to its end, or the next one; durable, and nobody can open the
 * outbox from here on. */
bool salvage_choose_number(const struct outbox *outbox, unsigned *number,
                           struct error *error) MUST_USE;
/* Gives the damaged files the names of that salvage; may be done again after a crash. */
bool salvage_move_away(const struct outbox *outbox, unsigned number, struct error *error) MUST_USE;

/* Whose rows they may be; found in the files, proven by the first link that fits. */
struct identity {
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    uint64_t last_sequence; /* the highest that its head named */
};

/* A picture of a page: of the database, or in a frame of its log. */
struct image {
    uint32_t page;
    int descriptor;
    uint64_t offset;
};

/* The pages of database and log. */
struct pages {
    int database; /* -1: absent */
    int log;      /* -1: absent */
    size_t size;  /* bytes of a page */
    uint64_t in_database;
    uint64_t in_log;
    struct image *frames; /* those of the log by page, the latest first; owned */
};

struct found_row {
    struct row row; /* `sealed` is good during the call */
    const struct identity *identity;
    int64_t inserted_utc;
};

/* Returns false to end the walk. */
typedef bool salvage_visit(void *context, const struct found_row *found);

/* Absent files are fine, and pages that cannot be read are as good as empty. A file that is there and
 * cannot be opened is a failure. */
bool pages_open(struct pages *pages, const char *database, const char *log,
                struct error *error) MUST_USE;
void pages_close(struct pages *pages);
/* Four bytes as all of SQLite's formats have their numbers: the highest first. */
uint32_t pages_word(const uint8_t bytes[4]);

/* Fills *identities with what heads are found, and how many. False where memory is short: without its
 * identity no row would be known. */
bool salvage_identities(const struct pages *pages,
                        struct identity identities[SALVAGE_IDENTITIES_MAX], size_t *count) MUST_USE;

/* The same with what outbox.id names, and of it what is of this kiosk (NULL: of the first that is found). Without
 * a kiosk, none found is ERROR_CORRUPT. */
bool salvage_whose(const struct outbox *outbox, const char *kiosk_id, const struct pages *pages,
                   struct identity identities[SALVAGE_IDENTITIES_MAX], size_t *count,
                   struct error *error) MUST_USE;

/* Visits every row whose link is right for one of the identities, some more than once, in no order. False
 * where a visit said so or memory is short. */
bool salvage_walk(const struct pages *pages, const struct identity *identities, size_t count,
                  salvage_visit *visit, void *context) MUST_USE;

#endif
