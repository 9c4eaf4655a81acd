#include "app/screen/process/secret_json.h"

#include "platform/base/secret.h"

#include <jansson.h>

/* jansson's types carry no must-use mark. */
static void *allocate(size_t size)
{
    return secret_allocate(size);
}

void secret_json_start(void)
{
    json_set_alloc_funcs(allocate, secret_release);
}
