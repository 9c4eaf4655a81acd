#include "app/central/commands.h"
#include "app/central/confine.h"
#include "app/central/receive/import.h"
#include "app/central/receive/receive_config.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#define PROGRAM "kiosk-central import"

struct command {
    const char *folder; /* the receiver's */
    const char *drive;
    bool as_json;
};

struct loaded {
    struct certificate *authority;
    struct trust *kiosks;
    struct admission *admission;
    struct office_pair acknowledging;
    struct ledger *ledger;
};

static void finish(struct loaded *loaded)
{
    ledger_close(loaded->ledger);
    office_pair_finish(&loaded->acknowledging);
    admission_destroy(loaded->admission);
    trust_destroy(loaded->kiosks);
    certificate_destroy(loaded->authority);
}

static void tell_refused(void *context, const struct error *error)
{
    (void)context;
    (void)fprintf(stderr, PROGRAM ": not taken: %s\n", error->text);
}

static void tell_unacknowledged(void *context, const struct error *error)
{
    (void)context;
    (void)fprintf(stderr, PROGRAM ": taken, but its acknowledgement is not on the drive: %s\n",
                  error->text);
}

static bool load_signer(const char *folder, int64_t now, struct office_pair *pair,
                        struct error *error)
{
    static const char remedy[] = "make one: kiosk-central renew OFFICE acknowledging";

    if (!office_load_newest(folder, "acknowledging", pair, error)) {
        struct error problem = *error;

        return error_set(error, problem.kind, "%s; %s", problem.text, remedy);
    }
    return certificate_not_after(pair->certificate) > now ||
           error_set(error, ERROR_REFUSED,
                     "the certificate that signs acknowledgements has ended; %s", remedy);
}

static bool load_authority(const struct receive_config *config, struct loaded *loaded,
                           struct error *error)
{
    if ((loaded->authority = certificate_load(config->kiosks, error)) == NULL ||
        (loaded->kiosks = trust_create(error)) == NULL ||
        !trust_add(loaded->kiosks, loaded->authority, error))
        return false;
    loaded->admission = admission_load(config->revoked, config->refused, loaded->authority, error);
    return loaded->admission != NULL;
}

/* A database is connected to before the network is given up. */
static bool load(const struct command *command, int64_t now, struct loaded *loaded,
                 struct error *error)
{
    struct receive_config config;
    char in_drive[FILE_PATH_MAX];

    if (!receive_config_load(command->folder, &config, error) ||
        !load_signer(command->folder, now, &loaded->acknowledging, error) ||
        !office_path(in_drive, command->drive, "batch", error) ||
        !load_authority(&config, loaded, error))
        return false;
    loaded->ledger = ledger_open(config.ledger, LEDGER_MAKE, error);
    return loaded->ledger != NULL &&
           confine_to_folders_of(ledger_is_database(config.ledger) ? in_drive : config.ledger,
                                 in_drive, error);
}

static void tell(const struct command *command, const struct import_done *done)
{
    if (command->as_json) {
        json_t *object = json_pack(
            "{s:I, s:I, s:I, s:I, s:I, s:I}", "batches", (json_int_t)done->batches, "refused",
            (json_int_t)done->refused, "stored", (json_int_t)done->stored, "duplicate",
            (json_int_t)done->duplicates, "rejected", (json_int_t)done->rejected, "unacknowledged",
            (json_int_t)done->unacknowledged);

        (void)json_dumpf(object, stdout, JSON_COMPACT);
        (void)putchar('\n');
        json_decref(object);
        return;
    }
    (void)printf("%zu batches taken, %zu not: %zu requests stored, %zu were here, %zu rejected\n",
                 done->batches, done->refused, done->stored, done->duplicates, done->rejected);
    if (done->batches > done->unacknowledged)
        (void)puts("Their acknowledgements are on the drive: take it back to the kiosk and run "
                   "'kioskctl acknowledge FOLDER' there.");
}

static bool import(const struct command *command, struct import_done *done, struct error *error)
{
    const int64_t now = clock_utc(&clock_system);
    struct loaded loaded = {0};
    bool fine = load(command, now, &loaded, error);
    const struct import_order order = {.ledger = loaded.ledger,
                                       .admission = loaded.admission,
                                       .kiosks = loaded.kiosks,
                                       .acknowledging = &loaded.acknowledging,
                                       .now_utc = now,
                                       .refused = tell_refused,
                                       .unacknowledged = tell_unacknowledged};

    fine = fine && import_drive(&order, command->drive, done, error);
    finish(&loaded);
    if (fine)
        tell(command, done);
    if (done->unacknowledged > 0)
        (void)fputs(PROGRAM
                    ": make room on the drive, or copy its folder to another, and import it "
                    "again: without the acknowledgements the kiosks keep what they have\n",
                    stderr);
    return fine;
}

static bool read_command(struct command *command, const char *const *operands, size_t count,
                         char folder[static FILE_PATH_MAX], struct error *error)
{
    if (count != (command->folder == NULL ? 2u : 1u))
        return error_set(error, ERROR_INPUT,
                         "it needs the office's folder, or --folder FOLDER, and the folder where "
                         "the drive is mounted");
    command->drive = operands[count - 1];
    if (command->folder != NULL)
        return true;
    command->folder = folder;
    return office_path(folder, operands[0], "receive", error);
}

int command_import(int argc, char **argv, void *context)
{
    struct command command = {0};
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &command.folder,
         .meaning = "in place of OFFICE: the receiver's folder, with receive.ini"},
        {.name = "json", .flag = &command.as_json, .meaning = "for programs"},
        {0},
    };
    const char *operands[2] = {NULL, NULL};
    char folder[FILE_PATH_MAX];
    struct import_done done = {0};
    struct error error = {0};

    (void)context;
    struct arguments line = {PROGRAM, "OFFICE DRIVE", rows, operands, 2, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (!read_command(&command, operands, line.operand_count, folder, &error) ||
        !import(&command, &done, &error))
        return arguments_mistake(PROGRAM, &error);
    return done.refused + done.unacknowledged > 0 ? EXIT_FAILED : EXIT_FINE;
}
