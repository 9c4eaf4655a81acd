#include "app/printer/jobs.h"

#include "platform/base/text.h"

#include <string.h>

const struct print_answer *jobs_last(const struct jobs *jobs)
{
    return jobs->count > 0 ? &jobs->kept[(jobs->count - 1) % JOBS_KEPT] : NULL;
}

const struct print_answer *jobs_find(const struct jobs *jobs, const uint8_t job[PRINT_JOB_BYTES])
{
    size_t kept = jobs->count < JOBS_KEPT ? jobs->count : JOBS_KEPT;

    for (size_t i = 0; i < kept; i++) {
        if (memcmp(jobs->kept[i].job, job, PRINT_JOB_BYTES) == 0) {
            return &jobs->kept[i];
        }
    }
    return NULL;
}

void jobs_add(struct jobs *jobs, const uint8_t job[PRINT_JOB_BYTES])
{
    struct print_answer *added = &jobs->kept[jobs->count++ % JOBS_KEPT];

    *added = (struct print_answer){.state = PRINT_QUEUED};
    memcpy(added->job, job, PRINT_JOB_BYTES);
}

void jobs_set_last(struct jobs *jobs, enum print_state state, const char *reason)
{
    jobs_describe(&jobs->kept[(jobs->count - 1) % JOBS_KEPT], state, reason);
}

void jobs_describe(struct print_answer *job, enum print_state state, const char *reason)
{
    job->state = state;
    (void)text_copy(job->reason, sizeof job->reason, reason);
}
