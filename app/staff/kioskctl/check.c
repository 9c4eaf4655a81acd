#include "app/staff/kioskctl/check.h"

#include "app/outbox/outbox.h"
#include "app/registration/form.h"
#include "app/site/site.h"
#include "app/staff/kioskctl/enrol.h"
#include "platform/base/file.h"
#include "platform/base/state.h"
#include "platform/crypto/key.h"

#include <inttypes.h>

static bool join(char path[static FILE_PATH_MAX], const char *folder, const char *name,
                 struct error *error)
{
    return file_join(path, FILE_PATH_MAX, folder, name) ||
           error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
}

static bool look_at_form(const struct check_subject *subject, struct buffer *detail,
                         struct error *error)
{
    char path[FILE_PATH_MAX];
    struct buffer json;
    struct form *form = NULL;
    buffer_init(&json, FORM_JSON_MAX);
    if (join(path, subject->config->paths.share, "forms/custody-alert.json", error) &&
        file_read(path, &json, error)) {
        form = form_parse((const char *)json.data, json.length, path, error);
    }
    buffer_finish(&json);
    buffer_append_text(detail, "can be used");
    bool fine = form != NULL;
    form_destroy(form);
    return fine;
}

static struct site *load_site(const struct check_subject *subject, struct error *error)
{
    const struct kiosk_paths *paths = &subject->config->paths;
    struct site *site =
        site_load(paths->site, paths->site_root, enrol_judging_time(subject->clock), error);
    if (site == NULL && !file_exists(paths->site)) {
        error_set(error, ERROR_NOT_FOUND, "%s is not there; enrol this kiosk ('kioskctl enrol')",
                  paths->site);
    }
    return site;
}

static bool look_at_site(const struct check_subject *subject, struct buffer *detail,
                         struct error *error)
{
    char issued[CLOCK_TEXT_SIZE];
    struct site *site = load_site(subject, error);
    if (site == NULL) {
        return false;
    }
    clock_format(site_issued_utc(site), issued);
    buffer_append_format(detail, "signed, for kiosk %s, issued %s", site_kiosk_id(site), issued);
    site_destroy(site);
    return true;
}

static bool agree(const struct check_subject *subject, const struct private_key *key,
                  const struct certificate *certificate, const char *path, struct error *error)
{
    char ends[CLOCK_TEXT_SIZE];
    int64_t after = certificate_not_after(certificate);
    if (!certificate_matches_key(certificate, key)) {
        return error_set(error, ERROR_CORRUPT, "%s is not for our key; install the bundle again",
                         path);
    }
    clock_format(after, ends);
    return !clock_is_trusted(subject->clock, 0) || clock_utc(subject->clock) < after ||
           error_set(error, ERROR_REFUSED, "%s ended %s; enrol again", path, ends);
}

static bool look_at_certificate(const struct check_subject *subject, struct buffer *detail,
                                struct error *error)
{
    char key_path[FILE_PATH_MAX];
    char path[FILE_PATH_MAX];
    char ends[CLOCK_TEXT_SIZE] = "";
    const char *keys = subject->config->paths.keys;
    if (!join(key_path, keys, CLIENT_KEY_FILE, error) ||
        !join(path, keys, CLIENT_CERTIFICATE_FILE, error)) {
        return false;
    }
    struct private_key *key = private_key_load_in(key_path, subject->tpm, error);
    if (key == NULL && subject->tpm_trouble != NULL) {
        return error_set(error, ERROR_UNAVAILABLE, "%s", subject->tpm_trouble);
    }
    struct certificate *certificate = key != NULL ? certificate_load(path, error) : NULL;
    bool fine = certificate != NULL && agree(subject, key, certificate, path, error);
    if (fine) {
        clock_format(certificate_not_after(certificate), ends);
        buffer_append_format(detail, "%s, fits its key, ends %s", certificate_name(certificate),
                             ends);
    }
    certificate_destroy(certificate);
    private_key_destroy(key);
    return fine;
}

static bool judge_outbox(struct outbox *outbox, struct buffer *detail, struct error *error)
{
    struct outbox_report report;
    struct outbox_counts counts;
    if (!outbox_check(outbox, &report, error) || !outbox_count(outbox, &counts, error)) {
        return false;
    }
    if (!outbox_report_is_fine(&report)) {
        return error_set(
            error, ERROR_CORRUPT,
            "%s; stop the kiosk's programs, run 'kioskctl salvage', tell the central office",
            report.problem);
    }
    if (counts.damaged > 0) {
        return error_set(error, ERROR_CORRUPT,
                         "%" PRIu64
                         " records are damaged and were set aside; tell the central office",
                         counts.damaged);
    }
    buffer_append_format(detail, "%" PRIu64 " records, all links verify", report.records);
    return true;
}

typedef bool outbox_judge(struct outbox *outbox, struct buffer *detail, struct error *error);

static bool look_into_outbox(const struct check_subject *subject, outbox_judge *judge,
                             struct buffer *detail, struct error *error)
{
    struct error problem = {.kind = ERROR_NONE};
    struct outbox *outbox = outbox_open(subject->config->paths.outbox, NULL, &problem);
    if (outbox == NULL) {
        buffer_append_text(detail, "none yet");
        return problem.kind == ERROR_NOT_FOUND ||
               error_set(error, problem.kind, "%s", problem.text);
    }
    bool fine = judge(outbox, detail, error);
    outbox_close(outbox);
    return fine;
}

static bool look_at_outbox(const struct check_subject *subject, struct buffer *detail,
                           struct error *error)
{
    return look_into_outbox(subject, judge_outbox, detail, error);
}

static bool judge_journal(struct outbox *outbox, struct buffer *detail, struct error *error)
{
    struct outbox_journal_report report;
    if (!outbox_check_journal(outbox, &report, error)) {
        return false;
    }
    if (report.problem[0] != '\0') {
        return error_set(error, ERROR_CORRUPT,
                         "%s; copy outbox.db, journal and journal.1 to a safe place and tell the "
                         "central office",
                         report.problem);
    }
    buffer_append_format(detail, "%" PRIu64 " lines since %s, they fit the outbox", report.lines,
                         report.since);
    if (report.torn > 0) {
        buffer_append_format(detail, "; cut off by a loss of power %" PRIu64 " times, harmless",
                             report.torn);
    }
    return true;
}

static bool look_at_journal(const struct check_subject *subject, struct buffer *detail,
                            struct error *error)
{
    return look_into_outbox(subject, judge_journal, detail, error);
}

static bool look_at_states(const struct check_subject *subject, struct buffer *detail,
                           struct error *error)
{
    static const char *const names[] = {"screen", "printer", "courier", "steward"};
    size_t running = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        enum state_life life;
        json_t *object = NULL;
        if (!state_read(subject->config->paths.state, names[i], &life, &object, error)) {
            return false;
        }
        json_decref(object);
        running += life == STATE_RUNNING;
    }
    buffer_append_format(detail, "%zu of 4 programs run", running);
    return true;
}

const struct check_row check_rows[] = {{"form", look_at_form},
                                       {"site bundle", look_at_site},
                                       {"certificate", look_at_certificate},
                                       {"outbox", look_at_outbox},
                                       {"journal", look_at_journal},
                                       {"state files", look_at_states},
                                       {NULL, NULL}};
