#include "app/wire/acknowledgement.h"

#include "platform/base/hex.h"
#include "platform/base/text.h"
#include "platform/crypto/signed_file.h"

#include <jansson.h>
#include <string.h>

static int append_chunk(const char *bytes, size_t length, void *context)
{
    return buffer_append(context, bytes, length) ? 0 : -1;
}

/* The answer with what says whose it is. */
static bool write_content(const char *kiosk_id, const uint8_t *outbox_id, const char *answer,
                          size_t length, struct buffer *content, struct error *error)
{
    char outbox[2 * CHAIN_OUTBOX_ID_SIZE + 1];
    json_t *root = json_loadb(answer, length, JSON_REJECT_DUPLICATES, NULL);
    bool fine;

    hex_encode(outbox_id, CHAIN_OUTBOX_ID_SIZE, outbox);
    fine = root != NULL &&
           json_object_set_new(root, "type", json_string(ACKNOWLEDGEMENT_TYPE)) == 0 &&
           json_object_set_new(root, "kiosk", json_string(kiosk_id)) == 0 &&
           json_object_set_new(root, "outbox", json_string(outbox)) == 0 &&
           json_dump_callback(root, append_chunk, content, JSON_COMPACT) == 0;
    json_decref(root);
    return fine || error_set(error, ERROR_MEMORY, "no memory for an acknowledgement");
}

bool acknowledgement_sign(const char *kiosk_id, const uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE],
                          const char *answer, size_t length, const struct certificate *certificate,
                          const struct private_key *key, struct buffer *signed_form,
                          struct error *error)
{
    struct buffer content;
    bool fine;

    buffer_init(&content, ANSWER_BYTES_MAX);
    fine = write_content(kiosk_id, outbox_id, answer, length, &content, error) &&
           signed_file_make(content.data, content.length, certificate, key, signed_form, error);
    buffer_finish(&content);
    return fine;
}

static bool read_owner(const json_t *root, struct acknowledgement *acknowledgement,
                       struct error *error)
{
    const char *type = json_string_value(json_object_get(root, "type"));
    const char *kiosk = json_string_value(json_object_get(root, "kiosk"));
    const char *outbox = json_string_value(json_object_get(root, "outbox"));

    if (type == NULL || strcmp(type, ACKNOWLEDGEMENT_TYPE) != 0)
        return error_set(error, ERROR_INPUT, "it is signed, but no acknowledgement");
    return (kiosk != NULL && chain_kiosk_id_is_valid(kiosk) &&
            text_copy(acknowledgement->kiosk_id, sizeof acknowledgement->kiosk_id, kiosk) &&
            outbox != NULL &&
            hex_decode(outbox, acknowledgement->outbox_id, sizeof acknowledgement->outbox_id)) ||
           error_set(error, ERROR_INPUT, "it names no kiosk and outbox");
}

static bool read_content(const struct buffer *content, struct acknowledgement *acknowledgement,
                         struct error *error)
{
    const char *text = (const char *)content->data;
    json_t *root = json_loadb(text, content->length, JSON_REJECT_DUPLICATES, NULL);
    bool fine = (root != NULL || error_set(error, ERROR_INPUT, "its content is not JSON")) &&
                read_owner(root, acknowledgement, error) &&
                answer_parse(text, content->length, &acknowledgement->answer, error);

    json_decref(root);
    return fine;
}

bool acknowledgement_verify(const char *name, const void *signed_form, size_t length,
                            const struct trust *trust, int64_t at_utc,
                            struct acknowledgement *acknowledgement, struct error *error)
{
    struct buffer content;
    bool fine;

    *acknowledgement = (struct acknowledgement){{0}, {0}, {0}};
    buffer_init(&content, ANSWER_BYTES_MAX);
    fine = signed_file_verify_for(PURPOSE_ACKNOWLEDGING, name, signed_form, length, trust, at_utc,
                                  &content, error);
    if (fine && !read_content(&content, acknowledgement, error)) {
        error_prefix(error, "%s", name);
        acknowledgement_finish(acknowledgement);
        fine = false;
    }
    buffer_finish(&content);
    return fine;
}

void acknowledgement_finish(struct acknowledgement *acknowledgement)
{
    answer_finish(&acknowledgement->answer);
    *acknowledgement = (struct acknowledgement){{0}, {0}, {0}};
}
