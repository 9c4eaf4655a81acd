#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/office/renew.h"
#include "app/central/opening/passphrase.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"
#include "platform/token/token.h"

#include <stdio.h>
#include <string.h>

static const char program[] = "kiosk-central renew";

static bool is_complete(size_t operands, struct error *error)
{
    if (operands == 2)
        return true;
    return error_set(
        error, ERROR_INPUT,
        "it needs the office's folder and what to renew: server, enrol-server, opening, signing or "
        "acknowledging");
}

static bool is_for_opening(const struct passphrase_option *encryption,
                           const struct renew_order *order, struct error *error)
{
    if ((encryption->encrypt || order->token_file != NULL) && strcmp(order->what, "opening") != 0)
        return error_set(error, ERROR_INPUT,
                         "--encrypt and --token are for opening keys: the others are used by "
                         "services, which nobody could give a passphrase");
    return !encryption->encrypt || order->token_file == NULL ||
           error_set(error, ERROR_INPUT,
                     "a key in a token has the token's PIN: leave out --encrypt");
}

/* Its public half, which needs no PIN. Before the sandbox: the token's module is a library. */
static bool find_in_token(const char *file, struct private_key **key, struct error *error)
{
    struct token_place place;
    *key = NULL;
    if (file == NULL)
        return true;
    if (token_place_load(file, &place, error))
        *key = token_key_load(file, &place, NULL, error);
    return *key != NULL;
}

static void tell(const struct renew_order *order, const char *made)
{
    (void)printf("%s.%s and %s.pem are made; the ones before stay as they are\n", made,
                 order->token_file != NULL ? "token" : "key", made);
}

int command_renew(int argc, char **argv, void *context)
{
    (void)context;
    char passphrase[PASSPHRASE_MAX];
    struct passphrase_option encryption = {0};
    const char *operands[2] = {NULL, NULL};
    struct renew_order order = {.now_utc = clock_utc(&clock_system)};
    const struct option_row rows[] = {
        {.name = "host",
         .value = "NAME,…",
         .target = &order.hosts,
         .meaning = "for a server: names and addresses by which kiosks reach it"},
        PASSPHRASE_ROWS(&encryption),
        {.name = "token",
         .value = "FILE",
         .target = &order.token_file,
         .meaning = "the opening key is in the token that this file names"},
        {0},
    };
    struct error error = {0};
    char made[RENEW_NAME_SIZE] = "";
    struct private_key *token_key = NULL;

    struct arguments line = {program, NULL, rows, operands, 2, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    order.office = operands[0];
    order.what = operands[1];
    if (!is_complete(line.operand_count, &error) || !is_for_opening(&encryption, &order, &error) ||
        !find_in_token(order.token_file, &token_key, &error) ||
        !passphrase_for_new(&encryption, "the opening key", passphrase, &order.passphrase, &error))
        return arguments_mistake(program, &error);
    order.token_key = token_key;
    bool fine = confine_to_files(&error) && renew_key(&order, made, &error);
    secret_wipe(passphrase, sizeof passphrase);
    private_key_destroy(token_key);
    if (!fine)
        return arguments_mistake(program, &error);
    tell(&order, made);
    return EXIT_FINE;
}
