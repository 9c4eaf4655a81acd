#include "platform/window/input_devices.h"

#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 32

/* ---- libinput's doors ---------------------------------------------------------- */

static int open_device(const char *path, int flags, void *context)
{
    int descriptor = open(path, (flags & ~O_ACCMODE) | O_RDONLY | O_CLOEXEC);

    (void)context;
    return descriptor < 0 ? -errno : descriptor;
}

static void close_device(int descriptor, void *context)
{
    (void)context;
    close(descriptor);
}

static void log_nothing(struct libinput *library, enum libinput_log_priority priority,
                        const char *format, va_list values)
{
    (void)library;
    (void)priority;
    (void)format;
    (void)values;
}

struct libinput *input_devices_library(void)
{
    static const struct libinput_interface doors = {.open_restricted = open_device,
                                                    .close_restricted = close_device};
    struct libinput *library = libinput_path_create_context(&doors, NULL);

    if (library)
        libinput_log_set_handler(library, log_nothing);
    return library;
}

/* ---- devices ------------------------------------------------------------------- */

/* 0: there is none. */
static ino_t node_at(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISCHR(status.st_mode) ? status.st_ino : 0;
}

static void let_go(struct input_device *held)
{
    libinput_path_remove_device(held->device);
    held->device = libinput_device_unref(held->device);
}

static double part_of(int descriptor, unsigned axis)
{
    struct input_absinfo info;

    if (ioctl(descriptor, EVIOCGABS(axis), &info) != 0 || info.maximum <= info.minimum)
        return -1;
    return ((double)info.value - info.minimum) / ((double)info.maximum - info.minimum + 1);
}

/* The kernel tells of what changes: who presses where the process before this one was pressed last sends a
 * press and no place. */
static void find_pointer(struct input_device *held, const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    held->x = held->y = -1;
    if (descriptor < 0)
        return;
    held->x = part_of(descriptor, ABS_X);
    held->y = part_of(descriptor, ABS_Y);
    close(descriptor);
}

/* Stays NULL for one that neither touches nor types. */
static void take(struct input_devices *devices, struct input_device *held, const char *path,
                 ino_t node)
{
    held->device = libinput_path_add_device(devices->library, path);
    held->node = node;
    if (!held->device)
        return;
    libinput_device_ref(held->device);
    libinput_device_set_user_data(held->device, held);
    find_pointer(held, path);
}

struct input_device *input_devices_of(struct libinput_event *event)
{
    return libinput_device_get_user_data(libinput_event_get_device(event));
}

bool input_devices_look(struct input_devices *devices)
{
    char path[PATH_SIZE];
    bool went = false;

    for (unsigned i = 0; i < INPUT_DEVICES_MOST; i++) {
        struct input_device *held = &devices->held[i];
        ino_t node = text_format(path, sizeof path, "/dev/input/event%u", i) ? node_at(path) : 0;
        if (held->device && held->node != node) {
            let_go(held);
            went = true;
        }
        if (!held->device && node != 0)
            take(devices, held, path, node);
    }
    return went;
}

void input_devices_finish(struct input_devices *devices)
{
    for (unsigned i = 0; i < INPUT_DEVICES_MOST; i++) {
        if (devices->held[i].device)
            devices->held[i].device = libinput_device_unref(devices->held[i].device);
    }
}
