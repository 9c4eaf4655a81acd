#include "app/enrolment/invitation.h"

#include "app/site/members.h"
#include "app/site/site.h"
#include "platform/base/base64.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"
#include "platform/crypto/signed_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT 1

void invitation_init(struct invitation *invitation)
{
    *invitation = (struct invitation){.kiosk_id = ""};
    buffer_init(&invitation->bundle, SIGNED_FILE_MAX);
}

void invitation_finish(struct invitation *invitation)
{
    buffer_finish(&invitation->bundle);
}

/* ---- writing --------------------------------------------------------------- */

static json_t *describe(const struct invitation *invitation, struct buffer *bundle)
{
    char root[2 * DIGEST_SIZE + 1], ends[CLOCK_TEXT_SIZE];
    hex_encode(invitation->tls_root, DIGEST_SIZE, root);
    clock_format(invitation->ends_utc, ends);
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s}", "format", FORMAT, "kiosk",
                     invitation->kiosk_id, "url", invitation->url, "tls_root_sha256", root,
                     "ends_utc", ends, "bundle", buffer_text(bundle));
}

bool invitation_encode(const struct invitation *invitation, struct buffer *text,
                       struct error *error)
{
    struct buffer bundle;
    json_t *object = NULL;
    char *json = NULL;
    buffer_init(&bundle, INVITATION_FILE_MAX);
    if (base64_encode(invitation->bundle.data, invitation->bundle.length, &bundle))
        object = describe(invitation, &bundle);
    if (object != NULL)
        json = json_dumps(object, JSON_INDENT(1));
    bool fine = json != NULL && buffer_append_text(text, json) && buffer_append_text(text, "\n");
    free(json);
    json_decref(object);
    buffer_finish(&bundle);
    return fine || error_set(error, ERROR_MEMORY, "no memory for an invitation");
}

/* ---- reading --------------------------------------------------------------- */

static bool read_texts(const struct members *members, struct invitation *invitation,
                       struct error *error)
{
    const char *kiosk =
        members_text(members, "kiosk", INVITATION_KIOSK_MAX - 1, "the kiosk's id", error);
    const char *url = kiosk == NULL ? NULL
                                    : members_text(members, "url", INVITATION_URL_MAX - 1,
                                                   "where to enrol", error);
    if (url == NULL)
        return false;
    if (!site_kiosk_id_is_valid(kiosk) ||
        !text_copy(invitation->kiosk_id, sizeof invitation->kiosk_id, kiosk))
        return members_refuse(members, "kiosk", error, "is not a kiosk's id");
    return (strncmp(url, "https://", 8) == 0 &&
            text_copy(invitation->url, sizeof invitation->url, url)) ||
           members_refuse(members, "url", error, "does not begin with https://");
}

static bool read_trust(const struct members *members, struct invitation *invitation,
                       struct error *error)
{
    const char *root = members_text(members, "tls_root_sha256", 2 * DIGEST_SIZE,
                                    "by what to know the server", error);
    const char *ends = root == NULL ? NULL
                                    : members_text(members, "ends_utc", CLOCK_TEXT_SIZE - 1,
                                                   "until when the code is good", error);
    if (ends == NULL)
        return false;
    if (strlen(root) != 2 * (size_t)DIGEST_SIZE ||
        !hex_decode(root, invitation->tls_root, DIGEST_SIZE))
        return members_refuse(members, "tls_root_sha256", error, "is not a SHA-256 in hexadecimal");
    return clock_parse(ends, &invitation->ends_utc) ||
           members_refuse(members, "ends_utc", error, "is not a time in UTC");
}

static bool read_all(const struct members *members, struct invitation *invitation,
                     struct error *error)
{
    static const char *const names[] = {"format",   "kiosk",  "url", "tls_root_sha256",
                                        "ends_utc", "bundle", NULL};
    int64_t format = 0;
    if (!members_check(members, names, error) ||
        !members_number(members, "format", FORMAT, FORMAT, &format, error) ||
        !read_texts(members, invitation, error) || !read_trust(members, invitation, error))
        return false;
    const json_t *bundle = json_object_get(members->object, "bundle");
    return (json_is_string(bundle) &&
            base64_decode(json_string_value(bundle), json_string_length(bundle),
                          &invitation->bundle) &&
            invitation->bundle.length > 0) ||
           members_refuse(members, "bundle", error, "is not a site bundle in base64");
}

bool invitation_parse(const char *name, const void *text, size_t length,
                      struct invitation *invitation, struct error *error)
{
    json_error_t where;
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);
    if (object == NULL)
        return error_set(error, ERROR_INPUT, "%s is no invitation: line %d: %s", name, where.line,
                         where.text);
    const struct members members = {object, name, ""};
    bool fine = read_all(&members, invitation, error);
    json_decref(object);
    return fine;
}

bool invitation_load(const char *path, struct invitation *invitation, struct error *error)
{
    struct buffer content;
    buffer_init(&content, INVITATION_FILE_MAX);
    bool fine = file_read(path, &content, error) &&
                invitation_parse(path, buffer_text(&content), content.length, invitation, error);
    buffer_finish(&content);
    return fine;
}
