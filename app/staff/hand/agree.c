#include "app/staff/hand/hands.h"

bool hand_agree(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    (void)answer;
    return task->argument_length == 0 ||
           error_set(error, ERROR_INPUT, "nothing is to be told besides");
}
