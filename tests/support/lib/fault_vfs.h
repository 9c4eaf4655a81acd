/*
 * Makes SQLite's disk fail: the Nth call of one kind, once or from then on. Lies
 * between SQLite and its usual VFS while installed; files opened before are not
 * touched.
 */
#ifndef TESTS_SUPPORT_LIB_FAULT_VFS_H
#define TESTS_SUPPORT_LIB_FAULT_VFS_H

#include <sqlite3.h>
#include <stdbool.h>

enum fault_call { FAULT_READ, FAULT_WRITE, FAULT_SYNC, FAULT_FULL /* a write: no room */ };

struct fault_vfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *usual;
    enum fault_call call;
    unsigned countdown; /* 0: nothing fails; 1: the next call of that kind does */
    bool for_ever;
    unsigned failed; /* calls that were made to fail */
};

/* Becomes the default of this process. */
void fault_vfs_install(struct fault_vfs *faults);
void fault_vfs_remove(struct fault_vfs *faults);
void fault_vfs_arm(struct fault_vfs *faults, enum fault_call call, unsigned nth, bool for_ever);
void fault_vfs_disarm(struct fault_vfs *faults);

#endif
