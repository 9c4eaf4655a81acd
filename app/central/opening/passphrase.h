/*
 * The passphrase of an opening key or the PIN of its token: asked for on the
 * terminal, or read from a descriptor (--passphrase-fd N) that a password store
 * fills. Never an argument, a variable of the environment or a file of ours.
 */
#ifndef APP_CENTRAL_OPENING_PASSPHRASE_H
#define APP_CENTRAL_OPENING_PASSPHRASE_H

#include "platform/crypto/key.h"

struct passphrase {
    int descriptor; /* -1: the terminal */
    bool read;      /* the descriptor's one line is in `text`, for every key that needs one */
    char text[PASSPHRASE_MAX];
};

/* The number behind --passphrase-fd on a command line, -1 where there is none: main keeps that descriptor
 * open when it closes what it inherited. */
int passphrase_descriptor(int argc, char *const *argv);

/* `number` is the option's value, NULL: the terminal is asked. ERROR_INPUT when it is no descriptor. */
bool passphrase_init(struct passphrase *passphrase, const char *number,
                     struct error *error) MUST_USE;
/* Wipes. */
void passphrase_finish(struct passphrase *passphrase);

/* What key.h asks; on the terminal once for each key. Good as long as `passphrase`. */
struct passphrase_source passphrase_source(struct passphrase *passphrase);

/* A new passphrase for `what`, on the terminal asked for twice. The caller wipes `text`. */
bool passphrase_choose(struct passphrase *passphrase, const char *what,
                       char text[static PASSPHRASE_MAX], struct error *error) MUST_USE;

/* What --encrypt and --passphrase-fd of a command say about a key that is to be made. *text is NULL without --encrypt, else `chosen`, which the caller wipes. */
struct passphrase_option {
    bool encrypt;
    const char *number;
};
bool passphrase_for_new(const struct passphrase_option *option, const char *what,
                        char chosen[static PASSPHRASE_MAX], const char **text,
                        struct error *error) MUST_USE;

#define PASSPHRASE_ROWS(option_)                                                                   \
    {.name = "encrypt",                                                                            \
     .flag = &(option_)->encrypt,                                                                  \
     .meaning = "the opening key is kept under a passphrase"},                                     \
    {                                                                                              \
        .name = "passphrase-fd", .value = "N", .target = &(option_)->number,                       \
        .meaning = "descriptor with that passphrase (the terminal is asked)"                       \
    }

#endif
