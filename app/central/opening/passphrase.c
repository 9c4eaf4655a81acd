#include "app/central/opening/passphrase.h"

#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define OPTION         "--passphrase-fd"
#define DESCRIPTOR_MAX 1023

static int parse(const char *number)
{
    char *end = NULL;
    long value = number[0] >= '0' && number[0] <= '9' ? strtol(number, &end, 10) : -1;
    return value >= 0 && value <= DESCRIPTOR_MAX && *end == '\0' ? (int)value : -1;
}

int passphrase_descriptor(int argc, char *const *argv)
{
    size_t length = strlen(OPTION);
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], OPTION, length) != 0)
            continue;
        if (argv[i][length] == '=')
            return parse(argv[i] + length + 1);
        if (argv[i][length] == '\0' && i + 1 < argc)
            return parse(argv[i + 1]);
    }
    return -1;
}

bool passphrase_init(struct passphrase *passphrase, const char *number, struct error *error)
{
    *passphrase = (struct passphrase){.descriptor = -1};
    if (number == NULL)
        return true;
    passphrase->descriptor = parse(number);
    return (passphrase->descriptor >= 0 && fcntl(passphrase->descriptor, F_GETFD) >= 0) ||
           error_set(error, ERROR_INPUT, OPTION " '%.16s' is not an open descriptor", number);
}

void passphrase_finish(struct passphrase *passphrase)
{
    secret_wipe(passphrase->text, sizeof passphrase->text);
}

/* ---- reading a line ---------------------------------------------------------- */

/* Byte by byte: what follows the line may be somebody else's. */
static bool read_line(int descriptor, char text[static PASSPHRASE_MAX], struct error *error)
{
    size_t length = 0;
    for (;;) {
        char byte = '\0';
        ssize_t got = read(descriptor, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_errno(error, "the passphrase cannot be read");
        if (got == 0 || byte == '\n')
            break;
        if (length + 1 == PASSPHRASE_MAX || byte == '\0')
            return error_set(error, ERROR_INPUT, "a passphrase has at most %d bytes",
                             PASSPHRASE_MAX - 1);
        text[length++] = byte;
    }
    text[length] = '\0';
    return length > 0 || error_set(error, ERROR_INPUT, "no passphrase was given");
}

static void say(int terminal, const char *text)
{
    (void)!write(terminal, text, strlen(text));
}

/* The question comes after the echo is off: whoever answers at once is not shown, and not lost. */
static bool ask_unseen(int terminal, const char *question, const char *what,
                       char text[static PASSPHRASE_MAX], struct error *error)
{
    struct termios seen, unseen;
    if (tcgetattr(terminal, &seen) != 0)
        return error_set_errno(error, "the terminal cannot hide what is typed");
    unseen = seen;
    unseen.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &unseen) != 0)
        return error_set_errno(error, "the terminal cannot hide what is typed");
    say(terminal, question);
    say(terminal, what);
    say(terminal, ": ");
    bool fine = read_line(terminal, text, error);
    (void)tcsetattr(terminal, TCSAFLUSH, &seen);
    say(terminal, "\n");
    return fine;
}

static bool ask_terminal(const char *question, const char *what, char text[static PASSPHRASE_MAX],
                         struct error *error)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return error_set(error, ERROR_UNAVAILABLE,
                         "%s needs its passphrase, and there is no terminal: give " OPTION, what);
    bool fine = ask_unseen(terminal, question, what, text, error);
    (void)close(terminal);
    return fine;
}

/* ---- asking ------------------------------------------------------------------- */

static bool take_from_descriptor(struct passphrase *passphrase, char text[static PASSPHRASE_MAX],
                                 struct error *error)
{
    if (!passphrase->read && !read_line(passphrase->descriptor, passphrase->text, error))
        return false;
    passphrase->read = true;
    return text_copy(text, PASSPHRASE_MAX, passphrase->text);
}

static bool ask(void *context, const char *what, char *text, struct error *error)
{
    struct passphrase *passphrase = context;
    return passphrase->descriptor >= 0 ? take_from_descriptor(passphrase, text, error)
                                       : ask_terminal("Passphrase of ", what, text, error);
}

struct passphrase_source passphrase_source(struct passphrase *passphrase)
{
    return (struct passphrase_source){.ask = ask, .context = passphrase};
}

static bool is_long_enough(const char *text, struct error *error)
{
    return strlen(text) >= PASSPHRASE_LEAST ||
           error_set(error, ERROR_INPUT, "a passphrase has at least %d bytes", PASSPHRASE_LEAST);
}

bool passphrase_choose(struct passphrase *passphrase, const char *what,
                       char text[static PASSPHRASE_MAX], struct error *error)
{
    char again[PASSPHRASE_MAX] = "";
    text[0] = '\0';
    if (passphrase->descriptor >= 0)
        return take_from_descriptor(passphrase, text, error) && is_long_enough(text, error);
    bool fine = ask_terminal("New passphrase of ", what, text, error) &&
                is_long_enough(text, error) &&
                ask_terminal("Once more, the new passphrase of ", what, again, error);
    if (fine && strcmp(text, again) != 0)
        fine = error_set(error, ERROR_INPUT, "the two passphrases differ");
    secret_wipe(again, sizeof again);
    return fine;
}

bool passphrase_for_new(const struct passphrase_option *option, const char *what,
                        char chosen[static PASSPHRASE_MAX], const char **text, struct error *error)
{
    struct passphrase passphrase;
    chosen[0] = '\0';
    *text = NULL;
    if (!option->encrypt)
        return option->number == NULL ||
               error_set(error, ERROR_INPUT, OPTION " goes with --encrypt");
    if (!passphrase_init(&passphrase, option->number, error))
        return false;
    bool fine = passphrase_choose(&passphrase, what, chosen, error);
    passphrase_finish(&passphrase);
    if (fine)
        *text = chosen;
    return fine;
}
