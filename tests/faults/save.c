/*
 * The screen's side of a save, without a display: configuration, site, form and outbox are loaded as a visit's
 * process loads them, the same sandbox is entered, and each request goes the same way from the answers through
 * the seal into the outbox.
 *
 *   save CONFIG    for each number read from standard input, one request whose names and telephone
 *                  are made from it; "saved NUMBER" or "failed NUMBER" comes back
 */
#include "app/screen/process/save.h"
#include "app/screen/process/secret_json.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/made_up_visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NUMBER_MAX  99999ul
#define FIRST_PHONE 2000000ul /* 202 200 0000 and on: none of them is refused as a service number */

/* Of tests/faults/shim, where it is preloaded. */
extern void shim_arm(void) __attribute__((weak));

/* The number in letters: a name has no digits. */
static void spell(unsigned long number, char name[static 16])
{
    char digits[8];

    (void)snprintf(digits, sizeof digits, "%05lu", number % (NUMBER_MAX + 1));
    (void)snprintf(name, 16, "Quorv%s", digits);
    for (char *letter = name + 5; *letter != '\0'; letter++)
        *letter = (char)('a' + (*letter - '0'));
}

static void fill(struct answers *answers, unsigned long number)
{
    char name[16], phone[16];

    spell(number, name);
    (void)snprintf(phone, sizeof phone, "202%07lu", FIRST_PHONE + number % (NUMBER_MAX + 1));
    made_up_fill(answers);
    made_up_type(answers, "given_name", name);
    made_up_type(answers, "family_name", "Wexlorquist");
    made_up_type(answers, "other_names", "Pembriloth");
    made_up_type(answers, "email", "wexlorquist@example.com");
    made_up_type(answers, "phone", phone);
    secret_wipe(name, sizeof name);
    secret_wipe(phone, sizeof phone);
}

/* app/screen/process/child.c has the visit's own; this one has no display. */
static bool confine(const struct kiosk_config *config, struct error *error)
{
    const char *const read[] = {config->paths.share, config->paths.state, NULL};
    const char *const write[] = {config->paths.outbox, NULL};
    const struct sandbox_plan plan = {.program = "kiosk-screen",
                                      .groups = SANDBOX_FILES | SANDBOX_UNIX | SANDBOX_THREADS,
                                      .read = read,
                                      .write = write};

    return sandbox_enter(&plan, error);
}

/* One write, so that a line that was begun is whole even where the next call kills. */
static void tell(bool saved, unsigned long number)
{
    char line[32];
    int length = snprintf(line, sizeof line, "%s %lu\n", saved ? "saved" : "failed", number);

    if (write(STDOUT_FILENO, line, (size_t)length) != length)
        _exit(EXIT_FAILURE);
}

static bool save(struct resources *resources, unsigned long number)
{
    char code[RECEIPT_CODE_SIZE];
    struct error error = {0};
    struct answers *answers = answers_create(resources->form, &error);
    bool saved = false;

    if (answers != NULL) {
        fill(answers, number);
        if (shim_arm != NULL)
            shim_arm();
        saved = save_request(resources, answers, "en", code, &error);
    }
    if (!saved)
        log_error("a request was not saved: %s", error.text);
    secret_wipe(code, sizeof code);
    answers_destroy(answers);
    tell(saved, number);
    return saved;
}

static bool save_all(struct resources *resources)
{
    char line[32];
    bool all = true;

    while (fgets(line, sizeof line, stdin) != NULL)
        all = save(resources, strtoul(line, NULL, 10)) && all;
    return all;
}

static bool run(const char *path, struct resources *resources, struct kiosk_config *config,
                struct error *error)
{
    if (!sandbox_prepare(NULL, 0, error) || !kiosk_config_load(path, config, error) ||
        !secret_start(error))
        return false;
    secret_json_start();
    resources_load(resources, config, &clock_system);
    if (resources->form == NULL || resources->broken[0] != '\0')
        return error_set(error, ERROR_INPUT, "no visits: %s", resources->broken);
    return confine(config, error);
}

int main(int argc, char **argv)
{
    struct kiosk_config config;
    struct resources resources = {0};
    struct error error = {0};
    bool all = false;

    log_start("save");
    if (argc != 2)
        return EXIT_FAILURE;
    if (run(argv[1], &resources, &config, &error))
        all = save_all(&resources);
    else
        log_error("%s", error.text);
    resources_finish(&resources);
    secret_stop();
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
