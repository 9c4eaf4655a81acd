#include "app/screen/process/display.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/notify.h"
#include "platform/base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DEVICE_NAME "panel-device"
#define RECORD_NAME "panel-record"

void display_take_kept(struct display_kept *kept)
{
    struct notify_kept all[NOTIFY_DESCRIPTORS_MAX];
    size_t count = notify_take_descriptors(all);

    *kept = (struct display_kept){-1, -1};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, DEVICE_NAME) == 0)
            kept->device = all[i].descriptor;
        else if (strcmp(all[i].name, RECORD_NAME) == 0)
            kept->record = all[i].descriptor;
    }
}

static void drop_kept(void)
{
    struct notify notify;

    notify_open(&notify);
    notify_drop_descriptors(&notify, DEVICE_NAME);
    notify_drop_descriptors(&notify, RECORD_NAME);
    notify_close(&notify);
}

/* Without it a restart is a moment of black, no more. */
static void have_kept(const struct panel *panel)
{
    int device = panel_device(panel), record = panel_record(panel);
    struct notify notify;
    struct error error;

    drop_kept();
    notify_open(&notify);
    if (!notify_store_descriptors(&notify, DEVICE_NAME, &device, 1, &error) ||
        !notify_store_descriptors(&notify, RECORD_NAME, &record, 1, &error))
        log_warning("%s", error.text);
    notify_close(&notify);
}

/* A release without its pictures works as well as one with them. */
static void load(struct still *still, const struct kiosk_config *config, const char *name)
{
    struct error error;

    if (!still_load(still, config->paths.share, name, (enum turn)config->display.rotation, &error))
        log_warning("%s", error.text);
}

/* What was kept and is of no use still holds the graphics device until the manager has dropped it. */
static struct panel *open_panel(struct panel_setup *setup, struct error *error)
{
    const struct timespec pause = {.tv_nsec = 250000000};
    int64_t limit = clock_monotonic(&clock_system) + DISPLAY_WITHIN_MS;
    struct panel *panel = panel_open(setup, error);
    struct error last;

    if (!panel && setup->device >= 0)
        drop_kept();
    setup->device = setup->record = -1;
    while (!panel && clock_monotonic(&clock_system) < limit) {
        (void)nanosleep(&pause, NULL);
        panel = panel_open(setup, error);
    }
    last = *error;
    if (!panel)
        error_set(error, last.kind, "no panel within %d s: %s", DISPLAY_WITHIN_MS / 1000,
                  last.text);
    return panel;
}

bool display_open(struct display *display, const struct kiosk_config *config,
                  const struct display_kept *kept, struct error *error)
{
    const struct kiosk_display *settings = &config->display;
    struct panel_setup setup = {.card = settings->card,
                                .width = settings->canvas_width,
                                .height = settings->canvas_height,
                                .device = kept->device,
                                .record = kept->record};

    *display = (struct display){0};
    if (settings->driver != KIOSK_DRIVER_KMS)
        return true;
    turn_size((enum turn)settings->rotation, &setup.width, &setup.height);
    display->panel = open_panel(&setup, error);
    if (!display->panel)
        return false;
    load(&display->starting, config, "starting");
    load(&display->not_available, config, "not-available");
    if (!panel_took_over(display->panel))
        still_show(&display->starting, display->panel);
    if (!panel_was_kept(display->panel))
        have_kept(display->panel);
    return true;
}

void display_close(struct display *display)
{
    if (display->panel) {
        still_show(&display->starting, display->panel);
        panel_leave(display->panel);
    }
    panel_close(display->panel);
    still_finish(&display->starting);
    still_finish(&display->not_available);
    *display = (struct display){0};
}

bool display_hand_over(const struct display *display, char words[static DISPLAY_WORDS_MAX])
{
    int device, record;

    words[0] = '\0';
    if (!display->panel)
        return true;
    device = panel_device(display->panel);
    record = panel_record(display->panel);
    return fcntl(device, F_SETFD, 0) == 0 && fcntl(record, F_SETFD, 0) == 0 &&
           text_format(words, DISPLAY_WORDS_MAX, "%d,%d", device, record);
}

bool display_receive(const char *words, const struct kiosk_config *config,
                     struct window_panel *panel)
{
    char more = '\0';

    *panel = (struct window_panel){.turn = (enum turn)config->display.rotation};
    return sscanf(words, "%5d,%5d%c", &panel->device, &panel->record, &more) == 2;
}

void display_enter(struct display *display)
{
    if (display->panel)
        panel_enter(display->panel);
}

void display_blank(struct display *display)
{
    if (display->panel)
        panel_blank(display->panel);
}

void display_begin_again(struct display *display)
{
    if (display->panel)
        still_show(&display->starting, display->panel);
}

void display_apologise(struct display *display)
{
    if (display->panel)
        still_show(&display->not_available, display->panel);
}

int display_changes(const struct display *display)
{
    return display->panel ? panel_changes(display->panel) : -1;
}

enum panel_change display_look(struct display *display)
{
    return panel_look(display->panel);
}
