#include "platform/window/panel_card.h"

#include "platform/base/text.h"
#include "platform/window/panel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>

#define CARDS     8
#define PATH_SIZE 32

/* ---- displays ---------------------------------------------------------------- */

static bool is_sound(const drmModeModeInfo *mode)
{
    return mode->hdisplay > 0 && mode->hdisplay <= PANEL_SIDE_MAX && mode->vdisplay > 0 &&
           mode->vdisplay <= PANEL_SIDE_MAX;
}

static const drmModeModeInfo *preferred(const drmModeConnector *connector)
{
    const drmModeModeInfo *first = NULL;

    for (int i = 0; i < connector->count_modes; i++) {
        const drmModeModeInfo *mode = &connector->modes[i];
        if (is_sound(mode) && mode->type & DRM_MODE_TYPE_PREFERRED)
            return mode;
        if (is_sound(mode) && !first)
            first = mode;
    }
    return first;
}

/* The lowest CRTC that one of the connector's encoders can be fed from; 0: none. */
static uint32_t crtc_for(int device, const drmModeRes *resources, const drmModeConnector *connector)
{
    uint32_t possible = 0;

    for (int i = 0; i < connector->count_encoders; i++) {
        drmModeEncoder *encoder = drmModeGetEncoder(device, connector->encoders[i]);
        if (encoder)
            possible |= encoder->possible_crtcs;
        drmModeFreeEncoder(encoder);
    }
    for (int i = 0; i < resources->count_crtcs && i < 32; i++) {
        if (possible & (1u << i))
            return resources->crtcs[i];
    }
    return 0;
}

static bool look_at(int device, const drmModeRes *resources, uint32_t id,
                    struct panel_display *display)
{
    drmModeConnector *connector = drmModeGetConnector(device, id);
    const drmModeModeInfo *mode = NULL;

    *display = (struct panel_display){0};
    if (connector && connector->connection != DRM_MODE_DISCONNECTED)
        mode = preferred(connector);
    if (mode) {
        display->connector = id;
        display->crtc = crtc_for(device, resources, connector);
        display->mode = *mode;
    }
    drmModeFreeConnector(connector);
    return display->crtc != 0;
}

bool panel_card_find_display(int device, uint32_t connector, struct panel_display *display)
{
    drmModeRes *resources = drmModeGetResources(device);
    bool found = false;

    *display = (struct panel_display){0};
    if (!resources)
        return false;
    if (connector)
        found = look_at(device, resources, connector, display);
    for (int i = 0; !found && i < resources->count_connectors; i++)
        found = look_at(device, resources, resources->connectors[i], display);
    drmModeFreeResources(resources);
    return found;
}

/* ---- devices ------------------------------------------------------------------- */

bool panel_card_can_draw(int device)
{
    drmModeRes *resources = drmModeGetResources(device);
    uint64_t dumb = 0;
    bool can = resources && resources->count_crtcs > 0 && resources->count_connectors > 0 &&
               drmGetCap(device, DRM_CAP_DUMB_BUFFER, &dumb) == 0 && dumb;

    drmModeFreeResources(resources);
    return can;
}

static int open_card(const char *path, struct error *error)
{
    int device = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (device < 0) {
        error_set_errno(error, "the graphics device %s does not open", path);
        return -1;
    }
    if (!panel_card_can_draw(device))
        error_set(error, ERROR_UNAVAILABLE, "%s is no graphics device that shows pictures", path);
    else if (!drmIsMaster(device) && drmSetMaster(device) != 0)
        error_set(error, ERROR_UNAVAILABLE, "another program holds the graphics device %s", path);
    else
        return device;
    close(device);
    return -1;
}

static bool has_display(int device)
{
    struct panel_display display;

    return panel_card_find_display(device, 0, &display);
}

int panel_card_open(const char *card, struct error *error)
{
    int chosen = -1;

    if (strcmp(card, "auto") != 0)
        return open_card(card, error);
    error_set(error, ERROR_UNAVAILABLE,
              "there is no graphics device in /dev/dri: is its driver loaded?");
    for (int i = 0; i < CARDS; i++) {
        char path[PATH_SIZE];
        int device = -1;
        if (text_format(path, sizeof path, "/dev/dri/card%d", i) && access(path, F_OK) == 0)
            device = open_card(path, error);
        if (device >= 0 && has_display(device)) {
            if (chosen >= 0)
                close(chosen);
            return device;
        }
        if (device >= 0 && chosen < 0)
            chosen = device;
        else if (device >= 0)
            close(device);
    }
    return chosen;
}
