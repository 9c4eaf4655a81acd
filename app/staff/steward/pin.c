#include "app/staff/steward/pin.h"

#include "platform/base/log.h"
#include "platform/crypto/password.h"

#include <string.h>

bool pin_store_init(struct pin_store *store, const char *folder, const struct clock_source *clock,
                    struct error *error)
{
    store->clock = clock;
    if (!file_join(store->hash_path, sizeof store->hash_path, folder, "pin.hash") ||
        !file_join(store->tries_path, sizeof store->tries_path, folder, "pin.tries")) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    }
    return state_boot_id(store->boot_id, error);
}

bool pin_is_set(const struct pin_store *store)
{
    return file_exists(store->hash_path);
}

int64_t pin_locked_for(const struct pin_store *store)
{
    struct tries tries;
    bool anew;
    return tries_load(store->tries_path, &tries, NULL)
               ? tries_locked_for(&tries, store->clock, store->boot_id, &anew)
               : 0;
}

static bool is_pin(const char *pin, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (pin[i] < '0' || pin[i] > '9') {
            return false;
        }
    }
    return length == STAFF_PIN_DIGITS;
}

bool pin_set(const struct pin_store *store, const char *pin, size_t length, struct error *error)
{
    char hash[PASSWORD_HASH_SIZE];
    const struct tries none = {.wrong = 0};
    if (!is_pin(pin, length)) {
        return error_set(error, ERROR_INPUT, "the staff PIN must be %u digits", STAFF_PIN_DIGITS);
    }
    /* The tries first: a hash without them counts as damaged. */
    return password_hash(pin, length, hash, error) && tries_save(store->tries_path, &none, error) &&
           file_write(store->hash_path, hash, strlen(hash), 0600, error);
}

/* A file of tries that is gone or damaged may be somebody's work: it locks, it does not forgive. */
static bool load_tries(const struct pin_store *store, struct tries *tries, struct error *error)
{
    struct error problem = {.kind = ERROR_NONE};
    if (tries_load(store->tries_path, tries, &problem)) {
        return true;
    }
    if (problem.kind != ERROR_NOT_FOUND && problem.kind != ERROR_CORRUPT &&
        problem.kind != ERROR_LIMIT) {
        return error_set(error, problem.kind, "%s", problem.text);
    }
    log_warning("%s; the staff page is locked for a while", problem.text);
    *tries = (struct tries){.wrong = 0};
    tries_lock(tries, store->clock, store->boot_id);
    return tries_save(store->tries_path, tries, error);
}

static bool compare(const struct pin_store *store, const char *pin, size_t length, bool *matches,
                    struct error *error)
{
    struct buffer hash;
    buffer_init(&hash, PASSWORD_HASH_SIZE - 1);
    bool fine = file_read(store->hash_path, &hash, error);
    if (fine && !password_verify(pin, length, buffer_text(&hash), matches, error)) {
        fine = error_prefix(error, "%s: set the staff PIN anew", store->hash_path);
    }
    buffer_finish(&hash);
    return fine;
}

static bool try_pin(const struct pin_store *store, struct tries *tries, const char *pin,
                    size_t length, struct steward_answer *answer, struct error *error)
{
    const struct tries none = {.wrong = 0};
    bool matches = false;
    tries_count(tries, store->clock, store->boot_id);
    if (!tries_save(store->tries_path, tries, error) ||
        (is_pin(pin, length) && !compare(store, pin, length, &matches, error))) {
        return false;
    }
    if (matches) {
        answer->result = STEWARD_FINE;
        return tries_save(store->tries_path, &none, error);
    }
    bool anew;
    int64_t locked = tries_locked_for(tries, store->clock, store->boot_id, &anew);
    answer->result = locked > 0 ? STEWARD_LOCKED : STEWARD_WRONG;
    answer->locked_seconds = locked > 0 ? locked : tries_next_lock(tries);
    answer->tries_left = locked > 0 ? 0 : TRIES_BEFORE_LOCK - tries->wrong;
    return true;
}

static bool check(const struct pin_store *store, const char *pin, size_t length,
                  struct steward_answer *answer, struct error *error)
{
    struct tries tries;
    if (!pin_is_set(store)) {
        answer->result = STEWARD_UNSET;
        return true;
    }
    if (!load_tries(store, &tries, error)) {
        return false;
    }
    bool anew;
    int64_t locked = tries_locked_for(&tries, store->clock, store->boot_id, &anew);
    if (locked == 0) {
        return try_pin(store, &tries, pin, length, answer, error);
    }
    answer->result = STEWARD_LOCKED;
    answer->locked_seconds = locked;
    return !anew || tries_save(store->tries_path, &tries, error);
}

bool pin_check(const struct pin_store *store, const char *pin, size_t length,
               struct steward_answer *answer, struct error *error)
{
    *answer = (struct steward_answer){.result = STEWARD_FAILED};
    bool fine = check(store, pin, length, answer, error);
    if (!fine) {
        *answer = (struct steward_answer){.result = STEWARD_FAILED};
    }
    return fine;
}
