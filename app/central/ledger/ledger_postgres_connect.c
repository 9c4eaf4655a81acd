#include "app/central/ledger/ledger_postgres.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define OLDEST_SERVER      150000
#define RETRY_MILLISECONDS 1000
#define RETRY_MOST         30000
#define MESSAGE_MAX        300
#define DEFAULT_PORT       5432

/* For whoever waits behind this connection's locks: a receiver that hangs gives them back. A commit is an
 * answer only where it is on the disk, and on the standby where the server has a synchronous one. */
static const char session[] =
    "SET lock_timeout = '10s'; SET statement_timeout = '20s';"
    "SET idle_in_transaction_session_timeout = '15s'; SET client_min_messages = warning;"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')";
static const char read_only[] = "SET default_transaction_read_only = on";

/* ---- what went wrong ------------------------------------------------------- */

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* By SQLSTATE (PostgreSQL, appendix A). What is neither the data's fault nor damage goes by itself or by
 * somebody's hand: later is another time. */
static enum error_kind kind_of(const char *state)
{
    return begins(state, "22") || begins(state, "23") ? ERROR_INPUT
           : begins(state, "XX00")                    ? ERROR_CORRUPT
           : begins(state, "58")                      ? ERROR_IO
                                                      : ERROR_UNAVAILABLE;
}

static const char *remedy_of(const char *state)
{
    return begins(state, "42501") ? "give its role what central-office.md lists"
           : begins(state, "42")  ? "is this the ledger's database?"
           : begins(state, "28")  ? "check the role and its password file"
           : begins(state, "53")  ? "the server has no room left"
           : begins(state, "XX")  ? "restore it from the last backup"
                                  : "it is tried again";
}

/* One line of at most MESSAGE_MAX bytes: libpq's end in a line feed and may have several. */
static void first_line(const char *message, char line[static MESSAGE_MAX])
{
    snprintf(line, MESSAGE_MAX, "%.*s", (int)strcspn(message, "\r\n"), message);
}

bool postgres_failed(struct postgres_ledger *ledger, const PGresult *result, struct error *error)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)
                                         : PQerrorMessage(ledger->connection);
    char line[MESSAGE_MAX];

    ledger->broken = true;
    first_line(message != NULL && message[0] != '\0' ? message : "the connection was lost", line);
    if (state == NULL)
        return error_set(error, ERROR_UNAVAILABLE, "the ledger %s: %s", ledger->ledger.name, line);
    return error_set(error, kind_of(state), "the ledger %s: %s (%s); %s", ledger->ledger.name, line,
                     state, remedy_of(state));
}

bool postgres_damaged(const struct postgres_ledger *ledger, struct error *error)
{
    return error_set(error, ERROR_CORRUPT,
                     "the ledger %s holds a row that cannot be; restore it from the last backup",
                     ledger->ledger.name);
}

/* Whatever the server warns of while it commits, a commit that was not replicated above all. */
static void take_notice(void *context, const PGresult *result)
{
    struct postgres_ledger *ledger = context;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

    if (severity != NULL && strcmp(severity, "WARNING") == 0)
        ledger->warned = true;
}

/* ---- connecting ------------------------------------------------------------ */

/* Over TCP the server proves itself unless the connection string says otherwise. */
static PGconn *connect_to(const char *location, enum ledger_access access)
{
    const char *const words[] = {
        "connect_timeout",  "tcp_user_timeout", "keepalives_idle",      "sslmode", "gssencmode",
        "application_name", "client_encoding",  "target_session_attrs", "dbname",  NULL};
    const char *const values[] = {"5",       "15000",
                                  "30",      "verify-full",
                                  "disable", "kiosk-central",
                                  "UTF8",    access == LEDGER_READ ? "any" : "read-write",
                                  location,  NULL};

    return PQconnectdbParams(words, values, 1);
}

/* The parser's own words may hold a piece of a password. */
static bool check_words(const char *location, struct error *error)
{
    PQconninfoOption *options = PQconninfoParse(location, NULL);
    const bool fine = options != NULL;

    PQconninfoFree(options);
    return fine || error_set(error, ERROR_INPUT,
                             "the ledger's connection string cannot be read: write service=NAME, "
                             "KEY=VALUE words or postgresql://HOST/NAME");
}

static char *name_of(const PGconn *connection)
{
    const char *database = PQdb(connection), *host = PQhost(connection);
    char name[512];

    if (!text_format(name, sizeof name, "%s at %s", database != NULL ? database : "database",
                     host != NULL && host[0] != '\0' ? host : "its server"))
        return NULL;
    return strdup(name);
}

static bool check_server(struct postgres_ledger *ledger, struct error *error)
{
    PGresult *result;
    bool durable;

    if (PQserverVersion(ledger->connection) < OLDEST_SERVER)
        return error_set(error, ERROR_INPUT,
                         "the ledger %s: PostgreSQL 15 or later is needed, the server is older",
                         ledger->ledger.name);
    result = postgres_ask(ledger,
                          "SELECT current_setting('fsync') = 'on' AND"
                          " current_setting('full_page_writes') = 'on'",
                          NULL, error);
    if (result == NULL)
        return false;
    durable = postgres_number(result, 0, 0) != 0;
    PQclear(result);
    return durable || error_set(error, ERROR_INPUT,
                                "the ledger %s: the server runs with fsync or full_page_writes "
                                "off and would lose requests; turn them on",
                                ledger->ledger.name);
}

static bool settle(struct postgres_ledger *ledger, struct error *error)
{
    ledger->prepared = false;
    ledger->broken = PQstatus(ledger->connection) != CONNECTION_OK;
    if (ledger->broken)
        return postgres_failed(ledger, NULL, error);
    PQsetNoticeReceiver(ledger->connection, take_notice, ledger);
    if (PQsetnonblocking(ledger->connection, 1) != 0)
        return postgres_failed(ledger, NULL, error);
    return postgres_run(ledger, session, error) && check_server(ledger, error) &&
           postgres_settle_schema(ledger, error) &&
           (ledger->access != LEDGER_READ || postgres_run(ledger, read_only, error));
}

/* Whoever brings something waits for the try that it begins, seconds long where nobody answers: after one
 * that took long, as long passes in which they are refused at once. */
static void put_off(struct postgres_ledger *ledger, int64_t began_ms)
{
    const int64_t now = clock_monotonic(&clock_system);
    int64_t pause = now - began_ms;

    pause = pause < RETRY_MILLISECONDS ? RETRY_MILLISECONDS : pause;
    ledger->next_try_ms = now + (pause < RETRY_MOST ? pause : RETRY_MOST);
}

static bool connect_again(struct postgres_ledger *ledger, struct error *error)
{
    const int64_t now = clock_monotonic(&clock_system);

    if (now < ledger->next_try_ms)
        return error_set(error, ERROR_UNAVAILABLE, "the ledger %s is away", ledger->ledger.name);
    PQreset(ledger->connection);
    if (settle(ledger, error))
        return true;
    ledger->broken = true;
    put_off(ledger, now);
    return false;
}

/* A server that went away while nothing was asked has left an end of file in the socket. */
static bool is_whole(const struct postgres_ledger *ledger)
{
    return !ledger->broken && PQconsumeInput(ledger->connection) == 1 &&
           PQstatus(ledger->connection) == CONNECTION_OK;
}

bool postgres_ready(struct postgres_ledger *ledger, struct error *error)
{
    return is_whole(ledger) || connect_again(ledger, error);
}

/* ---- what a sandbox must allow --------------------------------------------- */

static const char *option(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0 && options->val != NULL)
            return options->val;
    return "";
}

bool ledger_tells_password(const char *location)
{
    PQconninfoOption *options =
        ledger_is_database(location) ? PQconninfoParse(location, NULL) : NULL;
    const bool tells =
        option(options, "password")[0] != '\0' || option(options, "sslpassword")[0] != '\0';

    PQconninfoFree(options);
    return tells;
}

/* Several hosts may be named, with several ports, by commas. */
static void need_ports(const char *ports, struct ledger_needs *needs)
{
    for (size_t i = 0; i < LEDGER_NEEDS_MAX && ports != NULL; i++) {
        const long port = strtol(ports, NULL, 10);

        needs->ports[i] = port > 0 && port <= UINT16_MAX ? (uint16_t)port : DEFAULT_PORT;
        ports = strchr(ports, ',');
        ports = ports != NULL ? ports + 1 : NULL;
    }
}

static void postgres_needs(const struct ledger *base, struct ledger_needs *needs)
{
    static const char *const files[] = {"sslrootcert", "sslcert", "sslkey", "sslcrl"};
    const struct postgres_ledger *ledger = (const struct postgres_ledger *)base;
    size_t count = 0;

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (option(ledger->options, files[i])[0] != '\0')
            needs->read[count++] = option(ledger->options, files[i]);
    if (ledger->home_files != NULL)
        needs->read[count++] = ledger->home_files;
    needs->unix_socket = strchr(option(ledger->options, "host"), '/') != NULL ||
                         option(ledger->options, "host")[0] == '\0';
    need_ports(option(ledger->options, "port"), needs);
}

/* ---- opening --------------------------------------------------------------- */

/* libpq's folder for root.crt and the rest (PostgreSQL, 34.19). False without memory. */
static bool note_home(struct postgres_ledger *ledger)
{
    const char *home = getenv("HOME");

    if (home != NULL && home[0] != '\0' &&
        asprintf(&ledger->home_files, "%s/.postgresql", home) < 0)
        ledger->home_files = NULL;
    return home == NULL || home[0] == '\0' || ledger->home_files != NULL;
}

static void postgres_close(struct ledger *base)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;

    PQfinish(ledger->connection);
    if (ledger->given_up >= 0)
        (void)close(ledger->given_up);
    PQconninfoFree(ledger->options);
    free(ledger->home_files);
    free(ledger->ledger.name);
    free(ledger);
}

static void postgres_give_up(struct ledger *base)
{
    const struct postgres_ledger *ledger = (const struct postgres_ledger *)base;

    (void)eventfd_write(ledger->given_up, 1);
}

static const struct ledger_calls postgres_calls = {
    .store_batches = postgres_store_batches,
    .store_health = postgres_store_health,
    .set_states = postgres_set_states,
    .each_record = postgres_each_record,
    .each_kiosk = postgres_each_kiosk,
    .each_chain = postgres_each_chain,
    .find_place = postgres_find_place,
    .retire = postgres_retire,
    .needs = postgres_needs,
    .give_up = postgres_give_up,
    .close = postgres_close,
};

struct ledger *ledger_open_postgres(const char *location, enum ledger_access access,
                                    struct error *error)
{
    struct postgres_ledger *ledger;

    if (!check_words(location, error))
        return NULL;
    ledger = calloc(1, sizeof *ledger);
    if (ledger != NULL) {
        ledger->ledger.calls = &postgres_calls;
        ledger->access = access;
        ledger->given_up = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        ledger->connection = connect_to(location, access);
        ledger->options = PQconninfo(ledger->connection);
        ledger->ledger.name = name_of(ledger->connection);
    }
    if (ledger == NULL || ledger->options == NULL || ledger->ledger.name == NULL ||
        ledger->given_up < 0 || !note_home(ledger)) {
        error_set(error, ERROR_MEMORY, "no memory for the ledger");
    } else if (settle(ledger, error)) {
        return &ledger->ledger;
    }
    if (ledger != NULL)
        postgres_close(&ledger->ledger);
    return NULL;
}
