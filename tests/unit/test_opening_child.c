#include "app/central/opening/opening.h"

#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/office_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct office_folder office;
static char keys[128];

static int start(void **state)
{
    (void)state;
    office_folder_start(&office);
    snprintf(keys, sizeof keys, "%s/open", office.office);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    office_folder_stop(&office);
    return 0;
}

/* What the kernel says of the one child: 2 is a seccomp filter. */
static int seccomp_mode_of_child(void)
{
    char path[64], line[128];
    int mode = -1;
    long child = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld", &child), 1);
    fclose(file);
    snprintf(path, sizeof path, "/proc/%ld/status", child);
    file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "Seccomp:", 8) == 0)
            mode = atoi(line + 8);
    fclose(file);
    return mode;
}

static void test_the_process_with_the_key_is_confined(void **state)
{
    (void)state;
    struct error error = {0};
    const struct opening_child_order child = {.keys = keys};
    struct opening *opening = opening_start(&child, &error);
    assert_non_null(opening);
    assert_int_equal(seccomp_mode_of_child(), 2);
    opening_destroy(opening);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_process_with_the_key_is_confined),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
