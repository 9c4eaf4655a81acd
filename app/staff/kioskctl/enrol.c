#include "app/staff/kioskctl/enrol.h"

#include "app/site/site.h"
#include "app/staff/kioskctl/counts.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/crypto/request.h"
#include "platform/crypto/signed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool join(char path[static FILE_PATH_MAX], const char *folder, const char *name,
                 struct error *error)
{
    return file_join(path, FILE_PATH_MAX, folder, name) ||
           error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
}

int64_t enrol_judging_time(const struct clock_source *clock)
{
    return clock_is_trusted(clock, 0) ? clock_utc(clock) : CERTIFICATE_ANY_TIME;
}

struct private_key *enrol_key(const struct enrol_place *place, struct error *error)
{
    char path[FILE_PATH_MAX];
    const char *keys = place->paths->keys;
    if (!file_make_folder(keys, 0700, error) || !join(path, keys, CLIENT_KEY_FILE, error)) {
        return NULL;
    }
    if (file_exists(path)) {
        return private_key_load_in(path, place->tpm, error);
    }
    struct private_key *key = place->tpm != NULL ? private_key_create_in_tpm(place->tpm, error)
                                                 : private_key_create(error);
    if (key != NULL && (!private_key_save(key, path, error) || !file_give_to_folder(path, error))) {
        private_key_destroy(key);
        key = NULL;
    }
    return key;
}

bool enrol_request(const struct enrol_place *place, const char *name,
                   uint8_t fingerprint[static DIGEST_SIZE], struct error *error)
{
    char request_path[FILE_PATH_MAX];
    struct private_key *key = NULL;
    struct certificate_request *request = NULL;
    bool fine = false;
    if (!join(request_path, place->paths->keys, CLIENT_REQUEST_FILE, error)) {
        return false;
    }
    key = enrol_key(place, error);
    request = key != NULL ? request_create(key, name, error) : NULL;
    if (request != NULL) {
        fine = request_save(request, request_path, 0644, error) &&
               file_give_to_folder(request_path, error) &&
               request_fingerprint(request, fingerprint, error);
    }
    request_destroy(request);
    private_key_destroy(key);
    return fine;
}

/* The bundle's, or where it has none (it came by invitation, or changes the site alone) ours. */
static struct certificate *own_certificate(const struct kiosk_paths *paths, const struct site *site,
                                           const char *bundle, struct error *error)
{
    char path[FILE_PATH_MAX];
    if (site_kiosk_certificate(site) != NULL) {
        return certificate_copy(site_kiosk_certificate(site));
    }
    if (!join(path, paths->keys, CLIENT_CERTIFICATE_FILE, error)) {
        return NULL;
    }
    struct certificate *certificate = certificate_load(path, error);
    if (certificate == NULL) {
        error_prefix(error, "%s holds no certificate for this kiosk, and neither does %s", bundle,
                     paths->keys);
    } else if (strcmp(certificate_name(certificate), site_kiosk_id(site)) != 0) {
        error_set(error, ERROR_REFUSED, "%s is for kiosk %s, and this is kiosk %s", bundle,
                  site_kiosk_id(site), certificate_name(certificate));
        certificate_destroy(certificate);
        certificate = NULL;
    }
    return certificate;
}

static bool is_for_our_key(const struct enrol_place *place, const struct certificate *certificate,
                           const char *bundle, struct error *error)
{
    char path[FILE_PATH_MAX];
    if (!join(path, place->paths->keys, CLIENT_KEY_FILE, error)) {
        return false;
    }
    struct private_key *key = private_key_load_in(path, place->tpm, error);
    if (key == NULL) {
        return error_prefix(error, "run 'kioskctl enrol request' first");
    }
    bool fine = certificate_matches_key(certificate, key) ||
                error_set(error, ERROR_REFUSED,
                          "%s: its client certificate is for another key than %s; it was made "
                          "from another kiosk's request or an old one",
                          bundle, path);
    private_key_destroy(key);
    return fine;
}

static bool is_for_our_outbox(const struct kiosk_paths *paths, const struct site *site,
                              const char *bundle, struct error *error)
{
    struct outbox_counts counts;
    if (!counts_read(paths->outbox, &counts, error)) {
        return false;
    }
    return counts.kiosk_id[0] == '\0' || strcmp(counts.kiosk_id, site_kiosk_id(site)) == 0 ||
           error_set(
               error, ERROR_REFUSED,
               "%s is for kiosk %s, but %s is kiosk %s's; deliver that first, then move it away",
               bundle, site_kiosk_id(site), paths->outbox, counts.kiosk_id);
}

/* Who holds an old bundle could bring back a sealing certificate whose key is known by now. */
static bool is_not_older(const struct kiosk_paths *paths, const struct site *site,
                         const char *bundle, struct error *error)
{
    char issued[CLOCK_TEXT_SIZE];
    char had[CLOCK_TEXT_SIZE];
    struct site *before = site_load(paths->site, paths->site_root, CERTIFICATE_ANY_TIME, NULL);
    bool fine = before == NULL || site_issued_utc(site) >= site_issued_utc(before);
    if (!fine) {
        clock_format(site_issued_utc(site), issued);
        clock_format(site_issued_utc(before), had);
        error_set(error, ERROR_REFUSED,
                  "%s was issued %s, and %s is newer (%s); ask the central office for a new one",
                  bundle, issued, paths->site, had);
    }
    site_destroy(before);
    return fine;
}

bool enrol_check_site(const struct kiosk_paths *paths, const struct site *site, const char *bundle,
                      struct error *error)
{
    return is_for_our_outbox(paths, site, bundle, error) &&
           is_not_older(paths, site, bundle, error);
}

bool enrol_put_in_place(const struct kiosk_paths *paths, const struct certificate *certificate,
                        const char *incoming, struct error *error)
{
    char path[FILE_PATH_MAX];
    if (!join(path, paths->keys, CLIENT_CERTIFICATE_FILE, error) ||
        !certificate_save(certificate, path, 0644, error) || !file_give_to_folder(path, error) ||
        !file_give_to_folder(incoming, error)) {
        return false;
    }
    if (rename(incoming, paths->site) != 0) {
        return error_set_errno(error, "%s cannot be replaced", paths->site);
    }
    return file_sync_folder_of(paths->site, error);
}

/* A copy first: what is judged is then exactly what is put in place. */
static bool copy_bundle(const char *bundle, const char *incoming, struct error *error)
{
    struct buffer content;
    buffer_init(&content, SIGNED_FILE_MAX);
    bool fine = file_read(bundle, &content, error) &&
                file_write(incoming, content.data, content.length, 0644, error);
    buffer_finish(&content);
    return fine;
}

static bool judge_and_place(const struct enrol_place *place, const struct site *site,
                            const char *incoming, const char *bundle, struct error *error)
{
    const struct kiosk_paths *paths = place->paths;
    struct certificate *certificate = own_certificate(paths, site, bundle, error);
    bool fine = certificate != NULL && is_for_our_key(place, certificate, bundle, error) &&
                enrol_check_site(paths, site, bundle, error) &&
                enrol_put_in_place(paths, certificate, incoming, error);
    certificate_destroy(certificate);
    return fine;
}

bool enrol_install(const struct enrol_place *place, const char *bundle,
                   const struct clock_source *clock, char *kiosk_id, size_t size,
                   struct error *error)
{
    char incoming[FILE_PATH_MAX];
    const struct kiosk_paths *paths = place->paths;
    if (!text_format(incoming, sizeof incoming, "%s.incoming", paths->site)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", paths->site);
    }
    if (!copy_bundle(bundle, incoming, error)) {
        return false;
    }
    struct site *site = site_load(incoming, paths->site_root, enrol_judging_time(clock), error);
    bool fine = site != NULL ? judge_and_place(place, site, incoming, bundle, error)
                             : error_prefix(error, "%s", bundle);
    if (fine) {
        (void)text_copy(kiosk_id, size, site_kiosk_id(site));
    } else {
        (void)unlink(incoming);
    }
    site_destroy(site);
    return fine;
}
