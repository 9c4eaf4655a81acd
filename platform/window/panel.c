#include "platform/window/panel.h"

#include "platform/window/console.h"
#include "platform/window/panel_card.h"
#include "platform/window/panel_picture.h"
#include "platform/window/panel_record.h"
#include "platform/window/udev_changes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#define DRM_MAJOR 226

struct panel {
    int device, descriptor; /* the latter of the record */
    int changes;            /* -1: no udev */
    bool was_kept, took_over;
    struct panel_record *record;
    struct pixels mapped[PANEL_BUFFERS];
};

/* ---- buffers ------------------------------------------------------------------ */

static bool add_buffer(struct panel *panel, int which, struct error *error)
{
    struct panel_record *record = panel->record;
    struct panel_buffer *buffer = &record->buffers[which];
    uint32_t width = (uint32_t)record->width, height = (uint32_t)record->height;

    if (drmModeCreateDumbBuffer(panel->device, width, height, 32, 0, &buffer->handle,
                                &buffer->stride, &buffer->size) != 0)
        return error_set_errno(error, "no memory for the panel's picture");
    if (drmModeAddFB(panel->device, width, height, 24, 32, buffer->stride, buffer->handle,
                     &buffer->framebuffer) != 0)
        return error_set_errno(error, "the graphics device does not take pictures of 24 bits");
    return panel_map(panel->device, record, which, &panel->mapped[which], error);
}

static void remove_buffers(struct panel *panel)
{
    for (int i = 0; i < PANEL_BUFFERS; i++) {
        struct panel_buffer *buffer = &panel->record->buffers[i];
        panel_unmap(panel->record, i, &panel->mapped[i]);
        if (buffer->framebuffer)
            (void)drmModeRmFB(panel->device, buffer->framebuffer);
        if (buffer->handle)
            (void)drmModeDestroyDumbBuffer(panel->device, buffer->handle);
        *buffer = (struct panel_buffer){0};
    }
}

static bool add_buffers(struct panel *panel, struct error *error)
{
    for (int i = 0; i < PANEL_BUFFERS; i++) {
        if (!add_buffer(panel, i, error))
            return false;
    }
    return true;
}

/* ---- showing ------------------------------------------------------------------- */

/* Drivers that copy what is drawn look at it when told so; where a display reads the memory by itself
 * they refuse, and nothing is lost. */
static void show(struct panel *panel)
{
    struct panel_record *record = panel->record;

    if (record->crtc)
        (void)drmModeSetCrtc(panel->device, record->crtc, record->buffers[0].framebuffer, 0, 0,
                             &record->connector, 1, &record->mode);
    for (int i = 0; i < PANEL_BUFFERS; i++)
        (void)drmModeDirtyFB(panel->device, record->buffers[i].framebuffer, NULL, 0);
}

static void wipe(struct panel *panel)
{
    for (int i = 0; i < PANEL_BUFFERS; i++)
        explicit_bzero(panel->mapped[i].bytes, panel->record->buffers[i].size);
}

static void darken(struct panel *panel)
{
    if (panel->record->crtc)
        (void)drmModeSetCrtc(panel->device, panel->record->crtc, 0, 0, 0, NULL, 0, NULL);
}

void panel_blank(struct panel *panel)
{
    wipe(panel);
    show(panel);
}

void panel_paint(struct panel *panel, const struct panel_picture *picture)
{
    for (int i = 0; i < PANEL_BUFFERS; i++)
        panel_picture_draw(picture, &panel->mapped[i]);
    show(panel);
}

void panel_leave(struct panel *panel)
{
    panel->record->left = 1;
}

void panel_enter(struct panel *panel)
{
    panel->record->left = 0;
}

/* ---- displays -------------------------------------------------------------------- */

static void take_display(struct panel *panel, const struct panel_display *display)
{
    panel->record->connector = display->connector;
    panel->record->crtc = display->crtc;
    panel->record->mode = display->mode;
}

static bool same_size(const struct panel *panel, const struct panel_display *display)
{
    return display->mode.hdisplay == panel->record->width &&
           display->mode.vdisplay == panel->record->height;
}

/* False where memory for the new size is missing: then the panel stays dark. */
static bool resize(struct panel *panel, int width, int height, struct error *error)
{
    remove_buffers(panel);
    panel->record->width = width;
    panel->record->height = height;
    return add_buffers(panel, error);
}

/* The connector is remembered: it is preferred when its display comes back. */
static enum panel_change lose_display(struct panel *panel)
{
    bool had_one = panel->record->crtc != 0;

    darken(panel);
    panel->record->crtc = 0;
    if (!had_one)
        return PANEL_SAME;
    wipe(panel);
    return PANEL_GONE;
}

static enum panel_change look(struct panel *panel)
{
    struct panel_display display;
    struct error error;

    if (!panel_card_can_draw(panel->device))
        return PANEL_LOST;
    if (!panel_card_find_display(panel->device, panel->record->connector, &display))
        return lose_display(panel);
    if (same_size(panel, &display)) {
        take_display(panel, &display);
        show(panel);
        return PANEL_SAME;
    }
    darken(panel);
    take_display(panel, &display);
    if (!resize(panel, display.mode.hdisplay, display.mode.vdisplay, &error))
        return PANEL_LOST;
    panel_blank(panel);
    return PANEL_RESIZED;
}

static void note_change(void *context, unsigned device_minor)
{
    bool *changed = context;

    (void)device_minor;
    *changed = true;
}

/* Asking a connector takes a display's time: not for every keyboard that comes. */
enum panel_change panel_look(struct panel *panel)
{
    bool changed = false;

    udev_changes_drain(panel->changes, DRM_MAJOR, note_change, &changed);
    return changed ? look(panel) : PANEL_SAME;
}

/* ---- opening --------------------------------------------------------------------- */

static bool make_record(struct panel *panel, struct error *error)
{
    void *memory = MAP_FAILED;

    panel->descriptor = memfd_create("kiosk-panel", MFD_CLOEXEC);
    if (panel->descriptor >= 0 && ftruncate(panel->descriptor, sizeof *panel->record) == 0)
        memory = mmap(NULL, sizeof *panel->record, PROT_READ | PROT_WRITE, MAP_SHARED,
                      panel->descriptor, 0);
    if (memory == MAP_FAILED)
        return error_set_errno(error, "no memory for what is known of the panel");
    panel->record = memory;
    *panel->record = (struct panel_record){.mark = PANEL_RECORD_MARK};
    return true;
}

static bool begin(struct panel *panel, const struct panel_setup *setup, struct error *error)
{
    struct panel_display display;
    int width = setup->width, height = setup->height;

    panel->device = panel_card_open(setup->card, error);
    if (panel->device < 0 || !make_record(panel, error))
        return false;
    if (panel_card_find_display(panel->device, 0, &display)) {
        take_display(panel, &display);
        width = display.mode.hdisplay;
        height = display.mode.vdisplay;
    }
    return resize(panel, width, height, error);
}

/* What a program before this one left: device, buffers, picture. */
static bool take_over(struct panel *panel, const struct panel_setup *setup, struct error *error)
{
    if (setup->device < 0 || setup->record < 0)
        return error_set(error, ERROR_NOT_FOUND, "nothing was kept of the panel");
    panel->record = panel_record_map(setup->record, true, error);
    if (!panel->record)
        return false;
    panel->device = setup->device;
    panel->descriptor = setup->record;
    for (int i = 0; i < PANEL_BUFFERS; i++) {
        if (!panel_map(panel->device, panel->record, i, &panel->mapped[i], error))
            return false;
    }
    panel->took_over = panel->record->left != 0;
    if (!panel->took_over)
        panel_blank(panel);
    return true;
}

static void let_go(struct panel *panel)
{
    for (int i = 0; panel->record && i < PANEL_BUFFERS; i++)
        panel_unmap(panel->record, i, &panel->mapped[i]);
    panel_record_unmap(panel->record);
    panel->record = NULL;
    panel->device = panel->descriptor = -1;
}

static void close_descriptor(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

static bool open_somehow(struct panel *panel, const struct panel_setup *setup, struct error *error)
{
    enum panel_change change = PANEL_LOST;

    if (take_over(panel, setup, error))
        change = look(panel);
    if (change != PANEL_LOST) {
        panel->took_over = change == PANEL_SAME && panel->took_over;
        panel->was_kept = true;
        return true;
    }
    let_go(panel);
    close_descriptor(setup->device);
    close_descriptor(setup->record);
    return begin(panel, setup, error);
}

struct panel *panel_open(const struct panel_setup *setup, struct error *error)
{
    struct panel *panel = calloc(1, sizeof *panel);

    if (!panel) {
        close_descriptor(setup->device);
        close_descriptor(setup->record);
        error_set(error, ERROR_MEMORY, "no memory for the panel");
        return NULL;
    }
    panel->device = panel->descriptor = -1;
    panel->changes = udev_changes_watch();
    console_mute();
    if (open_somehow(panel, setup, error))
        return panel;
    panel_close(panel);
    return NULL;
}

void panel_close(struct panel *panel)
{
    int device, descriptor;

    if (!panel)
        return;
    device = panel->device;
    descriptor = panel->descriptor;
    let_go(panel);
    close_descriptor(device);
    close_descriptor(descriptor);
    close_descriptor(panel->changes);
    free(panel);
}

int panel_device(const struct panel *panel)
{
    return panel->device;
}

int panel_record(const struct panel *panel)
{
    return panel->descriptor;
}

bool panel_took_over(const struct panel *panel)
{
    return panel->took_over;
}

bool panel_was_kept(const struct panel *panel)
{
    return panel->was_kept;
}

void panel_size(const struct panel *panel, int *width, int *height)
{
    *width = panel->record->width;
    *height = panel->record->height;
}

int panel_changes(const struct panel *panel)
{
    return panel->changes;
}
