#include "app/central/issuing/revoke.h"

#include "app/central/issuing/invitation_record.h"
#include "app/central/issuing/register.h"
#include "app/central/office/office.h"
#include "app/site/site.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"
#include "platform/crypto/revocation.h"
#include "platform/crypto/revocations.h"

#include <stdlib.h>

#define LISTED_MAX  100000u
#define CRL_MAX     (8u << 20)
#define SERIAL_SIZE (2 * 20 + 1) /* RFC 5280, 4.1.2.2: at most 20 octets */

struct row {
    char serial[SERIAL_SIZE];
    int64_t at_utc;
};

static bool collect(void *context, const char *serial, int64_t revoked_utc, struct error *error)
{
    struct buffer *rows = context;
    struct row row = {.at_utc = revoked_utc};
    if (!text_copy(row.serial, sizeof row.serial, serial))
        return error_set(error, ERROR_CORRUPT, "a serial number in the register is too long");
    return buffer_append(rows, &row, sizeof row) ||
           error_set(error, ERROR_LIMIT, "more than %u certificates are revoked", LISTED_MAX);
}

/* Receivers take no list that is older than theirs: each is newer than the one before, whatever the clock
 * says today. One that cannot be read is made anew from the register. */
static int64_t time_of_list(const char *path, const struct certificate *authority, int64_t now_utc)
{
    int64_t at = now_utc - OFFICE_EARLY_SECONDS;
    struct revocation_list *before = revocation_list_load(path, authority, NULL);
    if (before != NULL && revocation_list_made(before) >= at)
        at = revocation_list_made(before) + 1;
    revocation_list_destroy(before);
    return at;
}

/* The list lasts as long as the authority: one that had run out unnoticed would shut every kiosk out where
 * somebody else's receiver goes by nextUpdate. */
static bool make_list(const struct row *rows, size_t count, const struct office_pair *authority,
                      int64_t at_utc, struct buffer *pem, struct error *error)
{
    struct revocation *list = calloc(count > 0 ? count : 1, sizeof *list);
    if (list == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a revocation list");
    for (size_t i = 0; i < count; i++)
        list[i] = (struct revocation){rows[i].serial, rows[i].at_utc};
    const struct revocations_order order = {.list = list,
                                            .count = count,
                                            .number = at_utc,
                                            .from_utc = at_utc,
                                            .until_utc =
                                                certificate_not_after(authority->certificate)};
    bool fine = revocations_make(&order, authority->certificate, authority->key, pem, error);
    free(list);
    return fine;
}

static bool write_file(const char *folder, const struct buffer *pem, struct error *error)
{
    char path[FILE_PATH_MAX];
    return office_path(path, folder, "crl.pem", error) &&
           file_write(path, pem->data, pem->length, 0644, error) &&
           file_give_to_folder(path, error);
}

/* Only to where init puts it: what the receiver's own receive.ini says is not believed here. */
static bool give_to_receiver(const char *office, const struct buffer *pem,
                             struct revoke_result *result, struct error *error)
{
    char folder[FILE_PATH_MAX];
    if (!office_path(folder, office, "receive", error))
        return false;
    if (!file_exists(folder))
        return true;
    result->given = write_file(folder, pem, error);
    return result->given ||
           error_prefix(error, "they are revoked, but the receiver was not given the list");
}

static bool write_list(const struct revoke_order *order, const char *folder,
                       struct revoke_result *result, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct office_pair authority;
    struct buffer rows, pem;
    if (!office_path(path, folder, "crl.pem", error) ||
        !office_load(folder, "issuing", &authority, error))
        return false;
    buffer_init(&rows, LISTED_MAX * sizeof(struct row));
    buffer_init(&pem, CRL_MAX);
    bool fine = register_each_revoked(folder, collect, &rows, error);
    result->listed = rows.length / sizeof(struct row);
    fine = fine &&
           make_list((const struct row *)rows.data, result->listed, &authority,
                     time_of_list(path, authority.certificate, order->now_utc), &pem, error) &&
           write_file(folder, &pem, error) && give_to_receiver(order->office, &pem, result, error);
    buffer_finish(&rows);
    buffer_finish(&pem);
    office_pair_finish(&authority);
    return fine;
}

static bool revoke_locked(const struct revoke_order *order, const char *folder,
                          const uint8_t *fingerprint, struct revoke_result *result,
                          struct error *error)
{
    if (order->kiosk_id == NULL)
        return write_list(order, folder, result, error);
    if (!register_has(folder, order->kiosk_id))
        return error_set(error, ERROR_NOT_FOUND, "kiosk %s is not in the register %s/kiosks",
                         order->kiosk_id, folder);
    /* Whoever has the kiosk may have its invitation too. */
    result->invitation_removed = invitation_record_remove(folder, order->kiosk_id);
    return register_revoke(folder, order->kiosk_id, fingerprint, order->now_utc, &result->newly,
                           error) &&
           write_list(order, folder, result, error);
}

bool revoke_kiosk(const struct revoke_order *order, struct revoke_result *result,
                  struct error *error)
{
    char folder[FILE_PATH_MAX];
    uint8_t fingerprint[DIGEST_SIZE];
    *result = (struct revoke_result){0};
    if (order->kiosk_id != NULL && !site_kiosk_id_is_valid(order->kiosk_id))
        return error_set(error, ERROR_INPUT, "'%.70s' is not a kiosk's id", order->kiosk_id);
    if (order->fingerprint != NULL && !hex_decode(order->fingerprint, fingerprint, DIGEST_SIZE))
        return error_set(error, ERROR_INPUT,
                         "--certificate is a SHA-256 in hexadecimal, as in the register");
    if (!office_path(folder, order->office, "issuing", error))
        return false;
    int lock = register_lock(folder, error);
    bool fine =
        lock >= 0 && revoke_locked(order, folder, order->fingerprint != NULL ? fingerprint : NULL,
                                   result, error);
    register_unlock(lock);
    return fine;
}
