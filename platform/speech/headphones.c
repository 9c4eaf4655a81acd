#include "platform/speech/headphones.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INPUT_FOLDER  "/dev/input"
#define WORD_MAX      16u
#define BITS          8u
#define SWITCH_BYTES  (SW_MAX / BITS + 1)
#define DRAINED_READS 64

struct headphones {
    struct loop *loop;
    headphones_changed *changed;
    void *context;
    enum headphones_state state;
    int switched;             /* evdev, the caller's; -1: none */
    int folder;               /* inotify; -1: none */
    char file[FILE_PATH_MAX]; /* "" where the switch is asked */
};

static bool has_bit(const uint8_t bits[static SWITCH_BYTES])
{
    return (bits[SW_HEADPHONE_INSERT / BITS] >> (SW_HEADPHONE_INSERT % BITS) & 1) != 0;
}

static int open_switch(const char *name)
{
    char path[FILE_PATH_MAX];
    uint8_t bits[SWITCH_BYTES] = {0};
    int descriptor =
        strncmp(name, "event", 5) == 0 && file_join(path, sizeof path, INPUT_FOLDER, name)
            ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            : -1;

    if (descriptor >= 0 &&
        (ioctl(descriptor, EVIOCGBIT(EV_SW, sizeof bits), bits) < 0 || !has_bit(bits))) {
        (void)close(descriptor);
        descriptor = -1;
    }
    return descriptor;
}

int headphones_find_switch(void)
{
    DIR *folder = opendir(INPUT_FOLDER);
    int found = -1;

    for (struct dirent *entry; folder != NULL && found < 0 && (entry = readdir(folder)) != NULL;) {
        found = open_switch(entry->d_name);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return found;
}

static enum headphones_state read_switch(int descriptor)
{
    uint8_t bits[SWITCH_BYTES] = {0};

    if (ioctl(descriptor, EVIOCGSW(sizeof bits), bits) < 0) {
        return HEADPHONES_UNKNOWN;
    }
    return has_bit(bits) ? HEADPHONES_IN : HEADPHONES_OUT;
}

static bool is_word(struct buffer *content, const char *word)
{
    const char *text = buffer_text(content);
    size_t length = strlen(word);

    return strncmp(text, word, length) == 0 && (text[length] == '\0' || text[length] == '\n');
}

static enum headphones_state read_word(const char *path)
{
    struct buffer content;
    enum headphones_state state = HEADPHONES_UNKNOWN;

    buffer_init(&content, WORD_MAX);
    if (file_read(path, &content, NULL)) {
        state = is_word(&content, "in")    ? HEADPHONES_IN
                : is_word(&content, "out") ? HEADPHONES_OUT
                                           : HEADPHONES_UNKNOWN;
    }
    buffer_finish(&content);
    return state;
}

static void take(struct headphones *headphones, enum headphones_state state)
{
    if (state != headphones->state) {
        headphones->state = state;
        headphones->changed(headphones->context, state);
    }
}

static void switch_moved(void *context, short events)
{
    struct headphones *headphones = context;
    struct input_event moved[8];
    ssize_t got = 0;

    for (int i = 0; i < DRAINED_READS; i++) {
        got = read(headphones->switched, moved, sizeof moved);
        if (got <= 0) {
            break;
        }
    }
    if ((events & (POLLERR | POLLHUP)) != 0) {
        loop_unwatch(headphones->loop, headphones->switched);
        take(headphones, HEADPHONES_UNKNOWN);
    } else {
        take(headphones, read_switch(headphones->switched));
    }
}

static void file_moved(void *context, short events)
{
    struct headphones *headphones = context;
    char moved[4096];

    (void)events;
    while (read(headphones->folder, moved, sizeof moved) > 0) {
        continue;
    }
    take(headphones, read_word(headphones->file));
}

static bool watch_switch(struct headphones *headphones, struct error *error)
{
    if (headphones->switched < 0) {
        return true;
    }
    headphones->state = read_switch(headphones->switched);
    return loop_watch(headphones->loop, headphones->switched, POLLIN, switch_moved, headphones,
                      error);
}

static bool watch_file(struct headphones *headphones, const char *path, struct error *error)
{
    char folder[FILE_PATH_MAX];

    if (path[0] != '/' || !text_copy(headphones->file, sizeof headphones->file, path) ||
        !text_copy(folder, sizeof folder, path)) {
        return error_set(error, ERROR_INPUT,
                         "'headphones' must be auto, always, never or the full path of a file, "
                         "not %s",
                         path);
    }
    headphones->folder = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (headphones->folder < 0 ||
        inotify_add_watch(headphones->folder, dirname(folder),
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE) < 0) {
        return error_set_errno(error, "%s cannot be watched", path);
    }
    headphones->state = read_word(path);
    return loop_watch(headphones->loop, headphones->folder, POLLIN, file_moved, headphones, error);
}

static bool begin(struct headphones *headphones, const char *choice, struct error *error)
{
    if (strcmp(choice, "auto") == 0) {
        return watch_switch(headphones, error);
    }
    if (strcmp(choice, "always") == 0 || strcmp(choice, "never") == 0) {
        headphones->state = choice[0] == 'a' ? HEADPHONES_IN : HEADPHONES_OUT;
        return true;
    }
    return watch_file(headphones, choice, error);
}

struct headphones *headphones_watch(struct loop *loop, const char *choice, int switch_descriptor,
                                    headphones_changed *changed, void *context, struct error *error)
{
    struct headphones *headphones = calloc(1, sizeof *headphones);

    if (headphones == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the headphones");
        return NULL;
    }
    *headphones = (struct headphones){.loop = loop,
                                      .changed = changed,
                                      .context = context,
                                      .switched = switch_descriptor,
                                      .folder = -1};
    if (!begin(headphones, choice, error)) {
        headphones_destroy(headphones);
        return NULL;
    }
    return headphones;
}

void headphones_destroy(struct headphones *headphones)
{
    if (headphones == NULL) {
        return;
    }
    loop_unwatch(headphones->loop, headphones->switched);
    loop_unwatch(headphones->loop, headphones->folder);
    if (headphones->folder >= 0) {
        (void)close(headphones->folder);
    }
    free(headphones);
}

void headphones_look(struct headphones *headphones)
{
    if (headphones->switched >= 0) {
        take(headphones, read_switch(headphones->switched));
    } else if (headphones->file[0] != '\0') {
        take(headphones, read_word(headphones->file));
    }
}

enum headphones_state headphones_state(const struct headphones *headphones)
{
    return headphones->state;
}
