#include "app/local/kiosk_config.h"

#include "app/local/kiosk_settings.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <math.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CANVAS_LEAST 320
#define CANVAS_MOST  8192

#define CALIBRATION_MOST 100.0

#define SCANCODE_MOST 511

static const char *const drivers[] = {"auto", "x11", "offscreen", "kms", NULL};
static const char *const rotations[] = {"0", "90", "180", "270", NULL};
static const char *const dots[] = {"576", "384", NULL};

#define AT(member_) .offset = offsetof(struct kiosk_config, member_)
#define ROW(section_, name_, type_, member_)                                                       \
    .section = (section_), .name = (name_), .type = (type_), AT(member_),                          \
    .size = sizeof(((struct kiosk_config *)NULL)->member_)
#define RANGE(least_, most_) .least = (least_), .most = (most_)
#define KEY(name_, key_, what_)                                                                    \
    {                                                                                              \
        ROW("keypad", name_, CONFIG_NUMBER, keypad.codes[key_]), RANGE(0, SCANCODE_MOST),          \
            .meaning = "scancode of the key that " what_                                           \
    }

const struct config_key kiosk_config_keys[] = {
    {ROW("paths", "outbox", CONFIG_PATH, paths.outbox), .meaning = "folder of the outbox"},
    {ROW("paths", "state", CONFIG_PATH, paths.state),
     .meaning = "folder of state files and sockets"},
    {ROW("paths", "site", CONFIG_PATH, paths.site), .meaning = "signed site bundle"},
    {ROW("paths", "site_root", CONFIG_PATH, paths.site_root),
     .meaning = "certificate that site bundles must chain to, PEM"},
    {ROW("paths", "keys", CONFIG_PATH, paths.keys),
     .meaning = "folder of the kiosk's key and certificate"},
    {ROW("paths", "steward", CONFIG_PATH, paths.steward),
     .meaning = "folder of the staff PIN's hash and try counter"},
    {ROW("paths", "hands", CONFIG_PATH, paths.hands),
     .meaning = "folder with the sockets of the steward's hands"},
    {ROW("paths", "drive", CONFIG_PATH, paths.drive),
     .meaning = "folder where a USB drive is mounted for a task"},
    {ROW("paths", "networkd", CONFIG_PATH, paths.networkd),
     .meaning = "folder with the network's settings, for systemd-networkd"},
    {ROW("paths", "disk", CONFIG_PATH, paths.disk),
     .meaning = "device of the data partition; empty: no factory reset"},
    {ROW("paths", "firmware", CONFIG_PATH, paths.firmware),
     .meaning = "folder with the EFI variables"},
    {ROW("paths", "share", CONFIG_PATH, paths.share),
     .meaning = "folder of forms, languages, fonts, icons and voices"},
    {ROW("paths", "settings", CONFIG_PATH, paths.settings),
     .meaning = "this kiosk's own settings, read after this file; empty: none"},
    {ROW("paths", "network", CONFIG_PATH, paths.network),
     .meaning = "what systemd-networkd says about the network"},

    {ROW("display", "driver", CONFIG_CHOICE, display.driver), .choices = drivers,
     .meaning = "what draws: auto takes x11 where there is a display"},
    {ROW("display", "canvas", CONFIG_TEXT, display.canvas_text),
     .meaning = "width and height in pixels, 1080x1920"},
    {ROW("display", "fullscreen", CONFIG_SWITCH, display.fullscreen),
     .meaning = "cover the whole display"},
    {ROW("display", "keypad", CONFIG_SWITCH, display.keypad),
     .meaning = "a keypad is built in: help speaks of it"},
    {ROW("display", "card", CONFIG_TEXT, display.card),
     .meaning = "kms: the graphics device, /dev/dri/card0; auto: the first with a display"},
    {ROW("display", "rotation", CONFIG_CHOICE, display.rotation), .choices = rotations,
     .meaning = "kms: degrees that the picture is turned clockwise on the panel"},
    {ROW("display", "calibration", CONFIG_TEXT, display.calibration_text),
     .meaning = "six numbers, the touch screen's matrix"},

    KEY("up", KIOSK_KEY_UP, "moves up"),
    KEY("down", KIOSK_KEY_DOWN, "moves down"),
    KEY("left", KIOSK_KEY_LEFT, "moves left"),
    KEY("right", KIOSK_KEY_RIGHT, "moves right"),
    KEY("press", KIOSK_KEY_PRESS, "chooses"),
    KEY("next", KIOSK_KEY_NEXT, "moves on; the first of two switches"),
    KEY("previous", KIOSK_KEY_PREVIOUS, "moves back"),
    KEY("help", KIOSK_KEY_HELP, "opens Help"),
    KEY("repeat", KIOSK_KEY_REPEAT, "says the screen once more"),
    KEY("slower", KIOSK_KEY_SLOWER, "makes the voice slower"),
    KEY("faster", KIOSK_KEY_FASTER, "makes the voice faster"),
    KEY("louder", KIOSK_KEY_LOUDER, "makes the voice louder"),
    KEY("softer", KIOSK_KEY_SOFTER, "makes the voice softer"),
    KEY("headphones_in", KIOSK_KEY_HEADPHONES_IN, "the jack sends when headphones come"),
    KEY("headphones_out", KIOSK_KEY_HEADPHONES_OUT, "the jack sends when they go"),
    KEY("leave", KIOSK_KEY_LEAVE, "ends the visit"),
    {ROW("keypad", "switches", CONFIG_SWITCH, keypad.switches),
     .meaning = "two switches are used here: keys are scanned row by row"},

    {ROW("printer", "device", CONFIG_TEXT, printer.device),
     .meaning = "none, file:PATH, serial:PATH[,BAUD], tcp:HOST:PORT or pictures:FOLDER"},
    {ROW("printer", "dots", CONFIG_CHOICE, printer.dots), .choices = dots,
     .meaning = "dots across the paper"},

    {ROW("voice", "device", CONFIG_TEXT, voice.device),
     .meaning = "what plays: auto, alsa, pulseaudio, dummy or file:PATH"},
    {ROW("voice", "headphones", CONFIG_TEXT, voice.headphones),
     .meaning = "auto, always, never, or a file that says in or out"},
    {ROW("voice", "engine", CONFIG_PATH, voice.engine), .meaning = "the program espeak-ng"},
    {ROW("voice", "level", CONFIG_NUMBER, voice.level), RANGE(0, 100),
     .meaning = "with device = alsa: the sound card's own level in percent; 0: left as it is"},

    {ROW("visit", "timeout", CONFIG_NUMBER, visit.timeout), RANGE(1, 3600),
     .meaning = "seconds without a touch until the screen is covered"},
    {ROW("visit", "timeout_assisted", CONFIG_NUMBER, visit.timeout_assisted), RANGE(1, 3600),
     .meaning = "the same with speech, large text or a helper"},
    {ROW("visit", "answer", CONFIG_NUMBER, visit.answer), RANGE(1, 3600),
     .meaning = "seconds to answer 'Do you need more time?'"},
    {ROW("visit", "receipt", CONFIG_NUMBER, visit.receipt), RANGE(1, 3600),
     .meaning = "seconds that a receipt stays on the screen"},
    {ROW("visit", "receipt_assisted", CONFIG_NUMBER, visit.receipt_assisted), RANGE(1, 3600),
     .meaning = "the same with speech, large text or a helper"},
    {ROW("visit", "hotline_on_paper", CONFIG_SWITCH, visit.hotline_on_paper),
     .meaning = "print the hotline number on receipts"},
    {ROW("visit", "staff_key", CONFIG_NUMBER, visit.staff_key), RANGE(0, SCANCODE_MOST),
     .meaning = "scancode of the key that opens the staff page, 0 for none"},
    {ROW("visit", "staff_gesture", CONFIG_SWITCH, visit.staff_gesture),
     .meaning = "the hidden gesture opens the staff page"},

    {ROW("central", "url", CONFIG_TEXT, central.url),
     .meaning = "the central office, https://host[:port]; empty: as the site bundle says"},
    {ROW("central", "enrol_url", CONFIG_TEXT, central.enrol_url),
     .meaning = "its enrol-server, https://host[:port]; empty: as the site bundle says"},
    {ROW("central", "health_minutes", CONFIG_NUMBER, central.health_minutes), RANGE(1, 60),
     .meaning = "minutes between two health reports"},
    {ROW("central", "retry_least", CONFIG_NUMBER, central.retry_least), RANGE(1, 3600),
     .meaning = "seconds until the first new try, at most"},
    {ROW("central", "retry_most", CONFIG_NUMBER, central.retry_most), RANGE(1, 86400),
     .meaning = "seconds between two tries, at most"},
    {ROW("central", "answer_seconds", CONFIG_NUMBER, central.answer_seconds), RANGE(2, 300),
     .meaning = "seconds for one request and its answer in all"},

    {ROW("keys", "tpm", CONFIG_TEXT, keys.tpm),
     .meaning = "TPM 2.0 in which the kiosk's key is made, device:/dev/tpmrm0; empty: a file"},

    {ROW("update", "fetched", CONFIG_PATH, update.fetched),
     .meaning = "folder in which the courier puts an update"},
    {ROW("update", "release_root", CONFIG_PATH, update.release_root),
     .meaning = "certificate that updates must chain to, PEM"},
    {ROW("update", "kept", CONFIG_PATH, update.kept),
     .meaning = "folder for what an update leaves for the next"},
    {ROW("update", "boot", CONFIG_PATH, update.boot),
     .meaning = "where the boot partition is mounted"},
    {ROW("update", "disk", CONFIG_PATH, update.disk),
     .meaning = "disk with both slots; empty: the one that the kiosk runs from"},
    {ROW("update", "os_release", CONFIG_PATH, update.os_release),
     .meaning = "os-release of what runs"},
    {ROW("update", "command_line", CONFIG_PATH, update.command_line),
     .meaning = "the kernel's command line"},
    {ROW("update", "trial", CONFIG_PATH, update.trial),
     .meaning = "a file that is there while what runs is on trial"},

    {ROW("setup", "first_start", CONFIG_SWITCH, setup.first_start),
     .meaning = "a kiosk that is not set up is set up on its own screen"},
    {ROW("setup", "language", CONFIG_TEXT, setup.language),
     .meaning = "language of the first start; kept by the kiosk"},
    {ROW("setup", "reached", CONFIG_TEXT, setup.reached),
     .meaning = "step at which the first start goes on; kept by the kiosk"},

    {ROW("users", "screen", CONFIG_TEXT, users.screen), .meaning = "user of kiosk-screen"},
    {ROW("users", "courier", CONFIG_TEXT, users.courier), .meaning = "user of kiosk-courier"},
    {ROW("users", "steward", CONFIG_TEXT, users.steward), .meaning = "user of kiosk-steward"},
    {ROW("users", "staff", CONFIG_TEXT, users.staff), .meaning = "user who may run kioskctl"},
    {.section = NULL}};

static const struct kiosk_config defaults = {
    .paths = {.outbox = "/var/lib/custody-kiosk/outbox",
              .state = "/run/custody-kiosk",
              .site = "/var/lib/custody-kiosk/site/site.p7",
              .site_root = "/usr/share/custody-kiosk/site-root.pem",
              .keys = "/var/lib/custody-kiosk/keys",
              .steward = "/var/lib/custody-kiosk/steward",
              .hands = "/run/custody-hands",
              .drive = "/run/custody-drive",
              .networkd = "/var/lib/custody-kiosk/network",
              .firmware = "/sys/firmware/efi/efivars",
              .share = "/usr/share/custody-kiosk",
              .network = "/run/systemd/netif/state"},
    .display = {.driver = KIOSK_DRIVER_AUTO,
                .canvas_text = "1080x1920",
                .fullscreen = true,
                .card = "auto",
                .calibration_text = "1 0 0 0 1 0"},
    .printer = {.device = "none", .dots = KIOSK_DOTS_576},
    .voice = {.device = "auto", .headphones = "auto", .engine = "/usr/bin/espeak-ng", .level = 60},
    .visit = {.timeout = 90,
              .timeout_assisted = 180,
              .answer = 60,
              .receipt = 60,
              .receipt_assisted = 180,
              .staff_gesture = true},
    .update = {.fetched = "/data/update",
               .release_root = "/usr/share/custody-kiosk/roots/release-root.pem",
               .kept = "/data/release",
               .boot = "/efi",
               .os_release = "/usr/lib/os-release",
               .command_line = "/proc/cmdline",
               .trial = "/sys/firmware/efi/efivars/"
                        "LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"},
    .central = {.health_minutes = 60, .retry_least = 5, .retry_most = 900, .answer_seconds = 60},
};

static bool read_side(const char *text, char **end, int *side)
{
    long value = text[0] >= '0' && text[0] <= '9' ? strtol(text, end, 10) : 0;
    *side = value >= CANVAS_LEAST && value <= CANVAS_MOST ? (int)value : 0;
    return *side != 0;
}

static bool read_canvas(const char *path, struct kiosk_display *display, struct error *error)
{
    char *end = NULL;
    if (read_side(display->canvas_text, &end, &display->canvas_width) && *end == 'x' &&
        read_side(end + 1, &end, &display->canvas_height) && *end == '\0') {
        return true;
    }
    return error_set(error, ERROR_INPUT,
                     "%s: 'canvas' in [display] must be a width and a height from %d to %d, "
                     "such as 1080x1920",
                     path, CANVAS_LEAST, CANVAS_MOST);
}

/* Locale-free: decimals with a point. Sizes beyond a few screens are nobody's touch screen. */
static bool read_calibration(const char *path, struct kiosk_display *display, struct error *error)
{
    const char *at = display->calibration_text;
    for (size_t i = 0; i < 6; i++) {
        char *end = NULL;
        display->calibration[i] = strtod(at, &end);
        if (end == at || !(fabs(display->calibration[i]) <= CALIBRATION_MOST)) {
            break;
        }
        at = end + strspn(end, " ");
        if (i == 5 && *at == '\0') {
            return true;
        }
    }
    return error_set(error, ERROR_INPUT,
                     "%s: 'calibration' in [display] must be six numbers, such as 1 0 0 0 1 0",
                     path);
}

static bool agrees(const char *path, const struct kiosk_config *config, struct error *error)
{
    if (config->central.retry_least > config->central.retry_most) {
        return error_set(error, ERROR_INPUT,
                         "%s: 'retry_least' in [central] must not be above 'retry_most'", path);
    }
    const char *url = config->central.url;
    if (url[0] != '\0' && strncmp(url, "https://", 8) != 0) {
        return error_set(error, ERROR_INPUT, "%s: 'url' in [central] must begin with https://",
                         path);
    }
    const char *enrol_url = config->central.enrol_url;
    if (enrol_url[0] != '\0' && strncmp(enrol_url, "https://", 8) != 0) {
        return error_set(error, ERROR_INPUT,
                         "%s: 'enrol_url' in [central] must begin with https://", path);
    }
    return true;
}

static bool same_key_twice(const struct kiosk_keypad *keypad, int64_t *code)
{
    for (size_t i = 0; i < KIOSK_KEYS; i++) {
        for (size_t j = 0; j < i; j++) {
            if (keypad->codes[i] != 0 && keypad->codes[i] == keypad->codes[j]) {
                *code = keypad->codes[i];
                return true;
            }
        }
    }
    return false;
}

static bool keys_differ(const char *path, const struct kiosk_keypad *keypad, struct error *error)
{
    int64_t code = 0;
    return !same_key_twice(keypad, &code) ||
           error_set(error, ERROR_INPUT, "%s: scancode %lld stands for two keys in [keypad]", path,
                     (long long)code);
}

bool kiosk_config_finish(const char *path, struct kiosk_config *config, struct error *error)
{
    return read_canvas(path, &config->display, error) &&
           read_calibration(path, &config->display, error) && agrees(path, config, error) &&
           keys_differ(path, &config->keypad, error);
}

void kiosk_config_default(struct kiosk_config *config)
{
    struct error error;
    *config = defaults;
    if (!kiosk_config_finish("", config, &error)) {
        log_error("the defaults do not fit each other: %s", error.text);
    }
}

bool kiosk_config_load(const char *path, struct kiosk_config *config, struct error *error)
{
    *config = defaults;
    if (!config_load(path, kiosk_config_keys, config, error) ||
        !kiosk_config_finish(path, config, error)) {
        return false;
    }
    kiosk_settings_read(config);
    return true;
}

int kiosk_config_dots(const struct kiosk_config *config)
{
    return config->printer.dots == KIOSK_DOTS_384 ? 384 : 576;
}

bool kiosk_config_user(const char *name, uid_t *user, struct error *error)
{
    if (name[0] == '\0') {
        *user = getuid();
        return true;
    }
    const struct passwd *entry = getpwnam(name);
    if (entry == NULL) {
        return error_set(error, ERROR_INPUT,
                         "there is no user '%s'; see [users] in the configuration", name);
    }
    *user = entry->pw_uid;
    return true;
}
