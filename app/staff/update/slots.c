#include "app/staff/update/slots.h"

#include "platform/base/buffer.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"

#include <string.h>

#define COMMAND_LINE_MAX 16384u

/* 4f68bce3-e8cd-4db1-96e7-fbcaf984b709 and 2c7357ed-ebd2-46d9-aec1-23d437ec2bf5: x86-64 in UAPI.2. */
static const uint8_t root_type[GPT_ID_SIZE] = {0x4f, 0x68, 0xbc, 0xe3, 0xe8, 0xcd, 0x4d, 0xb1,
                                               0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09};
static const uint8_t verity_type[GPT_ID_SIZE] = {0x2c, 0x73, 0x57, 0xed, 0xeb, 0xd2, 0x46, 0xd9,
                                                 0xae, 0xc1, 0x23, 0xd4, 0x37, 0xec, 0x2b, 0xf5};

static bool find_hash(const char *text, uint8_t hash[static DIGEST_SIZE])
{
    static const char name[] = "roothash=";
    char digits[2 * DIGEST_SIZE + 1];
    for (const char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " \n");
        if (length == sizeof name - 1 + 2 * DIGEST_SIZE &&
            strncmp(word, name, sizeof name - 1) == 0) {
            memcpy(digits, word + sizeof name - 1, 2 * DIGEST_SIZE);
            digits[2 * DIGEST_SIZE] = '\0';
            return hex_decode(digits, hash, DIGEST_SIZE);
        }
        word += length + (word[length] != '\0');
    }
    return false;
}

bool slots_running_hash(const char *path, uint8_t hash[static DIGEST_SIZE], struct error *error)
{
    struct buffer content;
    buffer_init(&content, COMMAND_LINE_MAX);
    bool fine = file_read(path, &content, error);
    if (fine && !find_hash(buffer_text(&content), hash))
        fine = error_set(error, ERROR_CORRUPT,
                         "the kernel's command line names no root hash: nothing is updated");
    buffer_finish(&content);
    return fine;
}

/* The one of the two partitions of `type` whose id is not `running`. */
static bool find_other(const struct gpt *gpt, const uint8_t *type, const uint8_t *running,
                       size_t *other)
{
    size_t of_type = 0;
    size_t others = 0;
    for (size_t i = 0; i < gpt_count(gpt); i++) {
        const struct gpt_partition *partition = gpt_partition(gpt, i);
        if (memcmp(partition->type, type, GPT_ID_SIZE) != 0)
            continue;
        of_type++;
        if (memcmp(partition->id, running, GPT_ID_SIZE) != 0) {
            *other = i;
            others++;
        }
    }
    return of_type == 2 && others == 1;
}

bool slots_find_other(const struct gpt *gpt, const uint8_t running[static DIGEST_SIZE],
                      struct slot *other, struct error *error)
{
    return (find_other(gpt, root_type, running, &other->root) &&
            find_other(gpt, verity_type, running + GPT_ID_SIZE, &other->verity)) ||
           error_set(error, ERROR_CORRUPT,
                     "the disk has not two places for a release, of which one runs");
}

void slots_claim(struct gpt *gpt, const struct slot *slot, const uint8_t hash[static DIGEST_SIZE])
{
    gpt_set_id(gpt, slot->root, hash);
    gpt_set_id(gpt, slot->verity, hash + GPT_ID_SIZE);
}
