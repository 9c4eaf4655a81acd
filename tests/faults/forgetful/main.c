/*
 * forgetful: a file system in memory whose power can be cut. What was not
 * synced is then forgotten, torn or reordered; what is left is written into a
 * folder, and the file system is gone, as it is for a program whose machine
 * stops. It knows regular files and folders only.
 */
#include "tests/faults/forgetful/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FUSE_USE_VERSION 35
#include <fuse_lowlevel.h>

#define SECONDS   3600.0 /* the kernel may keep what it knows: nothing changes behind its back */
#define BLOCK     4096u
#define CUT_NAME  ".cut" /* whoever looks for it in the root cuts the power */
#define OPTIONS   "default_permissions,allow_other,fsname=forgetful"
#define ARGUMENTS 8

struct forgetful {
    struct disk disk;
    const char *to;
    enum cut_mode mode;
    uint64_t seed;
    uint64_t cut_at;     /* before this operation; 0: never */
    uint64_t operations; /* everything that changes or syncs something */
};

static struct forgetful *of(fuse_req_t request)
{
    return fuse_req_userdata(request);
}

static struct node *node_of(fuse_req_t request, fuse_ino_t number)
{
    return number == FUSE_ROOT_ID ? of(request)->disk.root : (struct node *)number;
}

static void cut(struct forgetful *forgetful)
{
    disk_cut(&forgetful->disk, forgetful->mode, forgetful->seed);
    disk_save(&forgetful->disk, forgetful->to);
    (void)printf("cut %llu\n", (unsigned long long)forgetful->operations);
    (void)fflush(stdout);
    _exit(0);
}

static void count(fuse_req_t request)
{
    struct forgetful *forgetful = of(request);

    if (++forgetful->operations == forgetful->cut_at) {
        cut(forgetful);
    }
}

static void look(const struct node *node, struct stat *status)
{
    *status = node->status;
    status->st_atim = status->st_ctim = status->st_mtim;
    status->st_size = (off_t)node->now.size;
    status->st_blocks = (blkcnt_t)((node->now.size + 511) / 512);
    status->st_blksize = BLOCK;
}

static struct fuse_entry_param entry_of(struct node *node)
{
    struct fuse_entry_param entry = {
        .ino = (fuse_ino_t)node, .attr_timeout = SECONDS, .entry_timeout = SECONDS};

    look(node, &entry.attr);
    return entry;
}

static void start(void *userdata, struct fuse_conn_info *connection)
{
    (void)userdata;
    connection->want &= ~(unsigned)(FUSE_CAP_AUTO_INVAL_DATA | FUSE_CAP_ATOMIC_O_TRUNC);
}

static void do_lookup(fuse_req_t request, fuse_ino_t parent, const char *name)
{
    struct node *node;
    struct fuse_entry_param entry;

    if (parent == FUSE_ROOT_ID && strcmp(name, CUT_NAME) == 0) {
        cut(of(request));
    }
    node = disk_find(node_of(request, parent), name);
    if (node == NULL) {
        (void)fuse_reply_err(request, ENOENT);
        return;
    }
    entry = entry_of(node);
    (void)fuse_reply_entry(request, &entry);
}

static void do_getattr(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *file)
{
    struct stat status;

    (void)file;
    look(node_of(request, number), &status);
    (void)fuse_reply_attr(request, &status, SECONDS);
}

static void do_setattr(fuse_req_t request, fuse_ino_t number, struct stat *wanted, int which,
                       struct fuse_file_info *file)
{
    struct node *node = node_of(request, number);
    int problem = 0;

    if ((which & FUSE_SET_ATTR_SIZE) != 0) {
        count(request);
        problem = disk_resize(&of(request)->disk, node, (size_t)wanted->st_size);
    }
    if ((which & FUSE_SET_ATTR_MODE) != 0) {
        node->status.st_mode = wanted->st_mode;
    }
    if ((which & FUSE_SET_ATTR_UID) != 0) {
        node->status.st_uid = wanted->st_uid;
    }
    if ((which & FUSE_SET_ATTR_GID) != 0) {
        node->status.st_gid = wanted->st_gid;
    }
    if (problem != 0) {
        (void)fuse_reply_err(request, problem);
    } else {
        do_getattr(request, number, file);
    }
}

static struct node *make(fuse_req_t request, fuse_ino_t parent, const char *name, mode_t mode)
{
    const struct fuse_ctx *who = fuse_req_ctx(request);
    struct node *folder = node_of(request, parent);
    struct node *node;

    if (disk_find(folder, name) != NULL) {
        (void)fuse_reply_err(request, EEXIST);
        return NULL;
    }
    count(request);
    node = disk_create(&of(request)->disk, folder, name, mode, who->uid, who->gid);
    if (node == NULL) {
        (void)fuse_reply_err(request, ENOSPC);
    }
    return node;
}

static void do_create(fuse_req_t request, fuse_ino_t parent, const char *name, mode_t mode,
                      struct fuse_file_info *file)
{
    struct node *node = make(request, parent, name, S_IFREG | (mode & 07777));

    if (node != NULL) {
        struct fuse_entry_param entry = entry_of(node);

        file->keep_cache = 1;
        (void)fuse_reply_create(request, &entry, file);
    }
}

static void do_mkdir(fuse_req_t request, fuse_ino_t parent, const char *name, mode_t mode)
{
    struct node *node = make(request, parent, name, S_IFDIR | (mode & 07777));

    if (node != NULL) {
        struct fuse_entry_param entry = entry_of(node);

        (void)fuse_reply_entry(request, &entry);
    }
}

static void take_away(fuse_req_t request, fuse_ino_t parent, const char *name, bool is_folder)
{
    struct node *folder = node_of(request, parent);
    const struct node *node = disk_find(folder, name);

    if (node == NULL || (is_folder && node->names->count > 0)) {
        (void)fuse_reply_err(request, node == NULL ? ENOENT : ENOTEMPTY);
        return;
    }
    count(request);
    disk_remove(&of(request)->disk, folder, name);
    (void)fuse_reply_err(request, 0);
}

static void do_unlink(fuse_req_t request, fuse_ino_t parent, const char *name)
{
    take_away(request, parent, name, false);
}

static void do_rmdir(fuse_req_t request, fuse_ino_t parent, const char *name)
{
    take_away(request, parent, name, true);
}

static void do_rename(fuse_req_t request, fuse_ino_t parent, const char *name,
                      fuse_ino_t new_parent, const char *new_name, unsigned int flags)
{
    struct node *folder = node_of(request, parent);

    if (parent != new_parent || flags != 0 || disk_find(folder, name) == NULL) {
        (void)fuse_reply_err(request, parent != new_parent ? EXDEV : EINVAL);
        return;
    }
    count(request);
    disk_move(&of(request)->disk, folder, name, new_name);
    (void)fuse_reply_err(request, 0);
}

/* Without direct I/O the kernel's pages serve shared maps; they stay over opens. */
static void do_open(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *file)
{
    (void)number;
    file->keep_cache = 1;
    (void)fuse_reply_open(request, file);
}

static void do_read(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset,
                    struct fuse_file_info *file)
{
    const struct node *node = node_of(request, number);
    size_t at = (size_t)offset;
    size_t left = at < node->now.size ? node->now.size - at : 0;

    (void)file;
    (void)fuse_reply_buf(request, left > 0 ? (const char *)node->now.data + at : NULL,
                         size < left ? size : left);
}

/* Pages that the kernel writes back from a shared map come at no certain moment: not counted, so that
 * a number means the same moment each time. */
static void do_write(fuse_req_t request, fuse_ino_t number, const char *data, size_t size,
                     off_t offset, struct fuse_file_info *file)
{
    struct node *node = node_of(request, number);
    int problem;

    if (!file->writepage) {
        count(request);
    }
    problem = disk_write(&of(request)->disk, node, data, size, (size_t)offset);
    if (problem == 0 && (file->flags & (O_SYNC | O_DSYNC)) != 0) {
        disk_sync(node);
    }
    if (problem != 0) {
        (void)fuse_reply_err(request, problem);
    } else {
        (void)fuse_reply_write(request, size);
    }
}

static void do_fsync(fuse_req_t request, fuse_ino_t number, int data_only,
                     struct fuse_file_info *file)
{
    (void)data_only;
    (void)file;
    count(request);
    disk_sync(node_of(request, number));
    (void)fuse_reply_err(request, 0);
}

static void do_readdir(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset,
                       struct fuse_file_info *file)
{
    const struct listing *listing = node_of(request, number)->names;
    char *list = calloc(1, size);
    size_t length = 0;

    (void)file;
    for (size_t i = (size_t)offset; list != NULL && i < listing->count; i++) {
        struct stat status;
        size_t more;

        look(listing->names[i].node, &status);
        more = fuse_add_direntry(request, list + length, size - length, listing->names[i].text,
                                 &status, (off_t)(i + 1));
        if (more > size - length) {
            break;
        }
        length += more;
    }
    (void)fuse_reply_buf(request, list, length);
    free(list);
}

static void do_statfs(fuse_req_t request, fuse_ino_t number)
{
    const struct disk *disk = &of(request)->disk;
    struct statvfs status = {.f_bsize = BLOCK,
                             .f_frsize = BLOCK,
                             .f_blocks = disk->room / BLOCK,
                             .f_bfree = (disk->room - disk->used) / BLOCK,
                             .f_bavail = (disk->room - disk->used) / BLOCK,
                             .f_namemax = DISK_NAME_SIZE - 1};

    (void)number;
    (void)fuse_reply_statfs(request, &status);
}

static const struct fuse_lowlevel_ops calls = {.init = start,
                                               .lookup = do_lookup,
                                               .getattr = do_getattr,
                                               .setattr = do_setattr,
                                               .create = do_create,
                                               .mkdir = do_mkdir,
                                               .unlink = do_unlink,
                                               .rmdir = do_rmdir,
                                               .rename = do_rename,
                                               .open = do_open,
                                               .read = do_read,
                                               .write = do_write,
                                               .fsync = do_fsync,
                                               .fsyncdir = do_fsync,
                                               .readdir = do_readdir,
                                               .statfs = do_statfs};

static bool serve(struct forgetful *forgetful, const char *mount)
{
    char name[] = "forgetful", option[] = "-o", options[] = OPTIONS;
    char *words[] = {name, option, options, NULL};
    struct fuse_args arguments = FUSE_ARGS_INIT(3, words);
    struct fuse_session *session = fuse_session_new(&arguments, &calls, sizeof calls, forgetful);
    bool fine;

    if (session == NULL || fuse_session_mount(session, mount) != 0) {
        return false;
    }
    (void)puts("mounted");
    (void)fflush(stdout);
    fine = fuse_session_loop(session) == 0;
    fuse_session_unmount(session);
    fuse_session_destroy(session);
    return fine;
}

static bool parse_mode(const char *word, enum cut_mode *mode)
{
    static const char *const words[] = {
        [CUT_FORGET] = "forget", [CUT_TEAR] = "tear", [CUT_REORDER] = "reorder"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *mode = (enum cut_mode)i;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    struct forgetful forgetful = {.cut_at = 0};
    uint64_t room;

    if (argc != ARGUMENTS || !parse_mode(argv[4], &forgetful.mode)) {
        (void)fprintf(stderr,
                      "usage: forgetful MOUNT FROM TO forget|tear|reorder SEED CUT-AT ROOM\n"
                      "CUT-AT: before which operation, 0: when .cut is looked for; "
                      "ROOM: bytes, 0: enough\n");
        return 2;
    }
    forgetful.to = argv[3];
    forgetful.seed = strtoull(argv[5], NULL, 10);
    forgetful.cut_at = strtoull(argv[6], NULL, 10);
    room = strtoull(argv[7], NULL, 10);
    disk_load(&forgetful.disk, argv[2], room > 0 ? (size_t)room : DISK_DEFAULT_MAX);
    if (!serve(&forgetful, argv[1])) {
        (void)fprintf(stderr, "%s: cannot be mounted; this needs root and /dev/fuse\n", argv[1]);
        return 1;
    }
    disk_save(&forgetful.disk, forgetful.to);
    (void)printf("operations %llu\n", (unsigned long long)forgetful.operations);
    return 0;
}
