#include "app/screen/process/support.h"

#include "platform/base/state.h"
#include "platform/base/text.h"

#include <string.h>

static const char *const programs[] = {"screen",  "printer", "voice",  "courier",
                                       "steward", "health",  "update", NULL};

/* Bounded: what does not fit is cut, between two characters. */
static void add_text(struct buffer *line, const char *text)
{
    size_t room = SUPPORT_LINE_SIZE - 1 - line->length;
    size_t length = strlen(text);

    if (length > room) {
        length = room;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    (void)buffer_append(line, text, length);
}

static void keep_line(struct support *support, size_t *count, const struct buffer *line)
{
    if (*count < SUPPORT_LINES)
        memcpy(support->lines[(*count)++], line->data, line->length);
}

static void describe_kiosk(struct resources *resources, struct buffer *line)
{
    const struct site *site = resources->site;

    add_text(line, "kiosk ");
    add_text(line, site ? site_kiosk_id(site) : "not enrolled");
    add_text(line, ", site ");
    add_text(line, site ? site_id(site) : "none");
    add_text(line, ", release " KIOSK_VERSION);
}

static void describe_clock(struct resources *resources, struct buffer *line)
{
    bool trusted = clock_is_trusted(resources->clock, resources_earliest(resources));
    char now[CLOCK_TEXT_SIZE];

    add_text(line, "clock: ");
    clock_format(clock_utc(resources->clock), now);
    add_text(line, now);
    add_text(line, trusted ? ", synchronised" : ", not synchronised");
}

static void describe_outbox(struct resources *resources, struct buffer *line)
{
    struct outbox_counts counts;
    char text[96];

    if (!resources->outbox || !outbox_count(resources->outbox, &counts, NULL)) {
        add_text(line, "outbox: cannot be read");
        return;
    }
    (void)text_format(text, sizeof text, "outbox: waiting %llu, set aside %llu",
                      (unsigned long long)counts.waiting,
                      (unsigned long long)(counts.rejected + counts.damaged));
    add_text(line, text);
}

/* "; last error none": simple values only, a hint of what is nested is no help on the telephone. */
static void add_member(struct buffer *line, const char *name, const json_t *value)
{
    char number[32] = "";

    if (json_is_integer(value))
        (void)text_format(number, sizeof number, "%lld", (long long)json_integer_value(value));
    else if (!json_is_string(value) && !json_is_boolean(value))
        return;
    add_text(line, "; ");
    for (; *name; name++)
        add_text(line, *name == '_' ? " " : (char[2]){*name, '\0'});
    add_text(line, " ");
    if (json_is_string(value))
        add_text(line, json_string_value(value)[0] ? json_string_value(value) : "none");
    else
        add_text(line, json_is_boolean(value) ? (json_is_true(value) ? "yes" : "no") : number);
}

static void describe_program(const char *state_folder, const char *name, struct buffer *line)
{
    static const char *const lives[] = {[STATE_ABSENT] = ": not started",
                                        [STATE_NOT_RUNNING] = ": ended",
                                        [STATE_RUNNING] = ": running"};
    enum state_life life = STATE_ABSENT;
    json_t *state = NULL;
    const char *key;
    json_t *value;

    (void)!state_read(state_folder, name, &life, &state, NULL);
    add_text(line, name);
    add_text(line, lives[life]);
    json_object_foreach(state, key, value)
    {
        if (strcmp(key, "boot_id") != 0 && strcmp(key, "pid") != 0)
            add_member(line, key, value);
    }
    json_decref(state);
}

void support_fill(struct support *support, struct resources *resources)
{
    static void (*const about[])(struct resources * resources, struct buffer * line) = {
        describe_kiosk, describe_clock, describe_outbox};
    size_t count = 0;
    struct buffer line;

    *support = (struct support){0};
    buffer_init(&line, SUPPORT_LINE_SIZE);
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        buffer_clear(&line);
        about[i](resources, &line);
        keep_line(support, &count, &line);
    }
    for (size_t i = 0; programs[i]; i++) {
        buffer_clear(&line);
        describe_program(resources->config->paths.state, programs[i], &line);
        keep_line(support, &count, &line);
    }
    buffer_finish(&line);
}
