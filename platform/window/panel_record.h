/*
 * What parent and child of a screen know about the panel in common: one page of shared memory. The
 * parent writes it, a child reads it. For platform/window only.
 */
#ifndef PLATFORM_WINDOW_PANEL_RECORD_H
#define PLATFORM_WINDOW_PANEL_RECORD_H

#include "platform/base/error.h"
#include "platform/window/turn.h"

#include <stdint.h>
#include <xf86drmMode.h>

#define PANEL_BUFFERS     2
#define PANEL_RECORD_MARK 0x4b50414e454c3031ull /* "KPANEL01": another layout is another mark */

struct panel_buffer {
    uint32_t handle, framebuffer; /* of the device */
    uint32_t stride;              /* bytes */
    uint32_t unused;
    uint64_t size; /* bytes */
};

struct panel_record {
    uint64_t mark;
    int32_t width, height;
    uint32_t connector, crtc; /* 0: no display is there */
    uint32_t left;            /* 1: the picture is nobody's */
    uint32_t unused;
    struct panel_buffer buffers[PANEL_BUFFERS];
    drmModeModeInfo mode;
};

/* A record that was kept or inherited. NULL when it is none that this program wrote. */
struct panel_record *panel_record_map(int descriptor, bool writable, struct error *error) MUST_USE;
void panel_record_unmap(struct panel_record *record);

/* A buffer's pixels, mapped; `bytes` is NULL on failure. */
bool panel_map(int device, const struct panel_record *record, int buffer, struct pixels *pixels,
               struct error *error) MUST_USE;
/* Nothing where nothing is mapped. */
void panel_unmap(const struct panel_record *record, int buffer, struct pixels *pixels);

#endif
