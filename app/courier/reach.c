#include "app/courier/reach.h"

#include "app/wire/batch.h"

void reach_begin(struct reach *reach)
{
    *reach = (struct reach){.most = BATCH_RECORDS_MAX};
}

void reach_taken(struct reach *reach)
{
    size_t more = reach->cut ? reach->most / 8 + 1 : reach->most;

    reach->most = more < BATCH_RECORDS_MAX - reach->most ? reach->most + more : BATCH_RECORDS_MAX;
}

void reach_cut(struct reach *reach, size_t count)
{
    reach->cut = true;
    if (count > 1)
        reach->most = count / 2;
}

void reach_unread(struct reach *reach, uint64_t first, size_t count)
{
    if (count > 1) {
        reach->most = count / 2;
        return;
    }
    reach->after = first;
    reach->passed++;
}
