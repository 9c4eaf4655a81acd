/* kiosk-usb: decides which USB devices the kernel may use. udev starts it for each. */
#include "app/usb/drives.h"
#include "app/usb/place.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIST_DEFAULT   "/usr/share/custody-kiosk/usb-devices"
#define DRIVE_FOLDER   "/run/custody-drive"
#define MOUNTINFO      "/proc/self/mountinfo"
#define MOUNTINFO_MAX  1048576u
#define DISK_PATIENCE  8000 /* milliseconds; a slow stick takes three seconds */
#define DEVICES_FOLDER "/sys/bus/usb/devices"

static const struct usb_folders folders = {
    .devices = DEVICES_FOLDER, .blocks = "/sys/block", .udev = "/run/udev/data"};

static bool load_list(const char *path, struct usb_list *list, struct error *error)
{
    struct buffer text;
    buffer_init(&text, USB_LIST_TEXT_MAX);
    bool fine = file_read(path, &text, error) && (usb_list_parse(buffer_text(&text), list, error) ||
                                                  error_prefix(error, "%s", path));
    buffer_finish(&text);
    return fine;
}

static bool confine(struct error *error)
{
    const char *const read[] = {folders.udev, NULL};
    const char *const write[] = {"/sys", NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-usb", .groups = SANDBOX_FILES, .read = read, .write = write};
    return sandbox_enter(&plan, error);
}

/* The list, then the sandbox: what comes after reads what a device says. */
static bool begin(const char *list_path, struct usb_list *list, struct error *error)
{
    return sandbox_prepare(NULL, 0, error) && load_list(list_path, list, error) && confine(error);
}

static bool judge(int place, const char *name, const struct usb_list *list, struct error *error)
{
    struct usb_device device;
    char text[USB_TEXT_MAX];
    if (!usb_place_read(place, &device, error)) {
        log_warning("the USB device at %s is refused: %s", name, error->text);
        return true;
    }
    usb_device_describe(&device, text);
    switch (usb_list_judge(list, &device)) {
    case USB_ALLOWED:
        if (!usb_place_allow(place, true, error)) {
            return false;
        }
        log_info("the USB device at %s is used: %s", name, text);
        return true;
    case USB_DRIVE:
        log_info("the drive at %s waits until staff asks for it: %s", name, text);
        return true;
    case USB_REFUSED:
        break;
    }
    log_warning("the USB device at %s is refused, it %s: %s", name, usb_list_reason(list, &device),
                text);
    return true;
}

struct line {
    const char *list;
    const char *operand;
};

static bool take(const char *program, const char *words, int argc, char **argv, struct line *line,
                 int *code)
{
    const struct option_row rows[] = {{.name = "list",
                                       .value = "FILE",
                                       .target = &line->list,
                                       .meaning = "the devices that are used (" LIST_DEFAULT ")"},
                                      {0}};
    struct arguments arguments = {.program = program,
                                  .operand_words = words,
                                  .rows = rows,
                                  .operands = &line->operand,
                                  .operands_max = 1};
    line->list = LIST_DEFAULT;
    line->operand = NULL;
    if (!arguments_take(&arguments, argc, argv, code)) {
        return false;
    }
    *code = EXIT_USAGE;
    return line->operand != NULL || (log_error("%s is missing", words), false);
}

static int command_look(int argc, char **argv, void *context)
{
    struct line line;
    struct usb_list list;
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_USAGE, place = -1;
    (void)context;
    if (!take("kiosk-usb look", "DEVICE", argc, argv, &line, &code)) {
        return code;
    }
    bool fine = begin(line.list, &list, &error) &&
                (place = usb_place_open(folders.devices, line.operand, &error)) >= 0 &&
                judge(place, line.operand, &list, &error);
    if (place >= 0) {
        (void)close(place);
    }
    return fine ? EXIT_FINE : arguments_mistake("kiosk-usb look", &error);
}

static bool drive_is_mounted(void)
{
    struct buffer text;
    buffer_init(&text, MOUNTINFO_MAX);
    bool mounted =
        !file_read(MOUNTINFO, &text, NULL) || drives_mounted(buffer_text(&text), DRIVE_FOLDER);
    buffer_finish(&text);
    return mounted;
}

static int command_drives(int argc, char **argv, void *context)
{
    struct line line;
    struct usb_list list;
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_USAGE;
    (void)context;
    if (!take("kiosk-usb drives", "allow|settle", argc, argv, &line, &code)) {
        return code;
    }
    bool allow = strcmp(line.operand, "allow") == 0;
    if (!allow && strcmp(line.operand, "settle") != 0) {
        error_set(&error, ERROR_INPUT, "it is allow or settle");
        return arguments_mistake("kiosk-usb drives", &error);
    }
    bool mounted = !allow && drive_is_mounted();
    if (!begin(line.list, &list, &error)) {
        return arguments_mistake("kiosk-usb drives", &error);
    }
    if (allow) {
        (void)drives_allow(&folders, &list, DISK_PATIENCE);
    } else if (!mounted) {
        (void)drives_forbid(&folders, &list);
    }
    return EXIT_FINE;
}

static int command_describe(int argc, char **argv, void *context)
{
    struct line line;
    struct usb_device device;
    struct error error = {.kind = ERROR_NONE};
    char text[USB_TEXT_MAX];
    int code = EXIT_USAGE, place = -1;
    (void)context;
    if (!take("kiosk-usb describe", "DEVICE", argc, argv, &line, &code)) {
        return code;
    }
    bool fine = sandbox_prepare(NULL, 0, &error) && confine(&error) &&
                (place = usb_place_open(folders.devices, line.operand, &error)) >= 0 &&
                usb_place_read(place, &device, &error);
    if (place >= 0) {
        (void)close(place);
    }
    if (!fine) {
        return arguments_mistake("kiosk-usb describe", &error);
    }
    usb_device_line(&device, text);
    printf("device %s\n", text);
    return EXIT_FINE;
}

int main(int argc, char **argv)
{
    static const struct command_row commands[] = {
        {"look", "use a device that was plugged in, if it is in the list", command_look},
        {"drives",
         "allow: use the drives that are plugged in; settle: no longer, if none is mounted",
         command_drives},
        {"describe", "print the line of the list for a device", command_describe},
        {0},
    };
    log_start("kiosk-usb");
    return arguments_dispatch("kiosk-usb", argc, argv, commands, NULL);
}
