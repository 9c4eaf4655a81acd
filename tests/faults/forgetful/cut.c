#include "tests/faults/forgetful/parts.h"

#include <string.h>

struct cut {
    enum cut_mode mode;
    uint64_t moment; /* CUT_TEAR: the last that is left, in part */
    unsigned chance; /* CUT_REORDER: of 256, for each sector and name */
    uint64_t generator;
};

/* splitmix64: Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014). */
static uint64_t draw(struct cut *cut)
{
    uint64_t mixed = cut->generator += 0x9e3779b97f4a7c15u;

    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

/* Whether this piece of a change reached the disk. */
static bool is_left(struct cut *cut, const struct change *change)
{
    switch (cut->mode) {
    case CUT_TEAR:
        return change->moment < cut->moment ||
               (change->moment == cut->moment && (draw(cut) & 1) == 0);
    case CUT_REORDER:
        return (draw(cut) & 255) < cut->chance;
    case CUT_FORGET:
    default:
        return false;
    }
}

static void leave_write(struct cut *cut, struct node *file, const struct change *change)
{
    size_t end = change->offset + change->data.size;

    for (size_t at = change->offset; at < end;) {
        size_t next = (at / DISK_SECTOR + 1) * DISK_SECTOR;
        size_t length = (next < end ? next : end) - at;

        if (is_left(cut, change)) {
            bytes_write(&file->kept, change->data.data + (at - change->offset), length, at);
        }
        at += length;
    }
}

static void leave(struct cut *cut, struct node *node, const struct change *change)
{
    if (change->kind == CHANGE_WRITE) {
        leave_write(cut, node, change);
        return;
    }
    if (!is_left(cut, change)) {
        return;
    }
    if (change->kind == CHANGE_SIZE) {
        bytes_resize(&node->kept, change->offset);
        return;
    }
    if (change->kind != CHANGE_LINK) {
        listing_take(node->names_kept, change->from.text);
    }
    if (change->kind != CHANGE_UNLINK) {
        listing_put(node->names_kept, change->to.text, change->to.node);
    }
}

static void walk(struct disk *disk, struct node *node, struct cut *cut)
{
    for (const struct change *change = node->first; change != NULL; change = change->next) {
        leave(cut, node, change);
    }
    part_drop_changes(node);
    if (node->names != NULL) {
        *node->names = *node->names_kept;
        for (size_t i = 0; i < node->names->count; i++) {
            walk(disk, node->names->names[i].node, cut);
        }
        return;
    }
    bytes_resize(&node->now, 0);
    bytes_write(&node->now, node->kept.data, node->kept.size, 0);
}

/* The oldest change that is not yet synced, over what programs see. */
static uint64_t oldest(const struct node *node, uint64_t moment)
{
    if (node->first != NULL && node->first->moment < moment) {
        moment = node->first->moment;
    }
    for (size_t i = 0; node->names != NULL && i < node->names->count; i++) {
        moment = oldest(node->names->names[i].node, moment);
    }
    return moment;
}

void disk_cut(struct disk *disk, enum cut_mode mode, uint64_t seed)
{
    static const unsigned chances[] = {16, 64, 128, 192, 240};
    struct cut cut = {.mode = mode, .generator = seed};
    uint64_t first = oldest(disk->root, disk->moment);

    cut.chance = chances[draw(&cut) % (sizeof chances / sizeof chances[0])];
    cut.moment = first + draw(&cut) % (disk->moment - first + 1);
    walk(disk, disk->root, &cut);
}
