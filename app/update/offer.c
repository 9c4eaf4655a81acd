#include "app/update/offer.h"

#include <jansson.h>
#include <string.h>

bool update_offer_encode(const struct update_offer *offer, struct buffer *out, struct error *error)
{
    return buffer_append_format(out,
                                "{\"version\":1,\"release\":\"%s\",\"size\":%lld,\"piece\":%u}",
                                offer->version.text, (long long)offer->size, UPDATE_PIECE_SIZE) ||
           error_set(error, ERROR_LIMIT, "the offer of an update does not fit");
}

static bool read(const json_t *root, struct update_offer *offer)
{
    const char *release = json_string_value(json_object_get(root, "release"));
    offer->size = json_integer_value(json_object_get(root, "size"));
    return json_integer_value(json_object_get(root, "version")) == 1 &&
           json_integer_value(json_object_get(root, "piece")) == UPDATE_PIECE_SIZE &&
           offer->size > 0 && offer->size <= UPDATE_BUNDLE_MAX && release != NULL &&
           release_version_parse(release, strlen(release), &offer->version);
}

bool update_offer_decode(const void *bytes, size_t length, struct update_offer *offer,
                         struct error *error)
{
    struct update_offer found = {.size = 0};
    json_t *root = length <= UPDATE_OFFER_BYTES
                       ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL)
                       : NULL;
    bool fine = read(root, &found);
    json_decref(root);
    *offer = fine ? found : (struct update_offer){.size = 0};
    return fine || error_set(error, ERROR_INPUT, "what the office offers is not an update");
}

size_t update_offer_piece(const struct update_offer *offer, int64_t number)
{
    if (number < 0 || number > UPDATE_BUNDLE_MAX / UPDATE_PIECE_SIZE)
        return 0;
    int64_t left = offer->size - number * (int64_t)UPDATE_PIECE_SIZE;
    return left <= 0 ? 0 : left < (int64_t)UPDATE_PIECE_SIZE ? (size_t)left : UPDATE_PIECE_SIZE;
}
