/* kioskctl export and kioskctl acknowledge: a drive in place of a network. */
#include "app/site/site.h"
#include "app/staff/kioskctl/ctl.h"
#include "app/staff/kioskctl/drive.h"
#include "app/staff/kioskctl/enrol.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define WARN_DAYS   30
#define DAY_SECONDS INT64_C(86400)

/* Who signs, and what is believed. Loaded before the sandbox: a TPM is a device. */
struct identity {
    struct certificate *certificate;
    struct private_key *key;
    struct site *site;
};

static void forget(struct identity *identity)
{
    certificate_destroy(identity->certificate);
    private_key_destroy(identity->key);
    site_destroy(identity->site);
}

static bool load_key(const struct ctl *ctl, struct identity *identity, struct error *error)
{
    const struct kiosk_config *config = &ctl->config;
    char key[FILE_PATH_MAX], certificate[FILE_PATH_MAX];

    if (!file_join(key, sizeof key, config->paths.keys, CLIENT_KEY_FILE) ||
        !file_join(certificate, sizeof certificate, config->paths.keys, CLIENT_CERTIFICATE_FILE))
        return error_set(error, ERROR_LIMIT, "the path of the keys' folder is too long");
    identity->key = private_key_load_in(key, ctl->tpm, error);
    identity->certificate = identity->key != NULL ? certificate_load(certificate, error) : NULL;
    if (identity->certificate == NULL)
        return error->kind == ERROR_REFUSED
                   ? error_prefix(error, "only root and the courier's user can export")
                   : false;
    return certificate_matches_key(identity->certificate, identity->key) ||
           error_set(error, ERROR_INPUT,
                     "%s does not belong to %s: if the courier is renewing it, try again; "
                     "else enrol the kiosk anew",
                     certificate, key);
}

static bool load_site(const struct ctl *ctl, struct identity *identity, struct error *error)
{
    const struct kiosk_paths *paths = &ctl->config.paths;

    identity->site = site_load(paths->site, paths->site_root, CERTIFICATE_ANY_TIME, error);
    return identity->site != NULL;
}

static bool is_folder(const char *path, struct error *error)
{
    struct stat about;

    return (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) ||
           error_set(error, ERROR_INPUT,
                     "%s is not a folder: name the one where the drive is mounted", path);
}

/* An outbox that is there: neither command makes one. */
static struct outbox *open_outbox(const struct ctl *ctl, const char *kiosk_id, struct error *error)
{
    struct outbox *outbox = outbox_open(ctl->config.paths.outbox, NULL, error);
    struct outbox_counts counts;

    if (outbox == NULL)
        return NULL;
    if (!outbox_count(outbox, &counts, error)) {
        outbox_close(outbox);
        return NULL;
    }
    if (strcmp(counts.kiosk_id, kiosk_id) != 0) {
        error_set(error, ERROR_REFUSED, "%s belongs to kiosk %s, and this is enrolled as %s",
                  ctl->config.paths.outbox, counts.kiosk_id, kiosk_id);
        outbox_close(outbox);
        return NULL;
    }
    return outbox;
}

/* ---- export ---------------------------------------------------------------- */

static void warn_of_end(const struct certificate *certificate)
{
    char ends[CLOCK_TEXT_SIZE];

    if (!clock_is_trusted(&clock_system, 0) ||
        certificate_not_after(certificate) > clock_utc(&clock_system) + WARN_DAYS * DAY_SECONDS)
        return;
    clock_format(certificate_not_after(certificate), ends);
    (void)fprintf(stderr,
                  "kioskctl: the kiosk's certificate ends %s: the central office takes no batch "
                  "after that; enrol the kiosk anew in time\n",
                  ends);
}

static void tell_exported(const struct ctl *ctl, const struct drive_exported *exported)
{
    if (ctl->json) {
        ctl_print_json(json_pack("{s:s, s:I, s:I, s:I}", "folder", exported->folder, "batches",
                                 (json_int_t)exported->batches, "requests",
                                 (json_int_t)exported->records, "damaged",
                                 (json_int_t)exported->damaged));
        return;
    }
    if (exported->records == 0) {
        (void)puts("Nothing is waiting: nothing was written.");
        return;
    }
    (void)printf("%zu requests in %zu batches are on the drive, sealed: %s\n"
                 "They stay on this kiosk too. Unmount the drive, take it to the central office "
                 "('kiosk-central import'), bring it back, and run 'kioskctl acknowledge %s'.\n",
                 exported->records, exported->batches, exported->folder, ctl->operands[0]);
}

static bool export(struct ctl *ctl, struct identity *identity, struct error *error)
{
    struct drive_exported exported;
    struct outbox *outbox = NULL;
    bool fine;

    if (!is_folder(ctl->operands[0], error) || !ctl_use_keys(ctl, error) ||
        !load_key(ctl, identity, error) || !ctl_confine_with(ctl, NULL, ctl->operands[0], error))
        return false;
    outbox = open_outbox(ctl, certificate_name(identity->certificate), error);
    if (outbox == NULL)
        return false;
    warn_of_end(identity->certificate);
    fine = drive_export(outbox, identity->certificate, identity->key, ctl->operands[0], &exported,
                        error);
    outbox_close(outbox);
    if (fine)
        tell_exported(ctl, &exported);
    return fine;
}

int ctl_export(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {
        .command = "export", .operands = "FOLDER", .operand_count = 1};
    struct ctl ctl;
    struct error error;
    struct identity identity = {NULL, NULL, NULL};
    bool fine;

    (void)context;
    if (!ctl_begin(&ctl, &usage, argc, argv, &error))
        return ctl_end(false, &error);
    fine = ctl.help || export(&ctl, &identity, &error);
    forget(&identity);
    ctl_leave_keys(&ctl);
    return ctl_end(fine, &error);
}

/* ---- acknowledge ----------------------------------------------------------- */

static void tell_refused(void *context, const struct error *error)
{
    (void)context;
    (void)fprintf(stderr, "kioskctl: not taken: %s\n", error->text);
}

static void tell_acknowledged(const struct ctl *ctl, const struct drive_acknowledged *done)
{
    const struct outbox_outcome *outcome = &done->outcome;

    if (ctl->json) {
        ctl_print_json(json_pack(
            "{s:I, s:I, s:I, s:I, s:I}", "acknowledgements", (json_int_t)done->files, "refused",
            (json_int_t)done->refused, "deleted", (json_int_t)outcome->deleted, "set_aside",
            (json_int_t)outcome->set_aside, "not_waiting", (json_int_t)outcome->foreign));
        return;
    }
    (void)printf("%zu acknowledgements taken, %zu not: %zu requests deleted here, %zu set aside, "
                 "%zu were not waiting here any more.\n",
                 done->files, done->refused, outcome->deleted, outcome->set_aside,
                 outcome->foreign);
}

static bool acknowledge(const struct ctl *ctl, struct identity *identity,
                        struct drive_acknowledged *done, struct error *error)
{
    struct drive_office office = {.at_utc = CERTIFICATE_ANY_TIME, .refused = tell_refused};
    struct outbox *outbox = NULL;
    struct trust *roots = NULL;
    bool fine = false;

    if (!is_folder(ctl->operands[0], error) || !load_site(ctl, identity, error) ||
        !ctl_confine_with(ctl, ctl->operands[0], NULL, error))
        return false;
    if (clock_is_trusted(&clock_system, site_issued_utc(identity->site)))
        office.at_utc = clock_utc(&clock_system);
    roots = trust_parse(site_tls_roots_pem(identity->site), error);
    office.roots = roots;
    outbox = roots != NULL ? open_outbox(ctl, site_kiosk_id(identity->site), error) : NULL;
    if (outbox != NULL)
        fine = drive_acknowledge(outbox, ctl->operands[0], &office, done, error);
    outbox_close(outbox);
    trust_destroy(roots);
    if (fine)
        tell_acknowledged(ctl, done);
    return fine;
}

int ctl_acknowledge(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {
        .command = "acknowledge", .operands = "FOLDER", .operand_count = 1};
    struct ctl ctl;
    struct error error;
    struct identity identity = {NULL, NULL, NULL};
    struct drive_acknowledged done = {0};
    int code;

    (void)context;
    if (!ctl_begin(&ctl, &usage, argc, argv, &error))
        return ctl_end(false, &error);
    code = ctl_end(ctl.help || acknowledge(&ctl, &identity, &done, &error), &error);
    forget(&identity);
    return code == EXIT_FINE && done.refused > 0 ? EXIT_FAILED : code;
}
