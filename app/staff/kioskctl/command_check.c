#include "app/staff/kioskctl/check.h"
#include "app/staff/kioskctl/ctl.h"

#include <stdio.h>

#define DETAIL_MAX 512u

static json_t *look(const struct check_row *row, const struct check_subject *subject)
{
    struct buffer detail;
    struct error error = {.kind = ERROR_NONE};
    buffer_init(&detail, DETAIL_MAX);
    bool fine = row->look(subject, &detail, &error);
    json_t *object = json_pack("{s:s, s:b, s:s}", "name", row->name, "fine", fine, "detail",
                               fine ? buffer_text(&detail) : error.text);
    buffer_finish(&detail);
    return object;
}

static bool print(json_t *checks, bool as_json)
{
    size_t index;
    json_t *check;
    bool fine = true;
    json_array_foreach(checks, index, check)
    {
        bool passed = json_is_true(json_object_get(check, "fine"));
        fine = fine && passed;
        if (!as_json) {
            (void)printf("%-8s %s: %s\n", passed ? "ok" : "PROBLEM",
                         json_string_value(json_object_get(check, "name")),
                         json_string_value(json_object_get(check, "detail")));
        }
    }
    if (as_json) {
        ctl_print_json(json_pack("{s:b, s:O}", "fine", fine, "checks", checks));
    }
    return fine;
}

static int check(const struct ctl *ctl, const char *tpm_trouble)
{
    const struct check_subject subject = {.config = &ctl->config,
                                          .clock = &clock_system,
                                          .tpm = ctl->tpm,
                                          .tpm_trouble = tpm_trouble};
    json_t *checks = json_array();
    for (size_t i = 0; check_rows[i].name != NULL; i++) {
        (void)json_array_append_new(checks, look(&check_rows[i], &subject));
    }
    bool fine = print(checks, ctl->json);
    json_decref(checks);
    return fine ? EXIT_FINE : EXIT_FAILED;
}

int ctl_check(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {.command = "check", .operands = ""};
    struct ctl ctl;
    struct error error;
    (void)context;
    if (!ctl_begin(&ctl, &usage, argc, argv, &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.help) {
        return EXIT_FINE;
    }
    /* Where the TPM cannot be used, the look at the key says so, and the others go on. */
    struct error trouble;
    const char *told = ctl_use_keys(&ctl, &trouble) ? NULL : trouble.text;
    int code = ctl_confine(&ctl, NULL, &error) ? check(&ctl, told) : ctl_end(false, &error);
    ctl_leave_keys(&ctl);
    return code;
}
