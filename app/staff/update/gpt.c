#include "app/staff/update/gpt.h"

#include "app/staff/update/disk.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define SECTOR       512
#define ENTRY_SIZE   128
#define ENTRIES_SIZE (GPT_PARTITIONS_MAX * ENTRY_SIZE)
#define HEADER_SIZE  92 /* UEFI 2.10, table 5.5 */

/* Offsets in a header (table 5.5) and in an entry (table 5.6). */
enum header_field {
    HEADER_LENGTH = 12,
    HEADER_CRC = 16,
    HEADER_MY_LBA = 24,
    HEADER_OTHER_LBA = 32,
    HEADER_FIRST_USABLE = 40,
    HEADER_LAST_USABLE = 48,
    HEADER_ENTRIES_LBA = 72,
    HEADER_ENTRY_COUNT = 80,
    HEADER_ENTRY_SIZE = 84,
    HEADER_ENTRIES_CRC = 88
};
enum entry_field { ENTRY_TYPE = 0, ENTRY_ID = 16, ENTRY_FIRST = 32, ENTRY_LAST = 40 };

struct gpt {
    uint8_t header[SECTOR]; /* of the copy that was read */
    uint8_t entries[ENTRIES_SIZE];
    uint64_t last_sector; /* of the disk */
    struct gpt_partition partitions[GPT_PARTITIONS_MAX];
    size_t count;
};

/* ---- numbers --------------------------------------------------------------- */

static uint64_t get(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static void put(uint8_t *bytes, size_t size, uint64_t value)
{
    for (size_t i = 0; i < size; i++, value >>= 8)
        bytes[i] = (uint8_t)value;
}

/* CRC-32 of ISO 3309, as UEFI has it. */
static uint32_t crc32_of(const uint8_t *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (UINT32_C(0xedb88320) & (0u - (crc & 1u)));
    }
    return ~crc;
}

/* On the disk the first three fields of an id are little-endian; in its text they are not. */
static void turn_id(const uint8_t *from, uint8_t *to)
{
    static const uint8_t order[GPT_ID_SIZE] = {3, 2, 1,  0,  5,  4,  7,  6,
                                               8, 9, 10, 11, 12, 13, 14, 15};
    for (size_t i = 0; i < GPT_ID_SIZE; i++)
        to[i] = from[order[i]];
}

/* ---- reading --------------------------------------------------------------- */

static uint32_t header_crc(const uint8_t *header)
{
    uint8_t copy[HEADER_SIZE];
    memcpy(copy, header, sizeof copy);
    put(copy + HEADER_CRC, 4, 0);
    return crc32_of(copy, sizeof copy);
}

/* Whether the header that stands at `lba` is one of this disk, of the form that every tool writes. */
static bool header_verifies(const uint8_t *header, uint64_t lba, uint64_t last_sector)
{
    uint64_t entries = get(header + HEADER_ENTRIES_LBA, 8);
    return memcmp(header, "EFI PART", 8) == 0 && get(header + HEADER_LENGTH, 4) == HEADER_SIZE &&
           get(header + HEADER_CRC, 4) == header_crc(header) &&
           get(header + HEADER_MY_LBA, 8) == lba &&
           get(header + HEADER_ENTRY_COUNT, 4) == GPT_PARTITIONS_MAX &&
           get(header + HEADER_ENTRY_SIZE, 4) == ENTRY_SIZE &&
           (lba == 1 ? entries == 2 : entries > 2) &&
           entries <= last_sector - ENTRIES_SIZE / SECTOR &&
           get(header + HEADER_OTHER_LBA, 8) <= last_sector;
}

static bool read_copy(struct gpt *gpt, int descriptor, uint64_t lba)
{
    if (!disk_read(descriptor, (int64_t)lba * SECTOR, gpt->header, SECTOR, NULL) ||
        !header_verifies(gpt->header, lba, gpt->last_sector))
        return false;
    int64_t entries = (int64_t)get(gpt->header + HEADER_ENTRIES_LBA, 8) * SECTOR;
    return disk_read(descriptor, entries, gpt->entries, ENTRIES_SIZE, NULL) &&
           crc32_of(gpt->entries, ENTRIES_SIZE) == get(gpt->header + HEADER_ENTRIES_CRC, 4);
}

static bool read_entry(struct gpt *gpt, size_t index)
{
    static const uint8_t unused[GPT_ID_SIZE] = {0};
    const uint8_t *entry = gpt->entries + index * ENTRY_SIZE;
    uint64_t first = get(entry + ENTRY_FIRST, 8);
    uint64_t last = get(entry + ENTRY_LAST, 8);
    struct gpt_partition *partition = &gpt->partitions[gpt->count];
    if (memcmp(entry + ENTRY_TYPE, unused, sizeof unused) == 0)
        return true;
    if (first < get(gpt->header + HEADER_FIRST_USABLE, 8) || last < first ||
        last > get(gpt->header + HEADER_LAST_USABLE, 8) || last > gpt->last_sector)
        return false;
    turn_id(entry + ENTRY_TYPE, partition->type);
    turn_id(entry + ENTRY_ID, partition->id);
    partition->offset = (int64_t)first * SECTOR;
    partition->size = (int64_t)(last - first + 1) * SECTOR;
    partition->index = index;
    gpt->count++;
    return true;
}

static bool read_entries(struct gpt *gpt)
{
    for (size_t i = 0; i < GPT_PARTITIONS_MAX; i++)
        if (!read_entry(gpt, i))
            return false;
    return true;
}

struct gpt *gpt_read(int descriptor, struct error *error)
{
    off_t size = lseek(descriptor, 0, SEEK_END);
    struct gpt *gpt = calloc(1, sizeof *gpt);
    if (gpt == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a partition table");
        return NULL;
    }
    gpt->last_sector = size < 2 * ENTRIES_SIZE ? 0 : (uint64_t)size / SECTOR - 1;
    if (gpt->last_sector > 0 &&
        (read_copy(gpt, descriptor, 1) || read_copy(gpt, descriptor, gpt->last_sector)) &&
        read_entries(gpt))
        return gpt;
    free(gpt);
    error_set(error, ERROR_CORRUPT, "the disk's partition table does not verify");
    return NULL;
}

void gpt_destroy(struct gpt *gpt)
{
    free(gpt);
}

size_t gpt_count(const struct gpt *gpt)
{
    return gpt->count;
}

const struct gpt_partition *gpt_partition(const struct gpt *gpt, size_t i)
{
    return &gpt->partitions[i];
}

/* ---- writing --------------------------------------------------------------- */

void gpt_set_id(struct gpt *gpt, size_t i, const uint8_t id[static GPT_ID_SIZE])
{
    struct gpt_partition *partition = &gpt->partitions[i];
    memcpy(partition->id, id, GPT_ID_SIZE);
    turn_id(id, gpt->entries + partition->index * ENTRY_SIZE + ENTRY_ID);
}

/* The header of the copy at `lba`, whose entries begin at `entries_lba`. */
static void make_header(const struct gpt *gpt, uint64_t lba, uint64_t entries_lba, uint64_t other,
                        uint8_t header[static SECTOR])
{
    memcpy(header, gpt->header, SECTOR);
    put(header + HEADER_MY_LBA, 8, lba);
    put(header + HEADER_OTHER_LBA, 8, other);
    put(header + HEADER_ENTRIES_LBA, 8, entries_lba);
    put(header + HEADER_ENTRIES_CRC, 4, crc32_of(gpt->entries, ENTRIES_SIZE));
    put(header + HEADER_CRC, 4, header_crc(header));
}

static bool write_copy(const struct gpt *gpt, int descriptor, uint64_t entries_lba,
                       const uint8_t *header, uint64_t lba, struct error *error)
{
    return disk_write(descriptor, (int64_t)entries_lba * SECTOR, gpt->entries, ENTRIES_SIZE,
                      error) &&
           disk_write(descriptor, (int64_t)lba * SECTOR, header, SECTOR, error) &&
           disk_sync(descriptor, error);
}

bool gpt_write(struct gpt *gpt, int descriptor, struct error *error)
{
    uint8_t first[SECTOR];
    uint8_t second[SECTOR];
    uint64_t my_lba = get(gpt->header + HEADER_MY_LBA, 8);
    uint64_t second_lba = my_lba == 1 ? get(gpt->header + HEADER_OTHER_LBA, 8) : my_lba;
    uint64_t second_entries = second_lba - ENTRIES_SIZE / SECTOR;
    if (second_entries <= get(gpt->header + HEADER_LAST_USABLE, 8))
        return error_set(error, ERROR_CORRUPT, "the disk's second partition table has no place");
    make_header(gpt, second_lba, second_entries, 1, second);
    make_header(gpt, 1, 2, second_lba, first);
    return write_copy(gpt, descriptor, second_entries, second, second_lba, error) &&
           write_copy(gpt, descriptor, 2, first, 1, error);
}
