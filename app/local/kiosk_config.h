/*
 * The one configuration file that all programs of a kiosk read, /etc/custody-kiosk/kiosk.ini or
 * --config FILE. What a site is (agency, hotline, notices) stands in the site bundle, not here.
 */
#ifndef APP_LOCAL_KIOSK_CONFIG_H
#define APP_LOCAL_KIOSK_CONFIG_H

#include "platform/base/config.h"

#include <sys/types.h>

#define KIOSK_CONFIG_DEFAULT "/etc/custody-kiosk/kiosk.ini"
#define KIOSK_PATH_MAX       512
#define KIOSK_USER_MAX       64

#define KIOSK_CALIBRATION_MAX 128

enum kiosk_driver { KIOSK_DRIVER_AUTO, KIOSK_DRIVER_X11, KIOSK_DRIVER_OFFSCREEN, KIOSK_DRIVER_KMS };
enum kiosk_dots { KIOSK_DOTS_576, KIOSK_DOTS_384 };

struct kiosk_paths {
    char outbox[KIOSK_PATH_MAX];    /* folder with outbox.db */
    char state[KIOSK_PATH_MAX];     /* folder with state files and sockets */
    char site[KIOSK_PATH_MAX];      /* signed site bundle */
    char site_root[KIOSK_PATH_MAX]; /* PEM: what site bundles must chain to */
    char keys[KIOSK_PATH_MAX];      /* folder with client.key, client.pem, client.csr */
    char steward[KIOSK_PATH_MAX];   /* folder with the PIN's hash and its try counter */
    char hands[KIOSK_PATH_MAX];     /* folder with the sockets of the steward's hands */
    char drive[KIOSK_PATH_MAX];     /* folder where a USB drive is mounted for a task */
    char networkd[KIOSK_PATH_MAX];  /* folder with the network's settings, for systemd-networkd */
    char disk[KIOSK_PATH_MAX];      /* device of the data partition; empty: no factory reset */
    char firmware[KIOSK_PATH_MAX];  /* folder with the EFI variables */
    char share[KIOSK_PATH_MAX];     /* folder with forms/ languages/ fonts/ icons/ voices/ */
    char settings[KIOSK_PATH_MAX];  /* file read after this one (kiosk_settings.h); empty: none */
    char network[KIOSK_PATH_MAX];   /* what systemd-networkd says about all links together */
};

struct kiosk_display {
    int driver; /* enum kiosk_driver */
    char canvas_text[16];
    int canvas_width, canvas_height; /* pixels, from canvas_text; 320 to 8192 each */
    bool fullscreen;
    bool keypad;               /* one is built in: help speaks of it */
    char card[KIOSK_PATH_MAX]; /* kms: DRM device, or "auto" */
    int rotation;              /* kms: quarter turns clockwise, 0 to 3 */
    char calibration_text[KIOSK_CALIBRATION_MAX];
    double calibration[6]; /* from calibration_text, row by row */
};

/* Keys of a keypad or of switches. Arrows, Enter, Tab and what else keyboards have for this always
 * work as well (app/screen/process/keys.c). */
enum kiosk_key {
    KIOSK_KEY_UP,
    KIOSK_KEY_DOWN,
    KIOSK_KEY_LEFT,
    KIOSK_KEY_RIGHT,
    KIOSK_KEY_PRESS,
    KIOSK_KEY_NEXT,
    KIOSK_KEY_PREVIOUS,
    KIOSK_KEY_HELP,
    KIOSK_KEY_REPEAT,
    KIOSK_KEY_SLOWER,
    KIOSK_KEY_FASTER,
    KIOSK_KEY_LOUDER,
    KIOSK_KEY_SOFTER,
    KIOSK_KEY_HEADPHONES_IN,
    KIOSK_KEY_HEADPHONES_OUT,
    KIOSK_KEY_LEAVE,
    KIOSK_KEYS
};

struct kiosk_keypad {
    int64_t codes[KIOSK_KEYS]; /* scancodes, USB HID usage page 7; 0: none */
    bool switches;             /* who stands here has two switches: keys are scanned row by row */
};

struct kiosk_printing {
    char device[KIOSK_PATH_MAX]; /* none, file:…, serial:…, tcp:…, pictures:… */
    int dots;                    /* enum kiosk_dots, see kiosk_config_dots */
};

struct kiosk_speaking {
    char device[KIOSK_PATH_MAX];     /* auto, alsa, pulseaudio, dummy, file:PATH */
    char headphones[KIOSK_PATH_MAX]; /* auto, always, never or a file */
    char engine[KIOSK_PATH_MAX];     /* espeak-ng */
    int64_t level;                   /* of the sound card, percent; 0: it is left as it is */
};

/* Times in seconds. */
struct kiosk_visit {
    int64_t timeout, timeout_assisted; /* without a touch */
    int64_t answer;                    /* to 'Do you need more time?' */
    int64_t receipt, receipt_assisted; /* the code on the screen */
    bool hotline_on_paper;
    int64_t staff_key; /* SDL scancode that opens the staff page; 0: none */
    bool staff_gesture;
};

struct kiosk_central {
    char url[KIOSK_PATH_MAX];       /* https://host[:port] */
    char enrol_url[KIOSK_PATH_MAX]; /* the same, of the enrol-server; empty: none */
    int64_t health_minutes;
    int64_t retry_least, retry_most; /* seconds between two tries */
    int64_t answer_seconds;          /* for one request in all */
};

struct kiosk_keys {
    char tpm[KIOSK_PATH_MAX]; /* as tpm_open takes it; empty: keys are files */
};

/* Updates (docs/updates.md). */
struct kiosk_update {
    char fetched[KIOSK_PATH_MAX];      /* folder in which the courier puts one */
    char release_root[KIOSK_PATH_MAX]; /* PEM: what bundles must chain to */
    char kept[KIOSK_PATH_MAX];         /* folder for what an update leaves for the next */
    char boot[KIOSK_PATH_MAX];         /* where the boot partition is mounted */
    char disk[KIOSK_PATH_MAX];       /* with both slots; empty: the one that the kiosk runs from */
    char os_release[KIOSK_PATH_MAX]; /* of what runs */
    char command_line[KIOSK_PATH_MAX]; /* of the kernel */
    char trial[KIOSK_PATH_MAX];        /* is there while what runs is on trial */
};

/* How far the first start came, kept between two starts; see app/screen/setup. */
struct kiosk_setup {
    bool first_start;  /* a kiosk that is not set up yet asks for it on its own screen */
    char language[16]; /* that staff chose; empty: none yet */
    char reached[16];  /* the word of a step; empty: none yet */
};

/* Users the other programs run as; empty: the user of the program that reads this. */
struct kiosk_users {
    char screen[KIOSK_USER_MAX];
    char courier[KIOSK_USER_MAX];
    char steward[KIOSK_USER_MAX];
    char staff[KIOSK_USER_MAX]; /* who runs kioskctl besides root */
};

struct kiosk_config {
    struct kiosk_paths paths;
    struct kiosk_display display;
    struct kiosk_keypad keypad;
    struct kiosk_printing printer;
    struct kiosk_speaking voice;
    struct kiosk_visit visit;
    struct kiosk_central central;
    struct kiosk_keys keys;
    struct kiosk_update update;
    struct kiosk_setup setup;
    struct kiosk_users users;
};

/* The table, for documentation and for config_load. Ends with a row whose section is NULL. */
extern const struct config_key kiosk_config_keys[];

/* As with a file that says nothing. */
void kiosk_config_default(struct kiosk_config *config);

/* Defaults, then the file, then what keys must be together, then the kiosk's own settings. */
bool kiosk_config_load(const char *path, struct kiosk_config *config, struct error *error) MUST_USE;

/* What is made of single keys, and what keys must be together; for kiosk_settings.c. `path` is the file
 * to name. */
bool kiosk_config_finish(const char *path, struct kiosk_config *config,
                         struct error *error) MUST_USE;

/* Dots across the paper: 576 or 384. */
int kiosk_config_dots(const struct kiosk_config *config);

/* The user id of one of kiosk_users; this process's own where `name` is empty. Looks into the user
 * database: before the sandbox is entered. */
bool kiosk_config_user(const char *name, uid_t *user, struct error *error) MUST_USE;

#endif
