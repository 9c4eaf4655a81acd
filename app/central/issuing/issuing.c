#include "app/central/issuing/issuing.h"

#include "app/central/issuing/invitation_record.h"
#include "app/central/issuing/register.h"
#include "app/enrolment/code.h"
#include "app/site/site.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"

#include <string.h>

#define DAY_SECONDS 86400

/* One request at the desk. */
struct errand {
    const struct issuing *issuing;
    const struct certificate_request *request;
    const char *kiosk_id;
    uint8_t key[DIGEST_SIZE]; /* fingerprint of the request's key */
    int64_t now_utc;
    struct register_entry *entry; /* NULL: the kiosk is not in the register */
    struct certificate *made;
};

static enum issuing_outcome refuse(enum issuing_outcome outcome, struct error *error,
                                   const char *sentence)
{
    error_set(error, outcome == ISSUING_LATER ? ERROR_UNAVAILABLE : ERROR_REFUSED, "%s", sentence);
    return outcome;
}

/* ---- signing ----------------------------------------------------------------- */

static enum issuing_outcome sign(struct errand *errand, struct error *error)
{
    const struct issuing *issuing = errand->issuing;
    const struct certificate_order order = {.purpose = PURPOSE_TLS_CLIENT,
                                            .name = errand->kiosk_id,
                                            .not_before = errand->now_utc - OFFICE_EARLY_SECONDS,
                                            .days = issuing->days};
    struct certificate *made = issue_certificate(
        errand->request, &order, issuing->authority.certificate, issuing->authority.key, error);
    if (made == NULL)
        return ISSUING_FAILED;
    if (!register_add(issuing->folder, made, errand->key, errand->now_utc, error)) {
        certificate_destroy(made);
        return ISSUING_FAILED;
    }
    errand->made = made;
    return ISSUING_DONE;
}

/* The same key gets the same answer: one that was lost costs nothing. */
static enum issuing_outcome sign_or_repeat(struct errand *errand, struct error *error)
{
    if (errand->entry != NULL)
        errand->made = register_issued_to(errand->entry, errand->key,
                                          errand->now_utc - ISSUING_REPEAT_SECONDS);
    return errand->made != NULL ? ISSUING_DONE : sign(errand, error);
}

static bool key_is_revoked(const struct errand *errand)
{
    return errand->entry != NULL && register_key_is_revoked(errand->entry, errand->key);
}

/* ---- by code ------------------------------------------------------------------- */

static bool code_fits(const char *kiosk_id, const char *typed,
                      const struct invitation_record *record)
{
    char code[ENROL_CODE_SIZE];
    uint8_t digest[DIGEST_SIZE];
    bool fits = enrol_code_parse(typed, code) && enrol_code_digest(kiosk_id, code, digest, NULL) &&
                secret_equal(digest, record->code, DIGEST_SIZE);
    secret_wipe(code, sizeof code);
    return fits;
}

static enum issuing_outcome count_wrong(const struct errand *errand,
                                        struct invitation_record *record, struct error *error)
{
    record->wrong++;
    if (!invitation_record_save(errand->issuing->folder, errand->kiosk_id, record, error))
        return ISSUING_FAILED;
    return refuse(ISSUING_UNKNOWN, error, "The code does not fit this kiosk: check both.");
}

static enum issuing_outcome judge_used(struct errand *errand,
                                       const struct invitation_record *record, struct error *error)
{
    char used[CLOCK_TEXT_SIZE];
    if (errand->now_utc < record->used_utc + ISSUING_REPEAT_SECONDS &&
        secret_equal(errand->key, record->used_key, DIGEST_SIZE))
        return sign_or_repeat(errand, error);
    clock_format(record->used_utc, used);
    error_set(error, ERROR_REFUSED,
              "The code was used at %s: if that was not this kiosk, revoke it; ask for a new "
              "invitation.",
              used);
    return ISSUING_USED;
}

/* The code is marked as used before anything is signed: cut off in between, it is good for this key only. */
static enum issuing_outcome use_code(struct errand *errand, struct invitation_record *record,
                                     struct error *error)
{
    if (record->used_utc != 0)
        return judge_used(errand, record, error);
    if (errand->now_utc >= record->ends_utc)
        return refuse(ISSUING_ENDED, error, "The code is too old: ask for a new invitation.");
    if ((errand->entry != NULL) != record->again)
        return refuse(ISSUING_REFUSED, error,
                      "This kiosk was enrolled in another way since: ask for a new invitation.");
    record->used_utc = errand->now_utc;
    memcpy(record->used_key, errand->key, DIGEST_SIZE);
    if (!invitation_record_save(errand->issuing->folder, errand->kiosk_id, record, error))
        return ISSUING_FAILED;
    return sign_or_repeat(errand, error);
}

static enum issuing_outcome judge_code(struct errand *errand, const char *typed,
                                       struct error *error)
{
    struct invitation_record record;
    struct error reason = {0};
    if (!invitation_record_load(errand->issuing->folder, errand->kiosk_id, &record, &reason)) {
        if (reason.kind == ERROR_NOT_FOUND)
            return refuse(ISSUING_UNKNOWN, error, "The code does not fit this kiosk: check both.");
        error_set(error, reason.kind, "%s", reason.text);
        return ISSUING_FAILED;
    }
    if (!code_fits(errand->kiosk_id, typed, &record))
        return count_wrong(errand, &record, error);
    if (key_is_revoked(errand))
        return refuse(ISSUING_REFUSED, error,
                      "This key was revoked: move client.key away on the kiosk and try again.");
    return use_code(errand, &record, error);
}

/* ---- by certificate -------------------------------------------------------------- */

static enum issuing_outcome judge_peer(struct errand *errand, const struct certificate *peer,
                                       struct error *error)
{
    char name[CERTIFICATE_NAME_MAX + 1];
    enum register_standing standing =
        errand->entry == NULL ? REGISTER_UNKNOWN
                              : register_standing(errand->entry, certificate_fingerprint(peer));
    if (standing == REGISTER_REVOKED || key_is_revoked(errand))
        return refuse(ISSUING_REFUSED, error,
                      "This certificate was revoked: the kiosk needs an invitation and a new key.");
    if (standing == REGISTER_UNKNOWN)
        return refuse(ISSUING_REFUSED, error, "This certificate is not in the register.");
    request_name(errand->request, name, sizeof name);
    if (strcmp(name, errand->kiosk_id) != 0)
        return refuse(ISSUING_REFUSED, error,
                      "The request must name the kiosk of the certificate, and nothing else.");
    errand->made =
        register_issued_to(errand->entry, errand->key, errand->now_utc - ISSUING_REPEAT_SECONDS);
    if (errand->made != NULL)
        return ISSUING_DONE;
    if (register_issued_since(errand->entry, errand->now_utc - DAY_SECONDS) >= ISSUING_DAY_MAX)
        return refuse(ISSUING_LATER, error,
                      "This kiosk got many certificates today: try tomorrow.");
    return sign(errand, error);
}

/* ---- both ------------------------------------------------------------------------ */

static bool begin(struct errand *errand, struct error *error)
{
    if (!request_fingerprint(errand->request, errand->key, error))
        return false;
    if (!register_has(errand->issuing->folder, errand->kiosk_id))
        return true;
    errand->entry = register_load(errand->issuing->folder, errand->kiosk_id, error);
    return errand->entry != NULL;
}

/* Exactly one of `typed` and `peer` is given. */
static enum issuing_outcome run(struct errand *errand, const char *typed,
                                const struct certificate *peer, struct certificate **made,
                                struct error *error)
{
    enum issuing_outcome outcome = ISSUING_FAILED;
    *made = NULL;
    if (!site_kiosk_id_is_valid(errand->kiosk_id))
        return refuse(ISSUING_UNKNOWN, error, "The code does not fit this kiosk: check both.");
    int lock = register_lock(errand->issuing->folder, error);
    if (lock >= 0 && begin(errand, error))
        outcome = peer != NULL ? judge_peer(errand, peer, error) : judge_code(errand, typed, error);
    register_unlock(lock);
    register_release(errand->entry);
    *made = errand->made;
    return outcome;
}

enum issuing_outcome issuing_by_code(const struct issuing *issuing,
                                     const struct certificate_request *request,
                                     const char *kiosk_id, const char *typed, int64_t now_utc,
                                     struct certificate **made, struct error *error)
{
    struct errand errand = {
        .issuing = issuing, .request = request, .kiosk_id = kiosk_id, .now_utc = now_utc};
    return run(&errand, typed, NULL, made, error);
}

enum issuing_outcome issuing_by_certificate(const struct issuing *issuing,
                                            const struct certificate_request *request,
                                            const struct certificate *peer, int64_t now_utc,
                                            struct certificate **made, struct error *error)
{
    struct errand errand = {.issuing = issuing,
                            .request = request,
                            .kiosk_id = certificate_name(peer),
                            .now_utc = now_utc};
    return run(&errand, NULL, peer, made, error);
}
