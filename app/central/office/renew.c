#include "app/central/office/renew.h"

#include "app/central/office/office.h"
#include "platform/base/config.h"
#include "platform/base/text.h"

#include <string.h>

struct kind {
    const char *what, *pair, *root, *published, *title;
    enum certificate_purpose purpose;
    int64_t days;
};

static const struct kind kinds[] = {
    {"server", "receive/server", "roots/tls-root", NULL, "Custody alerts receiver",
     PURPOSE_TLS_SERVER, OFFICE_SERVER_DAYS},
    {"enrol-server", "issuing/enrol-server", "roots/tls-root", NULL, "Custody alerts enrolment",
     PURPOSE_TLS_SERVER, OFFICE_SERVER_DAYS},
    {"opening", "open/opening", "roots/sealing-root", "public/sealing/opening",
     "Custody alerts opening", PURPOSE_SEALING, OFFICE_OPENING_DAYS},
    {"signing", "signing/site-signing", "roots/site-root", NULL, "Custody alerts site signing",
     PURPOSE_SIGNING, OFFICE_SIGNING_DAYS},
    {"acknowledging", "receive/acknowledging", "roots/tls-root", NULL,
     "Custody alerts acknowledging", PURPOSE_ACKNOWLEDGING, OFFICE_ACKNOWLEDGING_DAYS},
};

static const struct kind *find_kind(const char *what, struct error *error)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].what, what) == 0)
            return &kinds[i];
    error_set(
        error, ERROR_INPUT,
        "'%.32s' cannot be renewed: server, enrol-server, opening, signing and acknowledging can",
        what);
    return NULL;
}

/* The first pair has no number; the second is -2. */
static bool next_name(const struct kind *kind, const char *office, int *number,
                      char name[static RENEW_NAME_SIZE], struct error *error)
{
    for (*number = 2; *number <= OFFICE_RENEWALS_MAX; ++*number) {
        char file[RENEW_NAME_SIZE + 8], key[FILE_PATH_MAX], certificate[FILE_PATH_MAX];
        if (!text_format(name, RENEW_NAME_SIZE, "%s-%d", kind->pair, *number) ||
            !text_format(file, sizeof file, "%s.key", name) ||
            !office_path(key, office, file, error) ||
            !text_format(file, sizeof file, "%s.pem", name) ||
            !office_path(certificate, office, file, error))
            return false;
        if (!file_exists(key) && !file_exists(certificate))
            return true;
    }
    return error_set(error, ERROR_LIMIT, "%s was renewed %d times: start a new office", kind->what,
                     OFFICE_RENEWALS_MAX);
}

static bool copy_place(const char *from, const char *to, struct error *error)
{
    struct buffer content;
    buffer_init(&content, CONFIG_FILE_MAX);
    bool fine = file_read(from, &content, error) &&
                file_write(to, content.data, content.length, 0600, error);
    buffer_finish(&content);
    return fine;
}

static bool make_for_token(const struct renew_order *order, const char *name,
                           const struct certificate_order *asked, const struct office_pair *root,
                           struct office_pair *pair, struct error *error)
{
    char file[RENEW_NAME_SIZE + 8], place[FILE_PATH_MAX], certificate[FILE_PATH_MAX];
    struct certificate_request *request =
        request_create_unsigned(order->token_key, asked->name, error);
    *pair = (struct office_pair){0};
    if (request != NULL)
        pair->certificate = issue_certificate(request, asked, root->certificate, root->key, error);
    request_destroy(request);
    if (pair->certificate != NULL && text_format(file, sizeof file, "%s.token", name) &&
        office_path(place, order->office, file, error) &&
        text_format(file, sizeof file, "%s.pem", name) &&
        office_path(certificate, order->office, file, error) &&
        copy_place(order->token_file, place, error) &&
        certificate_save(pair->certificate, certificate, 0644, error))
        return true;
    office_pair_finish(pair);
    return false;
}

static bool make(const struct kind *kind, const struct renew_order *order, int number,
                 const char *name, const char *const *hosts, struct error *error)
{
    char title[CERTIFICATE_NAME_MAX + 1], published[RENEW_NAME_SIZE];
    struct office_pair root, pair;
    if (!text_format(title, sizeof title, "%s %d", kind->title, number) ||
        !office_load(order->office, kind->root, &root, error))
        return false;
    struct certificate_order asked = {.purpose = kind->purpose,
                                      .name = title,
                                      .not_before = order->now_utc - OFFICE_EARLY_SECONDS,
                                      .days = kind->days,
                                      .hosts = hosts};
    bool fine = order->token_key != NULL ? make_for_token(order, name, &asked, &root, &pair, error)
                                         : office_make_under(order->office, name, &asked, &root,
                                                             order->passphrase, &pair, error);
    office_pair_finish(&root);
    if (!fine)
        return false;
    fine = kind->published == NULL ||
           (text_format(published, sizeof published, "%s-%d.pem", kind->published, number) &&
            office_publish(order->office, published, pair.certificate, error));
    office_pair_finish(&pair);
    return fine;
}

bool renew_key(const struct renew_order *order, char made[static RENEW_NAME_SIZE],
               struct error *error)
{
    int number = 0;
    char copy[1024];
    const char *hosts[ISSUE_HOSTS_MAX + 1];
    made[0] = '\0';
    const struct kind *found = find_kind(order->what, error);
    if (found == NULL)
        return false;
    struct kind kind = *found;
    if (kind.purpose == PURPOSE_SIGNING)
        kind.pair = office_signing(order->office);
    bool server = kind.purpose == PURPOSE_TLS_SERVER;
    if (server && !office_hosts(order->hosts == NULL ? "" : order->hosts, copy, hosts, error))
        return false;
    return next_name(&kind, order->office, &number, made, error) &&
           make(&kind, order, number, made, server ? hosts : NULL, error);
}
