/*
 * A PostgreSQL cluster of a test's own, in a temporary folder, reached over a
 * Unix socket there. It is durable (fsync on), runs as postgres or nobody where
 * the test is root, and ends with the test program. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_POSTGRES_H
#define TESTS_SUPPORT_LIB_POSTGRES_H

#include <sys/types.h>

#define POSTGRES_LOCATION_SIZE 160

struct postgres_cluster {
    char folder[64];
    pid_t server; /* 0: not running */
};

/* Makes the cluster and starts it: about two seconds, so once a program. */
void postgres_cluster_start(struct postgres_cluster *cluster);
/* Ends it and removes the folder. */
void postgres_cluster_stop(struct postgres_cluster *cluster);

/* As if its host had lost power, except for what the kernel has: SIGKILL to the postmaster and to all that it
 * started, which would answer for a while without it. All have ended when this returns. */
void postgres_cluster_kill(struct postgres_cluster *cluster);
void postgres_cluster_restart(struct postgres_cluster *cluster);

/* A connection string; `schema` becomes the search path ("" for the default). */
const char *postgres_cluster_location(const struct postgres_cluster *cluster, const char *schema,
                                      char location[static POSTGRES_LOCATION_SIZE]);
/* Runs statements with the rights of the cluster's owner. */
void postgres_cluster_run(const struct postgres_cluster *cluster, const char *sql);
/* The first value of the first row of a query, as a number. */
long long postgres_cluster_number(const struct postgres_cluster *cluster, const char *sql);

#endif
