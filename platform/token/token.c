#include "platform/token/token.h"

#include "platform/base/config.h"
#include "platform/base/secret.h"
#include "platform/crypto/openssl.h"
#include "platform/sandbox/sandbox.h"
#include "platform/token/token_module.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the keeper says first, and what it answers to a point. */
struct opened {
    bool fine;
    struct error error;
    uint8_t point[KEY_POINT_SIZE];
};

struct agreed {
    bool fine;
    uint8_t secret[KEY_SECRET_SIZE];
};

struct keeper {
    int wire;
    pid_t process;
};

bool token_place_load(const char *path, struct token_place *place, struct error *error)
{
#define PLACE(name_, meaning_)                                                                     \
    {                                                                                              \
        .section = "token", .name = #name_, .type = CONFIG_TEXT,                                   \
        .offset = offsetof(struct token_place, name_),                                             \
        .size = sizeof((struct token_place *)NULL)->name_, .required = true, .meaning = (meaning_) \
    }
    static const struct config_key keys[] = {PLACE(module, "the token's PKCS #11 library"),
                                             PLACE(token, "the token's label"),
                                             PLACE(key, "the label of the key pair in it"),
                                             {.section = NULL}};
#undef PLACE
    *place = (struct token_place){0};
    return config_load(path, keys, place, error);
}

/* Packets: all of one, or false. */
static bool take(int wire, void *packet, size_t length)
{
    ssize_t got;
    do
        got = read(wire, packet, length);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)length;
}

static bool give(int wire, const void *packet, size_t length)
{
    return send(wire, packet, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* ---- the keeper's process ------------------------------------------------------ */

/* What a module needs is not known: files, a daemon's socket, a device; but neither network nor programs. */
static bool confine(struct error *error)
{
    static const char *const everywhere[] = {"/", NULL};
    static const struct sandbox_plan plan = {.program = "token",
                                             .groups = SANDBOX_FILES | SANDBOX_UNIX |
                                                       SANDBOX_DEVICE | SANDBOX_THREADS |
                                                       SANDBOX_LIBRARIES,
                                             .write = everywhere};
    return sandbox_enter(&plan, error);
}

static void serve(const struct token *token, int wire)
{
    uint8_t point[KEY_POINT_SIZE];
    bool heard = true;

    while (heard && take(wire, point, sizeof point)) {
        struct agreed agreed = {0};
        agreed.fine = token_agree(token, point, agreed.secret);
        heard = give(wire, &agreed, sizeof agreed);
        secret_wipe(&agreed, sizeof agreed);
    }
}

static void keep(int wire, const struct token_place *place, const char *pin)
{
    struct opened opened = {0};
    struct token *token = NULL;

    /* The pipes of whoever uses the key must end with him. */
    (void)close_range(STDERR_FILENO + 1, (unsigned)wire - 1, 0);
    (void)close_range((unsigned)wire + 1, ~0u, 0);
    if (confine(&opened.error))
        token = token_open(place, pin, opened.point, &opened.error);
    opened.fine = token != NULL;
    if (give(wire, &opened, sizeof opened) && opened.fine)
        serve(token, wire);
    token_close(token);
}

/* ---- this process's side ------------------------------------------------------- */

static bool agree(void *context, const uint8_t point[KEY_POINT_SIZE],
                  uint8_t secret[KEY_SECRET_SIZE])
{
    const struct keeper *keeper = context;
    struct agreed agreed = {0};
    bool fine = give(keeper->wire, point, KEY_POINT_SIZE) &&
                take(keeper->wire, &agreed, sizeof agreed) && agreed.fine;

    if (fine)
        memcpy(secret, agreed.secret, KEY_SECRET_SIZE);
    secret_wipe(&agreed, sizeof agreed);
    return fine;
}

static void finish(void *context)
{
    struct keeper *keeper = context;

    (void)close(keeper->wire);
    (void)waitpid(keeper->process, NULL, 0);
    free(keeper);
}

static struct keeper *start(const struct token_place *place, const char *pin, struct error *error)
{
    int wires[2];
    struct keeper *keeper = calloc(1, sizeof *keeper);

    if (keeper == NULL || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, wires) != 0) {
        free(keeper);
        error_set_errno(error, "no way to a token");
        return NULL;
    }
    keeper->process = fork();
    if (keeper->process == 0) {
        (void)close(wires[0]);
        keep(wires[1], place, pin);
        _exit(0);
    }
    (void)close(wires[1]);
    keeper->wire = wires[0];
    if (keeper->process > 0)
        return keeper;
    error_set_errno(error, "no process for a token");
    (void)close(wires[0]);
    free(keeper);
    return NULL;
}

static struct private_key *load(const char *path, const struct token_place *place, const char *pin,
                                struct error *error)
{
    static const struct key_holder holder = {.agree = agree, .finish = finish};
    struct opened opened = {0};
    struct keeper *keeper = start(place, pin, error);

    if (keeper == NULL)
        return NULL;
    if (!take(keeper->wire, &opened, sizeof opened))
        error_set(&opened.error, ERROR_INTERNAL, "the token's module ended its process");
    if (!opened.fine) {
        finish(keeper);
        error_set(error, opened.error.kind, "%s: %s", path, opened.error.text);
        return NULL;
    }
    EVP_PKEY *pkey = key_delegate(&holder, keeper, opened.point, error);
    return pkey == NULL ? NULL : private_key_from_pkey(pkey, error);
}

struct private_key *token_key_load(const char *path, const struct token_place *place,
                                   const struct passphrase_source *pins, struct error *error)
{
    char pin[PASSPHRASE_MAX] = "";
    struct private_key *key = NULL;

    if (pins == NULL || pins->ask(pins->context, path, pin, error))
        key = load(path, place, pins != NULL ? pin : NULL, error);
    secret_wipe(pin, sizeof pin);
    return key;
}
