#include "tests/support/lib/fault_vfs.h"

#include <string.h>

/* SQLite allocates szOsFile bytes: this, and behind it the usual VFS's file. */
struct fault_file {
    sqlite3_file base;
    struct fault_vfs *faults;
    sqlite3_file *real;
};

static bool fails(struct fault_vfs *faults, bool of_this_kind)
{
    if (!of_this_kind || faults->countdown == 0) {
        return false;
    }
    if (faults->countdown > 1) {
        faults->countdown--;
        return false;
    }
    if (!faults->for_ever) {
        faults->countdown = 0;
    }
    faults->failed++;
    return true;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct fault_file *)file)->real;
}

static struct fault_vfs *faults_of(sqlite3_file *file)
{
    return ((struct fault_file *)file)->faults;
}

static int fault_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int fault_read(sqlite3_file *file, void *bytes, int amount, sqlite3_int64 offset)
{
    if (fails(faults_of(file), faults_of(file)->call == FAULT_READ)) {
        return SQLITE_IOERR_READ;
    }
    return real_of(file)->pMethods->xRead(real_of(file), bytes, amount, offset);
}

static int fault_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    struct fault_vfs *faults = faults_of(file);

    if (fails(faults, faults->call == FAULT_WRITE)) {
        return SQLITE_IOERR_WRITE;
    }
    if (fails(faults, faults->call == FAULT_FULL)) {
        return SQLITE_FULL;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, amount, offset);
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fails(faults_of(file), faults_of(file)->call == FAULT_WRITE)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
    if (fails(faults_of(file), faults_of(file)->call == FAULT_SYNC)) {
        return SQLITE_IOERR_FSYNC;
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int fault_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int fault_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int fault_reserved(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int fault_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int fault_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int fault_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int fault_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int fault_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void fault_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int fault_shm_unmap(sqlite3_file *file, int delete_too)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete_too);
}

static const sqlite3_io_methods fault_methods = {.iVersion = 2,
                                                 .xClose = fault_close,
                                                 .xRead = fault_read,
                                                 .xWrite = fault_write,
                                                 .xTruncate = fault_truncate,
                                                 .xSync = fault_sync,
                                                 .xFileSize = fault_size,
                                                 .xLock = fault_lock,
                                                 .xUnlock = fault_unlock,
                                                 .xCheckReservedLock = fault_reserved,
                                                 .xFileControl = fault_control,
                                                 .xSectorSize = fault_sector,
                                                 .xDeviceCharacteristics = fault_characteristics,
                                                 .xShmMap = fault_shm_map,
                                                 .xShmLock = fault_shm_lock,
                                                 .xShmBarrier = fault_shm_barrier,
                                                 .xShmUnmap = fault_shm_unmap};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *out_flags)
{
    struct fault_vfs *faults = vfs->pAppData;
    struct fault_file *opened = (struct fault_file *)file;
    int result;

    memset(opened, 0, sizeof *opened);
    opened->faults = faults;
    opened->real = (sqlite3_file *)(void *)(opened + 1);
    result = faults->usual->xOpen(faults->usual, name, opened->real, flags, out_flags);
    file->pMethods = opened->real->pMethods != NULL ? &fault_methods : NULL;
    return result;
}

void fault_vfs_install(struct fault_vfs *faults)
{
    memset(faults, 0, sizeof *faults);
    faults->usual = sqlite3_vfs_find(NULL);
    faults->vfs = *faults->usual;
    faults->vfs.zName = "faults";
    faults->vfs.pNext = NULL;
    faults->vfs.pAppData = faults;
    faults->vfs.szOsFile = (int)sizeof(struct fault_file) + faults->usual->szOsFile;
    faults->vfs.xOpen = fault_open;
    (void)sqlite3_vfs_register(&faults->vfs, 1);
}

void fault_vfs_remove(struct fault_vfs *faults)
{
    (void)sqlite3_vfs_unregister(&faults->vfs);
    (void)sqlite3_vfs_register(faults->usual, 1);
}

void fault_vfs_arm(struct fault_vfs *faults, enum fault_call call, unsigned nth, bool for_ever)
{
    faults->call = call;
    faults->countdown = nth;
    faults->for_ever = for_ever;
    faults->failed = 0;
}

void fault_vfs_disarm(struct fault_vfs *faults)
{
    faults->countdown = 0;
}
