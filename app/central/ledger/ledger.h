/*
 * What the central office has received: batches as they came, one row a
 * request with its state, the chain of each outbox, the last word from each
 * kiosk. Holds sealed bytes only; no opened answer ever gets in. A SQLite file
 * or a PostgreSQL database, by where it is; the functions are the same.
 */
#ifndef APP_CENTRAL_LEDGER_LEDGER_H
#define APP_CENTRAL_LEDGER_LEDGER_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define LEDGER_HASH_BYTES   32 /* ids, links, look-ups: SHA-256 */
#define LEDGER_OUTBOX_BYTES 16
#define LEDGER_KIOSK_SIZE   65 /* a kiosk's id with its NUL */
#define LEDGER_BATCH_MAX    (1u << 20)
#define LEDGER_RECORDS_MAX  500
#define LEDGER_HEALTH_MAX   16384u
#define LEDGER_WHO_SIZE     65
#define LEDGER_REASON_SIZE  129

/* States of a request, set by people in the opening room except the first two. */
enum ledger_state {
    LEDGER_SEALED, /* received, not yet opened */
    LEDGER_OPENED, /* opened, not finished */
    LEDGER_NEEDS_CALL,
    LEDGER_ENTERED,
    LEDGER_DUPLICATE,
    LEDGER_CANNOT_USE,
    LEDGER_WITHDRAWN
};

/* "sealed", "opened", "needs_call", "entered", "duplicate", "cannot_use", "withdrawn". */
const char *ledger_state_name(enum ledger_state state);
bool ledger_state_parse(const char *name, enum ledger_state *state) MUST_USE;

/* One request as it stands. */
struct ledger_record {
    uint8_t id[LEDGER_HASH_BYTES];
    char kiosk[LEDGER_KIOSK_SIZE];
    uint8_t outbox[LEDGER_OUTBOX_BYTES];
    uint64_t sequence;
    uint8_t link[LEDGER_HASH_BYTES];
    uint8_t look_up[LEDGER_HASH_BYTES];
    int64_t received_utc;
    int64_t batch;      /* number of the batch it was first stored with */
    size_t batch_index; /* its place there, from 0 */
    enum ledger_state state;
    int64_t state_utc;
    int64_t retired_utc; /* since then its batch's bytes are deleted; 0: they are there */
};

/* A batch as it came in over the wire: `bytes` verify against `certificate` without any other row.
 */
struct ledger_batch {
    int64_t number; /* given by the ledger */
    char kiosk[LEDGER_KIOSK_SIZE];
    int64_t received_utc;
    const uint8_t *bytes;       /* the CBOR sequence, signature included; borrowed */
    size_t length;              /* 0: retired, there are none any more */
    const uint8_t *certificate; /* the signer's, DER; borrowed */
    size_t certificate_length;
};

/* A verified batch on its way in: records in order, the first at `first_sequence`. */
struct ledger_intake {
    struct ledger_batch batch; /* number is ignored */
    uint8_t outbox[LEDGER_OUTBOX_BYTES];
    uint64_t first_sequence;
    uint8_t previous_link[LEDGER_HASH_BYTES];
    const struct ledger_intake_record {
        uint8_t id[LEDGER_HASH_BYTES];
        uint8_t link[LEDGER_HASH_BYTES];
        uint8_t look_up[LEDGER_HASH_BYTES];
        bool rejected; /* keep no row for it; the chain goes on over it */
    } * records;
    size_t count; /* at most LEDGER_RECORDS_MAX */
};

enum ledger_result {
    LEDGER_STORED,
    LEDGER_KNOWN /* the same id is there already */,
    LEDGER_REJECTED
};

/* What a kiosk said about itself, and with which certificate. */
struct ledger_health {
    char kiosk[LEDGER_KIOSK_SIZE];
    int64_t received_utc;
    const char *json; /* one object, at most LEDGER_HEALTH_MAX bytes; borrowed */
    int64_t certificate_ends_utc;
};

/* One kiosk, from everything it ever sent. `outboxes` > 1, `forks` or `missing` want a person. */
struct ledger_kiosk {
    char kiosk[LEDGER_KIOSK_SIZE];
    int64_t last_seen_utc; /* any contact that proved itself */
    int64_t certificate_ends_utc;
    int64_t health_utc;                  /* 0: never */
    const char *health_json;             /* NULL: never; borrowed, during the call */
    uint64_t received;                   /* requests stored */
    uint64_t outboxes;                   /* outbox ids seen */
    uint8_t outbox[LEDGER_OUTBOX_BYTES]; /* the newest one; zeros before the first batch */
    uint64_t chain_to;                   /* its highest sequence number */
    uint64_t missing; /* sequence numbers below the highest that never came, all outboxes */
    uint64_t forks;   /* times a chain did not go on from where it was */
};

/* One chain: what came of one outbox of one kiosk, and the first hole in it. */
struct ledger_chain {
    char kiosk[LEDGER_KIOSK_SIZE];
    uint8_t outbox[LEDGER_OUTBOX_BYTES];
    uint64_t highest;    /* sequence number that came */
    uint64_t places;     /* different sequence numbers that came, rejected ones too */
    uint64_t rivals;     /* sequence numbers with more than one link: two histories */
    uint64_t requests;   /* stored */
    uint64_t hole_first; /* sequence numbers that did not come, below `highest`; 0: none */
    uint64_t hole_last;
};

/* What is known of one place of a chain. */
enum ledger_place { LEDGER_NOT_HERE, LEDGER_SAME_LINK, LEDGER_OTHER_LINK };

struct ledger_state_change {
    uint8_t id[LEDGER_HASH_BYTES];
    enum ledger_state state;
    int64_t utc;
    char who[LEDGER_WHO_SIZE];       /* user or certificate */
    char reason[LEDGER_REASON_SIZE]; /* from a list or the batch number; never an answer */
    bool if_sealed; /* only while it is still sealed: else nothing happens, and that is fine */
    bool if_still;  /* only while it is in the state `still`: else ERROR_UNAVAILABLE */
    enum ledger_state still;
};
/* For the error above. */
#define LEDGER_OTHERS_WERE_FASTER                                                                  \
    "the ledger %s: somebody else changed such a request meanwhile; nothing was changed, look "    \
    "again"

struct ledger; /* opaque */

enum ledger_access {
    LEDGER_READ,  /* no change is possible */
    LEDGER_WRITE, /* must exist */
    LEDGER_MAKE   /* is made when absent */
};

/* True where `location` is a libpq connection string (a postgresql:// address, or key=value words as in
 * "service=ledger"), false where it is the path of a SQLite file. A path with '=' needs a '/' before it. */
bool ledger_is_database(const char *location);

/* Whether a connection string holds a password: it must not stand where a list of processes shows it. */
bool ledger_tells_password(const char *location);
#define LEDGER_NO_PASSWORD                                                                         \
    "a password does not belong on the command line, where every list of processes shows it: "     \
    "keep it in a password file (~/.pgpass)"

/* `location`: as above. Any error names it, without secrets, and the remedy. */
struct ledger *ledger_open(const char *location, enum ledger_access access,
                           struct error *error) MUST_USE;
void ledger_close(struct ledger *ledger);

/* For another thread than the one that asks: a call that waits for a database fails at once, and so does each
 * one from here on that would wait (ERROR_UNAVAILABLE). Only a connection that is being made takes its
 * seconds. What a file was asked goes on. */
void ledger_give_up(struct ledger *ledger);

/* For messages: the path, or host and database; no secret in it. Lasts as long as the ledger. */
const char *ledger_name(const struct ledger *ledger);

/* What the sandbox of a process that keeps the ledger open must allow. Lasts as long as the ledger. */
#define LEDGER_NEEDS_MAX 8
struct ledger_needs {
    const char *folder; /* to write in; NULL: a database, reached over sockets */
    const char *read[LEDGER_NEEDS_MAX + 1]; /* to read again when it connects again; NULL-ended */
    uint16_t ports[LEDGER_NEEDS_MAX + 1];   /* to connect to; 0-ended */
    bool unix_socket;                       /* to connect to */
};
void ledger_needs(const struct ledger *ledger, struct ledger_needs *needs);

/* One batch of several, and what became of it. */
struct ledger_storing {
    const struct ledger_intake *intake;
    enum ledger_result *results; /* the caller's, intake->count of them; filled where stored */
    bool stored;                 /* durable; where false after a success, `error` says why */
    struct error error;          /* ERROR_LIMIT or ERROR_INPUT: of this batch alone */
};

/*
 * Keeps each batch whole or not at all, in one transaction: batch bytes, certificate, a row for each
 * new request, what the chain says. True: what is marked `stored` is durable (fsynced) and its results
 * say what became of each record; a batch that cannot be stored for a reason of its own leaves no trace,
 * and the others are stored. False: nothing is marked as stored, and nothing may be acknowledged
 * (ERROR_UNAVAILABLE: send again later; ERROR_IO, ERROR_CORRUPT: the ledger is not to be trusted). Safe
 * from several processes at once; batches of one outbox take effect in their order here. Gaps, forks and
 * new outboxes are noted, never refused.
 */
#define LEDGER_BATCHES_MAX 64
bool ledger_store_batches(struct ledger *ledger, struct ledger_storing *batches, size_t count,
                          struct error *error) MUST_USE;

/* The same for one: results[0..count) say what became of each record. */
bool ledger_store_batch(struct ledger *ledger, const struct ledger_intake *intake,
                        enum ledger_result *results, struct error *error) MUST_USE;

bool ledger_store_health(struct ledger *ledger, const struct ledger_health *health,
                         struct error *error) MUST_USE;

/* The request with this receipt look-up (the oldest, should there be two). ERROR_NOT_FOUND. */
bool ledger_find_receipt(struct ledger *ledger, const uint8_t look_up[LEDGER_HASH_BYTES],
                         struct ledger_record *record, struct error *error) MUST_USE;

/* The request with this id. ERROR_NOT_FOUND. */
bool ledger_find_request(struct ledger *ledger, const uint8_t id[LEDGER_HASH_BYTES],
                         struct ledger_record *record, struct error *error) MUST_USE;

/* Returns false to end the walk early. */
typedef bool ledger_record_visit(void *context, const struct ledger_record *record,
                                 const struct ledger_batch *batch);
typedef bool ledger_kiosk_visit(void *context, const struct ledger_kiosk *kiosk);

/*
 * Every request received at or after `since_utc` (0: all), by batch number and place, each with the
 * batch it came in: the caller verifies signature and chain again over batch->bytes, once a
 * batch->number, and takes the sealed bytes from there by batch_index; where record->retired_utc says
 * so there are none. No transaction is open
 * during the visits: a visit may call ledger_set_state.
 */
bool ledger_each_record(struct ledger *ledger, int64_t since_utc, ledger_record_visit *visit,
                        void *context, struct error *error) MUST_USE;

/* The same for the requests of one name: a kiosk that was reset may have several of one number. Costs what
 * it finds, not what the ledger holds. */
bool ledger_each_named(struct ledger *ledger, const char *kiosk, uint64_t sequence,
                       ledger_record_visit *visit, void *context, struct error *error) MUST_USE;

/* Every kiosk ever heard from, by id. */
bool ledger_each_kiosk(struct ledger *ledger, ledger_kiosk_visit *visit, void *context,
                       struct error *error) MUST_USE;

/* Every chain, by kiosk and outbox. */
typedef bool ledger_chain_visit(void *context, const struct ledger_chain *chain);
bool ledger_each_chain(struct ledger *ledger, ledger_chain_visit *visit, void *context,
                       struct error *error) MUST_USE;

/* Whether a record with this number and link ever came from that outbox; another link at that number
 * is another history. */
bool ledger_find_place(struct ledger *ledger, const char *kiosk,
                       const uint8_t outbox[LEDGER_OUTBOX_BYTES], uint64_t sequence,
                       const uint8_t link[LEDGER_HASH_BYTES], enum ledger_place *place,
                       struct error *error) MUST_USE;

/* Sets requests' states and keeps the changes in the history: all of them or none, in one
 * transaction, so not too many at once: receivers wait. ERROR_NOT_FOUND for an id that is not there. */
#define LEDGER_CHANGES_MAX 500
bool ledger_set_states(struct ledger *ledger, const struct ledger_state_change *changes,
                       size_t count, struct error *error) MUST_USE;
bool ledger_set_state(struct ledger *ledger, const struct ledger_state_change *change,
                      struct error *error) MUST_USE;

/* What to delete. A request is finished in every state but 'sealed' and 'needs_call'. */
struct ledger_retirement {
    int64_t before_utc; /* batches whose requests are all finished, each since before then */
    int64_t now_utc;
    const char *who;
    bool dry_run; /* only count */
};

struct ledger_retired {
    uint64_t batches, requests, bytes; /* deleted, or by a dry run: would be */
    /* Requests that stay: */
    uint64_t sealed;     /* received before then and never opened */
    uint64_t needs_call; /* in this state since before then */
    uint64_t waiting;    /* finished before then, in a batch with one that is not */
};

/*
 * Deletes the bytes of batches, and keeps everything else: ids, numbers, links, look-ups, states, history. So a resend is
 * still known, and no gap appears. True: they are in none of the ledger's own files any more (SQLite: overwritten, and
 * the log emptied; PostgreSQL: the tables that held them written anew, which takes the owner's rights; not its
 * write-ahead log, archives, replicas). May be repeated after any failure, and then finishes what was begun:
 * ERROR_UNAVAILABLE where another program kept it from that. Receivers may run; they wait now and then.
 */
bool ledger_retire(struct ledger *ledger, const struct ledger_retirement *order,
                   struct ledger_retired *retired, struct error *error) MUST_USE;

#endif
