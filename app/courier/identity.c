#include "app/courier/identity.h"

#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_MAX 1024

struct identity {
    char folder[FOLDER_MAX];
    char kiosk_id[CERTIFICATE_NAME_MAX + 1];
    struct tpm *tpm;                 /* NULL: keys are files */
    struct identity_pair kept, next; /* next: the key alone, or both */
    bool trying_next;
    bool next_failed; /* and nothing has succeeded since */
    unsigned strikes, turn;
};

/* ---- files ------------------------------------------------------------------ */

/* The folder's name was found to be short enough. */
static const char *path_of(const struct identity *identity, const char *name,
                           char path[static FILE_PATH_MAX])
{
    (void)!file_join(path, FILE_PATH_MAX, identity->folder, name);
    return path;
}

static bool has(const struct identity *identity, const char *name)
{
    char path[FILE_PATH_MAX];
    return file_exists(path_of(identity, name, path));
}

static void drop(const struct identity *identity, const char *name)
{
    char path[FILE_PATH_MAX];
    if (has(identity, name) && unlink(path_of(identity, name, path)) == 0)
        log_info("%s is of no use and is removed", path);
}

/* On the disk when it returns: the next step may rely on it. */
static bool replace(const struct identity *identity, const char *from, const char *to,
                    struct error *error)
{
    char source[FILE_PATH_MAX], target[FILE_PATH_MAX];
    if (rename(path_of(identity, from, source), path_of(identity, to, target)) != 0)
        return error_set_errno(error, "%s cannot be put in place", target);
    return file_sync_folder_of(target, error);
}

static void finish_pair(struct identity_pair *pair)
{
    private_key_destroy(pair->key);
    certificate_destroy(pair->certificate);
    *pair = (struct identity_pair){0};
}

/* ---- loading ---------------------------------------------------------------- */

static struct certificate *load_certificate(const struct identity *identity, const char *name,
                                            struct error *error)
{
    char path[FILE_PATH_MAX];
    return certificate_load(path_of(identity, name, path), error);
}

static struct private_key *load_key(const struct identity *identity, const char *name,
                                    struct error *error)
{
    char path[FILE_PATH_MAX];
    return private_key_load_in(path_of(identity, name, path), identity->tpm, error);
}

static bool is_ours(const struct identity *identity, const struct certificate *certificate)
{
    return strcmp(certificate_name(certificate), identity->kiosk_id) == 0;
}

static bool does_not_belong(const struct identity *identity, struct error *error)
{
    return error_set(error, ERROR_INPUT,
                     "%s/client.pem does not belong to client.key or to kiosk %s: enrol the kiosk "
                     "anew",
                     identity->folder, identity->kiosk_id);
}

/* The change was cut off between its two renames. */
static bool finish_change(struct identity *identity, struct error *error)
{
    struct certificate *next =
        has(identity, "next.pem") ? load_certificate(identity, "next.pem", NULL) : NULL;

    if (next == NULL || !certificate_matches_key(next, identity->kept.key)) {
        certificate_destroy(next);
        return does_not_belong(identity, error);
    }
    certificate_destroy(identity->kept.certificate);
    identity->kept.certificate = next;
    return replace(identity, "next.pem", "client.pem", error);
}

static bool load_kept(struct identity *identity, struct error *error)
{
    struct identity_pair *kept = &identity->kept;

    kept->key = load_key(identity, "client.key", error);
    kept->certificate = kept->key != NULL ? load_certificate(identity, "client.pem", error) : NULL;
    if (kept->certificate == NULL)
        return error_prefix(error, "this kiosk is not enrolled");
    if (!certificate_matches_key(kept->certificate, kept->key) && !finish_change(identity, error))
        return false;
    return is_ours(identity, kept->certificate) || does_not_belong(identity, error);
}

static bool fits(const struct identity *identity, const struct certificate *certificate,
                 const struct private_key *key)
{
    return certificate_matches_key(certificate, key) && is_ours(identity, certificate) &&
           certificate_not_after(certificate) > certificate_not_after(identity->kept.certificate);
}

static void load_next(struct identity *identity)
{
    struct identity_pair *next = &identity->next;

    drop(identity, "next.key.part");
    if (has(identity, "next.key"))
        next->key = load_key(identity, "next.key", NULL);
    if (next->key != NULL && has(identity, "next.pem"))
        next->certificate = load_certificate(identity, "next.pem", NULL);
    if (next->certificate != NULL && !fits(identity, next->certificate, next->key)) {
        certificate_destroy(next->certificate);
        next->certificate = NULL;
    }
    if (next->certificate == NULL)
        drop(identity, "next.pem");
    if (next->key == NULL)
        drop(identity, "next.key");
    identity->trying_next = next->certificate != NULL;
}

struct identity *identity_load(const char *folder, const char *kiosk_id, struct tpm *tpm,
                               struct error *error)
{
    struct identity *identity = calloc(1, sizeof *identity);

    if (identity == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the kiosk's identity");
        return NULL;
    }
    identity->tpm = tpm;
    if (!text_copy(identity->folder, sizeof identity->folder, folder) ||
        !text_copy(identity->kiosk_id, sizeof identity->kiosk_id, kiosk_id))
        error_set(error, ERROR_INPUT, "the path of the keys' folder is too long");
    else if (load_kept(identity, error)) {
        load_next(identity);
        return identity;
    }
    identity_destroy(identity);
    return NULL;
}

void identity_destroy(struct identity *identity)
{
    if (identity == NULL)
        return;
    finish_pair(&identity->kept);
    finish_pair(&identity->next);
    free(identity);
}

/* ---- which one -------------------------------------------------------------- */

const struct identity_pair *identity_kept(const struct identity *identity)
{
    return &identity->kept;
}

const struct identity_pair *identity_tried(const struct identity *identity)
{
    return identity->trying_next ? &identity->next : &identity->kept;
}

unsigned identity_turn(const struct identity *identity)
{
    return identity->turn;
}

bool identity_has_next(const struct identity *identity)
{
    return identity->next.certificate != NULL;
}

static void turn_to(struct identity *identity, bool next)
{
    identity->trying_next = next;
    identity->turn++;
}

/* ---- renewing --------------------------------------------------------------- */

/* Under another name until it is whole. */
static bool save_next_key(const struct identity *identity, const struct private_key *key,
                          struct error *error)
{
    char path[FILE_PATH_MAX];
    (void)unlink(path_of(identity, "next.key.part", path));
    return private_key_save(key, path, error) &&
           replace(identity, "next.key.part", "next.key", error);
}

const struct private_key *identity_next_key(struct identity *identity, struct error *error)
{
    if (identity->next.key != NULL)
        return identity->next.key;
    struct private_key *key = private_key_is_in_tpm(identity->kept.key)
                                  ? private_key_create_in_tpm(identity->tpm, error)
                                  : private_key_create(error);
    if (key != NULL && !save_next_key(identity, key, error)) {
        private_key_destroy(key);
        key = NULL;
    }
    identity->next.key = key;
    return key;
}

bool identity_take(struct identity *identity, const struct certificate *certificate,
                   struct error *error)
{
    char path[FILE_PATH_MAX];

    if (identity->next.key == NULL || !fits(identity, certificate, identity->next.key))
        return error_set(error, ERROR_REFUSED,
                         "the new certificate is not for this kiosk's new key, or ends no later "
                         "than the one that it should replace");
    struct certificate *copy = certificate_copy(certificate);
    if (copy == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a certificate");
    if (!certificate_save(copy, path_of(identity, "next.pem", path), 0644, error)) {
        certificate_destroy(copy);
        return false;
    }
    certificate_destroy(identity->next.certificate);
    identity->next.certificate = copy;
    identity->strikes = 0;
    identity->next_failed = false;
    turn_to(identity, true);
    return true;
}

static void give_up_next(struct identity *identity)
{
    log_warning("the new certificate was refused %d times and is given up", IDENTITY_STRIKES);
    drop(identity, "next.pem");
    drop(identity, "next.key");
    finish_pair(&identity->next);
    identity->strikes = 0;
}

/* First the key: next.pem then says to whom the key belongs, and identity_load finishes the change. */
static bool change(struct identity *identity, struct error *error)
{
    if ((has(identity, "next.key") && !replace(identity, "next.key", "client.key", error)) ||
        !replace(identity, "next.pem", "client.pem", error))
        return false;
    finish_pair(&identity->kept);
    identity->kept = identity->next;
    identity->next = (struct identity_pair){0};
    identity->trying_next = false;
    return true;
}

/* The first failure may have been the network's, which is well again: the next pair's turn at once. */
static void strike(struct identity *identity)
{
    identity->strikes++;
    if (identity->strikes == 1)
        turn_to(identity, true);
    else if (identity->strikes == IDENTITY_STRIKES)
        give_up_next(identity);
}

bool identity_succeeded(struct identity *identity, struct error *error)
{
    if (identity->trying_next)
        return change(identity, error);
    if (identity->next_failed && identity_has_next(identity))
        strike(identity);
    identity->next_failed = false;
    return true;
}

void identity_failed(struct identity *identity)
{
    if (!identity_has_next(identity))
        return;
    if (identity->trying_next)
        identity->next_failed = true;
    turn_to(identity, !identity->trying_next);
}

void identity_try_next(struct identity *identity)
{
    if (identity_has_next(identity) && !identity->trying_next)
        turn_to(identity, true);
}
