/* The last jobs and what became of them, without their pictures. Private to this folder. */
#ifndef APP_PRINTER_JOBS_H
#define APP_PRINTER_JOBS_H

#include "app/local/print_request.h"

#define JOBS_KEPT 16u

struct jobs {
    struct print_answer kept[JOBS_KEPT];
    size_t count; /* ever added */
};

/* The newest; NULL while there is none. */
const struct print_answer *jobs_last(const struct jobs *jobs);
/* NULL when it is none of the last ones. */
const struct print_answer *jobs_find(const struct jobs *jobs, const uint8_t job[PRINT_JOB_BYTES]);
void jobs_add(struct jobs *jobs, const uint8_t job[PRINT_JOB_BYTES]);
/* There must be one. */
void jobs_set_last(struct jobs *jobs, enum print_state state, const char *reason);
void jobs_describe(struct print_answer *job, enum print_state state, const char *reason);

#endif
