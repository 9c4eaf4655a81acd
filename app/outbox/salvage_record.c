#include "app/outbox/salvage_record.h"

/* Serial types of a record's columns (section 2.1): a blob of n bytes is 12 + 2n. */
#define TYPE_HASH      (12 + 2 * CHAIN_HASH_SIZE)
#define TYPE_OUTBOX_ID (12 + 2 * CHAIN_OUTBOX_ID_SIZE)

size_t record_varint(const uint8_t *bytes, size_t length, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < length && i < RECORD_VARINT_MAX; i++) {
        if (i == RECORD_VARINT_MAX - 1) {
            *value = *value << 8 | bytes[i];
            return RECORD_VARINT_MAX;
        }
        *value = *value << 7 | (bytes[i] & 0x7f);
        if ((bytes[i] & 0x80) == 0) {
            return i + 1;
        }
    }
    return 0;
}

size_t record_type_size(uint64_t type)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

    return type < 12 ? sizes[type]
                     : (size_t)((type - 12) / 2 < RECORD_PAYLOAD_MAX ? (type - 12) / 2
                                                                     : RECORD_PAYLOAD_MAX);
}

int64_t record_integer(const uint8_t *bytes, uint64_t type)
{
    uint64_t value = (bytes[0] & 0x80) != 0 && record_type_size(type) > 0 ? UINT64_MAX : 0;

    if (type == 8 || type == 9) {
        return type == 9;
    }
    for (size_t i = 0; i < record_type_size(type); i++) {
        value = value << 8 | bytes[i];
    }
    return (int64_t)value;
}

bool record_read_header(const uint8_t *header, size_t left, struct record *record)
{
    uint64_t size;
    size_t at = record_varint(header, left, &size);
    size_t offset = (size_t)size;

    if (at == 0 || size > left || size > 127) {
        return false;
    }
    for (record->columns = 0; at < size && record->columns < RECORD_COLUMNS_MAX;
         record->columns++) {
        size_t taken = record_varint(header + at, size - at, &record->types[record->columns]);

        if (taken == 0) {
            return false;
        }
        at += taken;
        record->offsets[record->columns] = offset;
        offset += record_type_size(record->types[record->columns]);
    }
    return at == size && offset == record->length && record->length <= RECORD_PAYLOAD_MAX;
}

static bool is_integer(uint64_t type)
{
    return (type >= 1 && type <= 6) || type == 8 || type == 9;
}

bool record_is_row(const struct record *record)
{
    const uint64_t *types = record->types;

    return record->columns == RECORD_COLUMNS_ROW && types[0] == 0 && is_integer(types[1]) &&
           is_integer(types[2]) && types[3] == TYPE_HASH && types[4] == TYPE_HASH &&
           types[5] == TYPE_HASH && (types[6] == 0 || types[6] % 2 == 1) && types[7] > 12 &&
           types[7] % 2 == 0;
}

bool record_is_head(const struct record *record)
{
    const uint64_t *types = record->types;

    return record->columns == RECORD_COLUMNS_HEAD && types[0] == 0 && types[1] > 13 &&
           types[1] % 2 == 1 && types[2] == TYPE_OUTBOX_ID && is_integer(types[3]) &&
           types[4] == TYPE_HASH;
}

/* Section 1.6: U, X, M, K. */
size_t record_local_part(size_t page_size, size_t length)
{
    size_t most = page_size - 35;
    size_t least = (page_size - 12) * 32 / 255 - 23;
    size_t fitting = least + (length - least) % (page_size - 4);

    if (length <= most) {
        return length;
    }
    return fitting <= most ? fitting : least;
}
