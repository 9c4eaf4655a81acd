#include "app/outbox/salvage.h"

#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <string.h>

static void read_identity(const struct outbox *outbox, struct identity *identities, size_t *count)
{
    char text[CHAIN_KIOSK_ID_MAX + 2 * CHAIN_OUTBOX_ID_SIZE + 3] = "";
    struct identity *identity = &identities[*count];
    struct buffer content;
    char *space;

    buffer_init(&content, sizeof text - 1);
    if (*count < SALVAGE_IDENTITIES_MAX && file_read(outbox->identity, &content, NULL)) {
        memcpy(text, content.data, content.length);
        text[strcspn(text, "\n")] = '\0';
        space = strchr(text, ' ');
        if (space != NULL) {
            *space = '\0';
            *identity = (struct identity){.last_sequence = 0};
            *count += hex_decode(space + 1, identity->outbox_id, sizeof identity->outbox_id) &&
                      chain_kiosk_id_is_valid(text) &&
                      text_copy(identity->kiosk_id, sizeof identity->kiosk_id, text);
        }
    }
    buffer_finish(&content);
}

/* Rows of another kiosk would not be believed by the centre. */
static size_t only_of(const char *kiosk_id, struct identity *identities, size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(identities[i].kiosk_id, kiosk_id) == 0) {
            identities[left++] = identities[i];
        }
    }
    return left;
}

bool salvage_whose(const struct outbox *outbox, const char *kiosk_id, const struct pages *pages,
                   struct identity identities[SALVAGE_IDENTITIES_MAX], size_t *count,
                   struct error *error)
{
    if (!salvage_identities(pages, identities, count)) {
        return error_set(error, ERROR_MEMORY, "no memory for the salvage");
    }
    read_identity(outbox, identities, count);
    if (kiosk_id == NULL && *count == 0) {
        return error_set(error, ERROR_CORRUPT,
                         "%s: whose it was cannot be found; enrol this kiosk, then try again",
                         outbox->path);
    }
    *count = only_of(kiosk_id != NULL ? kiosk_id : identities[0].kiosk_id, identities, *count);
    return true;
}
