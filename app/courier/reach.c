#include "app/courier/reach.h"

#include "app/wire/batch.h"

void reach_begin(struct reach *reach)
{
    *reach = (struct reach){.most = BATCH_RECORDS_MAX};
}

void reach_taken(struct reach *reach)
{
    reach->most = reach->most < BATCH_RECORDS_MAX / 2 ? 2 * reach->most : BATCH_RECORDS_MAX;
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
