#include "app/central/receive/receiver_files.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"

#include <time.h>

void receiver_files_finish(struct receiver_files *files)
{
    certificate_destroy(files->certificate);
    certificate_destroy(files->kiosks);
    private_key_destroy(files->key);
    admission_destroy(files->admission);
    *files = (struct receiver_files){0};
}

static bool load(const struct receive_config *config, struct receiver_files *files,
                 struct error *error)
{
    if ((files->certificate = certificate_load(config->certificate, error)) == NULL ||
        (files->kiosks = certificate_load(config->kiosks, error)) == NULL ||
        (files->key = private_key_load(config->key, error)) == NULL)
        return false;
    if (!certificate_matches_key(files->certificate, files->key))
        return error_set(
            error, ERROR_INPUT,
            "%s does not belong to %s: name a pair in receive.ini that init or renew made",
            config->certificate, config->key);
    files->admission = admission_load(config->revoked, config->refused, files->kiosks, error);
    return files->admission != NULL;
}

/* An empty file refuses nobody; a file that is gone may be a mistake. */
static bool check_lists(const struct receive_config *config, const struct receiver_files *before,
                        const struct receiver_files *files, struct error *error)
{
    struct admission_summary now = admission_summarise(files->admission);
    struct admission_summary then = admission_summarise(before->admission);

    if (then.has_crl && !now.has_crl)
        return error_set(error, ERROR_NOT_FOUND, "%s was there and is gone", config->revoked);
    if (then.has_refused && !now.has_refused)
        return error_set(error, ERROR_NOT_FOUND, "%s was there and is gone", config->refused);
    return !then.has_crl || now.crl_made_utc >= then.crl_made_utc ||
           error_set(error, ERROR_REFUSED, "%s is older than the list in force", config->revoked);
}

bool receiver_files_load(const struct receive_config *config, const struct receiver_files *before,
                         struct receiver_files *files, struct error *error)
{
    *files = (struct receiver_files){0};
    if (!load(config, files, error) ||
        (before != NULL && !check_lists(config, before, files, error))) {
        receiver_files_finish(files);
        return false;
    }
    return true;
}

/* ---- whether a list changed ------------------------------------------------- */

static struct stat look_at(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 ? about : (struct stat){0};
}

struct receiver_lists receiver_lists_look(const struct receive_config *config)
{
    return (struct receiver_lists){.revoked = look_at(config->revoked),
                                   .refused = look_at(config->refused)};
}

/* A list that is replaced is another file; one that is written over has another time. */
static bool is_same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino &&
           one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
           one->st_mtim.tv_nsec == other->st_mtim.tv_nsec &&
           one->st_ctim.tv_sec == other->st_ctim.tv_sec &&
           one->st_ctim.tv_nsec == other->st_ctim.tv_nsec;
}

bool receiver_lists_are_same(const struct receiver_lists *one, const struct receiver_lists *other)
{
    return is_same_file(&one->revoked, &other->revoked) &&
           is_same_file(&one->refused, &other->refused);
}

/* ---- telling ---------------------------------------------------------------- */

void receiver_files_tell(const struct receive_config *config, const struct receiver_files *files)
{
    struct admission_summary lists = admission_summarise(files->admission);

    log_info("%zu certificates are revoked, %zu kiosks refused by hand", lists.revoked,
             lists.refused);
    if (lists.has_crl && lists.crl_next_utc < clock_utc(&clock_system))
        log_warning("%s should have been replaced by a newer one; it holds all the same",
                    config->revoked);
}
