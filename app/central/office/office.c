#include "app/central/office/office.h"

#include "platform/base/text.h"

#include <string.h>

bool office_path(char path[static FILE_PATH_MAX], const char *office, const char *name,
                 struct error *error)
{
    return file_join(path, FILE_PATH_MAX, office, name) ||
           error_set(error, ERROR_LIMIT, "%.200s/%s is too long for a path", office, name);
}

static bool pair_paths(const char *office, const char *name, char key[static FILE_PATH_MAX],
                       char certificate[static FILE_PATH_MAX], struct error *error)
{
    char file[128];
    return text_format(file, sizeof file, "%s.key", name) &&
           office_path(key, office, file, error) &&
           text_format(file, sizeof file, "%s.pem", name) &&
           office_path(certificate, office, file, error);
}

void office_pair_finish(struct office_pair *pair)
{
    private_key_destroy(pair->key);
    certificate_destroy(pair->certificate);
    *pair = (struct office_pair){0};
}

bool office_load(const char *office, const char *name, struct office_pair *pair,
                 struct error *error)
{
    char key_path[FILE_PATH_MAX], certificate_path[FILE_PATH_MAX];
    struct office_pair loaded = {0};
    *pair = loaded;
    if (!pair_paths(office, name, key_path, certificate_path, error))
        return false;
    loaded.key = private_key_load(key_path, error);
    if (loaded.key != NULL)
        loaded.certificate = certificate_load(certificate_path, error);
    if (loaded.certificate == NULL) {
        office_pair_finish(&loaded);
        return false;
    }
    if (!certificate_matches_key(loaded.certificate, loaded.key)) {
        office_pair_finish(&loaded);
        return error_set(error, ERROR_REFUSED, "%s does not belong to %s", certificate_path,
                         key_path);
    }
    *pair = loaded;
    return true;
}

bool office_load_newest(const char *office, const char *name, struct office_pair *pair,
                        struct error *error)
{
    for (int number = OFFICE_RENEWALS_MAX; number > 1; number--) {
        char numbered[64], file[128], path[FILE_PATH_MAX];
        if (!text_format(numbered, sizeof numbered, "%s-%d", name, number) ||
            !text_format(file, sizeof file, "%s.key", numbered) ||
            !office_path(path, office, file, error))
            return false;
        if (file_exists(path))
            return office_load(office, numbered, pair, error);
    }
    return office_load(office, name, pair, error);
}

const char *office_signing(const char *office)
{
    char path[FILE_PATH_MAX];
    bool apart = file_join(path, sizeof path, office, "signing") && file_exists(path);
    return apart ? "signing/site-signing" : "issuing/site-signing";
}

static struct certificate *certify(const struct private_key *key,
                                   const struct certificate_order *order,
                                   const struct office_pair *issuer, struct error *error)
{
    if (issuer == NULL)
        return issue_root(key, order, error);
    struct certificate_request *request = request_create(key, order->name, error);
    if (request == NULL)
        return NULL;
    struct certificate *certificate =
        issue_certificate(request, order, issuer->certificate, issuer->key, error);
    request_destroy(request);
    return certificate;
}

static bool save_key(const struct private_key *key, const char *path, const char *passphrase,
                     struct error *error)
{
    return passphrase != NULL ? private_key_save_encrypted(key, path, passphrase, error)
                              : private_key_save(key, path, error);
}

bool office_make(const char *office, const char *name, const struct certificate_order *order,
                 const struct office_pair *issuer, struct office_pair *pair, struct error *error)
{
    return office_make_under(office, name, order, issuer, NULL, pair, error);
}

bool office_make_under(const char *office, const char *name, const struct certificate_order *order,
                       const struct office_pair *issuer, const char *passphrase,
                       struct office_pair *pair, struct error *error)
{
    char key_path[FILE_PATH_MAX], certificate_path[FILE_PATH_MAX];
    struct office_pair made = {0};
    *pair = made;
    if (!pair_paths(office, name, key_path, certificate_path, error))
        return false;
    made.key = private_key_create(error);
    if (made.key != NULL)
        made.certificate = certify(made.key, order, issuer, error);
    if (made.certificate == NULL || !save_key(made.key, key_path, passphrase, error) ||
        !certificate_save(made.certificate, certificate_path, 0644, error) ||
        !file_give_to_folder(key_path, error) || !file_give_to_folder(certificate_path, error)) {
        office_pair_finish(&made);
        return false;
    }
    *pair = made;
    return true;
}

bool office_publish(const char *office, const char *name, const struct certificate *certificate,
                    struct error *error)
{
    char path[FILE_PATH_MAX];
    return office_path(path, office, name, error) &&
           certificate_save(certificate, path, 0644, error);
}

bool office_hosts(const char *list, char copy[static 1024],
                  const char *hosts[static ISSUE_HOSTS_MAX + 1], struct error *error)
{
    size_t count = 0;
    char *rest = NULL;
    if (!text_copy(copy, 1024, list))
        return error_set(error, ERROR_INPUT, "the list of host names is too long");
    for (char *name = strtok_r(copy, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
        if (count == ISSUE_HOSTS_MAX)
            return error_set(error, ERROR_INPUT, "at most %d host names can be given",
                             ISSUE_HOSTS_MAX);
        hosts[count++] = name;
    }
    hosts[count] = NULL;
    return count > 0 || error_set(error, ERROR_INPUT,
                                  "--host needs the names by which kiosks reach "
                                  "this office, separated by commas");
}
