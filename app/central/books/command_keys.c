#include "app/central/commands.h"

#include "app/central/books/key_count.h"
#include "app/central/ledger/ledger_command.h"
#include "platform/base/arguments.h"
#include "platform/base/hex.h"
#include "platform/crypto/certificate.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

_Static_assert(CERTIFICATE_KEY_ID_SIZE == ENVELOPE_KEY_ID_SIZE, "one key, one identifier");

static void print_key(const struct key_count *key)
{
    char id[2 * ENVELOPE_KEY_ID_SIZE + 1];

    hex_encode(key->id, sizeof key->id, id);
    printf("%s: %" PRIu64 " requests are sealed to it, %" PRIu64 " to it alone, %" PRIu64
           " of those never opened\n",
           id, key->requests, key->alone, key->unopened);
}

static void print_json(const struct key_counts *counts)
{
    json_t *list = json_array(), *object;

    for (size_t i = 0; i < counts->count; i++) {
        const struct key_count *key = &counts->keys[i];
        char id[2 * ENVELOPE_KEY_ID_SIZE + 1];

        hex_encode(key->id, sizeof key->id, id);
        (void)json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I}", "key", id, "requests",
                                                    (json_int_t)key->requests, "alone",
                                                    (json_int_t)key->alone, "unopened",
                                                    (json_int_t)key->unopened));
    }
    object = json_pack("{s:o, s:I, s:I}", "keys", list, "deleted", (json_int_t)counts->retired,
                       "unreadable", (json_int_t)counts->unreadable);
    (void)json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
}

static void print_people(const struct key_counts *counts)
{
    for (size_t i = 0; i < counts->count; i++)
        print_key(&counts->keys[i]);
    printf("%" PRIu64 " requests are deleted", counts->retired);
    if (counts->unreadable > 0)
        printf(", %" PRIu64 " cannot be read: keep every key", counts->unreadable);
    putchar('\n');
}

/* Only the key of this certificate is left in `counts`. */
static bool choose_key(const char *path, struct key_counts *counts, struct error *error)
{
    struct certificate *certificate = certificate_load(path, error);
    const uint8_t *id = certificate != NULL ? certificate_key_id(certificate) : NULL;

    if (certificate != NULL && id == NULL)
        error_set(error, ERROR_INPUT, "%s has no subject key identifier: nothing is sealed to it",
                  path);
    if (id != NULL) {
        counts->keys[0] = key_counts_of(counts, id);
        counts->count = 1;
    }
    certificate_destroy(certificate);
    return id != NULL;
}

int command_keys(int argc, char **argv, void *context)
{
    struct ledger_command command = {
        .program = "kiosk-central keys",
        .needed = "--folder FOLDER is needed",
        .file_option = "certificate",
        .file_words = "only this one's key; exit code 1 while requests are sealed to it alone"};
    struct key_counts counts;
    struct error error = {0};
    struct ledger *ledger;
    bool fine;
    int code;

    (void)context;
    if (!ledger_command_parse(&command, argc, argv, &code))
        return code;
    ledger = ledger_command_open(&command, &error);
    fine = ledger != NULL && key_counts_gather(ledger, &counts, &error) &&
           (command.file == NULL || choose_key(command.file, &counts, &error));
    ledger_close(ledger);
    if (!fine)
        return arguments_mistake(command.program, &error);
    if (command.as_json)
        print_json(&counts);
    else
        print_people(&counts);
    return command.file != NULL && (counts.keys[0].alone > 0 || counts.unreadable > 0) ? EXIT_FAILED
                                                                                       : EXIT_FINE;
}
