#include "tests/support/lib/fake_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAPER_BYTES_MAX (1u << 20)
#define COMMAND_MAX     16u
#define MIDDLE_ROWS     60u /* 'the middle of a picture' begins after so many rows */

struct fake_head {
    struct fake_paper *paper;
    const char *folder;
    uint8_t instant[COMMAND_MAX]; /* of a real-time command, from DLE on */
    size_t instant_length;
    uint8_t command[COMMAND_MAX];
    size_t command_length;
    size_t dots_left; /* of a raster that is coming in */
    uint8_t *dots;
    size_t dots_length, row_bytes;
    unsigned pictures;
    bool in_picture, changes_wanted, halted, deaf, owes_answer;
};

struct fake_head *fake_head_create(struct fake_paper *paper, const char *folder)
{
    struct fake_head *head = calloc(1, sizeof *head);

    if (head != NULL) {
        head->paper = paper;
        head->folder = folder;
        head->dots = malloc(PAPER_BYTES_MAX);
    }
    return head != NULL && head->dots != NULL ? head : NULL;
}

void fake_head_clear(struct fake_head *head)
{
    head->instant_length = 0;
    head->command_length = 0;
    head->dots_left = 0;
    head->dots_length = 0;
    head->in_picture = false;
    head->changes_wanted = false;
    head->halted = false;
}

static size_t rows_so_far(const struct fake_head *head)
{
    return head->row_bytes > 0 ? head->dots_length / head->row_bytes : 0;
}

/* Out of paper in the middle, until there is a new roll. */
static bool is_halted(const struct fake_head *head)
{
    return head->halted && head->paper->behaviour != FAKE_READY;
}

static bool is_in_middle(const struct fake_head *head)
{
    return head->in_picture && rows_so_far(head) >= MIDDLE_ROWS;
}

bool fake_head_is_stuck(const struct fake_head *head)
{
    int behaviour = head->paper->behaviour;

    return (behaviour == FAKE_STOPS_TAKING || behaviour == FAKE_STOPS_DEAF) && is_in_middle(head);
}

static void say(const struct fake_head *head, int line, const void *bytes, size_t length)
{
    if (head->paper->behaviour != FAKE_SILENT) {
        (void)!write(line, bytes, length);
    }
}

/* DLE EOT n. */
static void say_status(const struct fake_head *head, int line, unsigned n)
{
    int behaviour = head->paper->behaviour;
    bool out = behaviour == FAKE_OUT || is_halted(head);
    bool open = behaviour == FAKE_OPEN;
    bool error = behaviour == FAKE_ERROR;
    uint8_t status = 0x12;

    if (n == 1 && (out || open || error)) {
        status |= 0x08;
    } else if (n == 2) {
        status |= (uint8_t)((open ? 0x04 : 0) | (out ? 0x20 : 0) | (error ? 0x40 : 0));
    } else if (n == 3 && error) {
        status |= 0x08;
    } else if (n == 4) {
        status |= (uint8_t)((out ? 0x60 : 0) | (out || behaviour == FAKE_LOW ? 0x0c : 0));
    }
    if (behaviour == FAKE_GARBLED) {
        status = 0xff;
    }
    say(head, line, &status, 1);
}

static void keep_picture(struct fake_head *head)
{
    char path[512];
    FILE *file;

    head->paper->cut++;
    head->paper->last = (unsigned)rows_so_far(head);
    if (head->folder == NULL || head->row_bytes == 0) {
        return;
    }
    (void)snprintf(path, sizeof path, "%s/paper-%u.pbm", head->folder, ++head->pictures);
    file = fopen(path, "wb");
    if (file != NULL) {
        (void)fprintf(file, "P4\n%zu %zu\n", head->row_bytes * 8, rows_so_far(head));
        (void)fwrite(head->dots, 1, head->dots_length, file);
        (void)fclose(file);
    }
}

/* Bytes of a command whose first bytes these are; 0: one that is not known, to be passed over. */
static size_t length_of(const uint8_t *command, size_t length)
{
    if (length < 2) {
        return 2;
    }
    if (command[0] == 0x1b) {
        return command[1] == '@' ? 2 : 3;
    }
    switch (command[1]) {
    case 'v':
        return 8;
    case 'V':
        return length < 3 || command[2] < 65 ? 3 : 4;
    default:
        return 3;
    }
}

static void say_done(struct fake_head *head, int line)
{
    static const uint8_t done[2] = {0, 0};

    if (head->paper->behaviour == FAKE_LATE_DONE) {
        head->owes_answer = true;
    } else if (head->paper->behaviour != FAKE_NEVER_DONE) {
        say(head, line, done, head->owes_answer ? 2 : 1);
        head->owes_answer = false;
    }
}

static void run_command(struct fake_head *head, int line)
{
    const uint8_t *command = head->command;

    if (command[0] == 0x1b && command[1] == '@') {
        head->dots_length = 0;
        head->in_picture = true;
    } else if (command[1] == 'v') {
        head->row_bytes = command[4] | (size_t)command[5] << 8;
        head->dots_left = head->row_bytes * (command[6] | (size_t)command[7] << 8);
    } else if (command[1] == 'V') {
        keep_picture(head);
        head->in_picture = false;
    } else if (command[1] == 'r') {
        say_done(head, line);
    } else if (command[1] == 'a') {
        head->changes_wanted = command[2] != 0;
    }
}

/* The paper ends: it tells by itself, and the rest stays in its buffer. */
static void run_out(struct fake_head *head, int line)
{
    static const uint8_t change[4] = {0x18, 0x00, 0x0f, 0x00};

    head->halted = true;
    if (head->changes_wanted) {
        say(head, line, change, sizeof change);
    }
}

static void take_dot_byte(struct fake_head *head, uint8_t byte, int line)
{
    head->dots_left--;
    if (head->dots_length < PAPER_BYTES_MAX) {
        head->dots[head->dots_length++] = byte;
    }
    if (head->row_bytes > 0 && head->dots_length % head->row_bytes == 0) {
        head->paper->rows++;
    }
    if (head->paper->behaviour == FAKE_RUNS_OUT && is_in_middle(head)) {
        run_out(head, line);
    }
}

static void take_plain(struct fake_head *head, uint8_t byte, int line)
{
    if (is_halted(head)) {
        return;
    }
    if (head->dots_left > 0) {
        take_dot_byte(head, byte, line);
        return;
    }
    if (head->command_length == 0 && byte != 0x1b && byte != 0x1d) {
        return; /* text, of which a receipt has none, or filler */
    }
    head->command[head->command_length++] = byte;
    if (head->command_length == length_of(head->command, head->command_length)) {
        run_command(head, line);
        head->command_length = 0;
    }
}

/* True while the byte belongs to a real-time command, which a printer sees wherever it stands. */
static bool take_instant(struct fake_head *head, uint8_t byte, int line)
{
    head->instant[head->instant_length++] = byte;
    if (head->instant[0] != 0x10 ||
        (head->instant_length > 1 && head->instant[1] != 0x04 && head->instant[1] != 0x14)) {
        return false;
    }
    if (head->paper->behaviour == FAKE_STOPS_DEAF) {
        head->deaf = true;
    }
    if (head->deaf && head->instant_length > 1 && head->instant[1] == 0x14) {
        return false;
    }
    if (head->instant_length == 3 && head->instant[1] == 0x04) {
        say_status(head, line, head->instant[2]);
        head->instant_length = 0;
    } else if (head->instant_length == 10) {
        bool wanted = head->changes_wanted;
        bool halted = head->halted;

        fake_head_clear(head);
        head->changes_wanted = wanted;
        head->halted = halted;
        head->paper->cleared++;
    }
    return true;
}

bool fake_head_take(struct fake_head *head, uint8_t byte, int line)
{
    if (!take_instant(head, byte, line)) {
        for (size_t i = 0; i < head->instant_length; i++) {
            take_plain(head, head->instant[i], line);
        }
        head->instant_length = 0;
    }
    return head->paper->behaviour != FAKE_VANISHES || !is_in_middle(head);
}
