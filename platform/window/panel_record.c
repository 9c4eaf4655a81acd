#include "platform/window/panel_record.h"

#include "platform/window/panel.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <xf86drm.h>

static bool is_sound(const struct panel_record *record)
{
    bool sound = record->mark == PANEL_RECORD_MARK && record->width > 0 && record->height > 0 &&
                 record->width <= PANEL_SIDE_MAX && record->height <= PANEL_SIDE_MAX;

    for (int i = 0; sound && i < PANEL_BUFFERS; i++) {
        const struct panel_buffer *buffer = &record->buffers[i];
        sound = buffer->stride / 4 >= (uint32_t)record->width && buffer->stride <= INT32_MAX &&
                buffer->size >= (uint64_t)buffer->stride * (uint64_t)record->height;
    }
    return sound;
}

struct panel_record *panel_record_map(int descriptor, bool writable, struct error *error)
{
    struct panel_record *record;
    struct stat status;

    if (fstat(descriptor, &status) != 0 || status.st_size < (off_t)sizeof *record) {
        error_set(error, ERROR_CORRUPT, "what is known of the panel is cut short");
        return NULL;
    }
    record = mmap(NULL, sizeof *record, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED,
                  descriptor, 0);
    if (record == MAP_FAILED) {
        error_set_errno(error, "what is known of the panel cannot be read");
        return NULL;
    }
    if (is_sound(record))
        return record;
    panel_record_unmap(record);
    error_set(error, ERROR_CORRUPT, "what is known of the panel is not of this program");
    return NULL;
}

void panel_record_unmap(struct panel_record *record)
{
    if (record)
        munmap(record, sizeof *record);
}

bool panel_map(int device, const struct panel_record *record, int buffer, struct pixels *pixels,
               struct error *error)
{
    const struct panel_buffer *from = &record->buffers[buffer];
    uint64_t offset = 0;
    void *bytes = MAP_FAILED;

    *pixels = (struct pixels){0};
    if (drmModeMapDumbBuffer(device, from->handle, &offset) == 0)
        bytes = mmap(NULL, from->size, PROT_READ | PROT_WRITE, MAP_SHARED, device, (off_t)offset);
    if (bytes == MAP_FAILED)
        return error_set_errno(error, "the panel's memory cannot be mapped");
    *pixels = (struct pixels){.bytes = bytes,
                              .width = record->width,
                              .height = record->height,
                              .stride = (int)from->stride};
    return true;
}

void panel_unmap(const struct panel_record *record, int buffer, struct pixels *pixels)
{
    if (pixels->bytes)
        munmap(pixels->bytes, record->buffers[buffer].size);
    *pixels = (struct pixels){0};
}
