#include "tests/support/lib/postgres.h"

#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define USER         "office"
#define READY_ROUNDS 3000 /* of ten milliseconds */
#define CHILDREN_MAX 64

static void fail(const char *what)
{
    fprintf(stderr, "postgres cluster: %s\n", what);
    abort();
}

static const struct passwd *other_user(void)
{
    const struct passwd *user = getpwnam("postgres");

    return user != NULL ? user : getpwnam("nobody");
}

/* PostgreSQL does not run as root. */
static void become_other_user(void)
{
    const struct passwd *user = other_user();

    if (geteuid() == 0 && (user == NULL || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
}

static void find_program(const char *name, char path[static 256])
{
    FILE *told = popen("pg_config --bindir", "r");
    char folder[192] = "";

    if (told == NULL || fgets(folder, sizeof folder, told) == NULL || pclose(told) != 0)
        fail("pg_config does not say where the programs are");
    folder[strcspn(folder, "\n")] = '\0';
    snprintf(path, 256, "%s/%s", folder, name);
}

static void quiet(const char *log)
{
    if (freopen(log, "a", stdout) == NULL || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
        _exit(125);
}

static pid_t start(const struct postgres_cluster *cluster, const char *const *arguments)
{
    const pid_t parent = getpid();
    const pid_t child = fork();
    char log[128];

    if (child != 0)
        return child;
    snprintf(log, sizeof log, "%s/log", cluster->folder);
    become_other_user();
    if (prctl(PR_SET_PDEATHSIG, SIGQUIT) != 0 || getppid() != parent || chdir(cluster->folder) != 0)
        _exit(124);
    quiet(log);
    execv(arguments[0], (char *const *)arguments);
    _exit(127);
}

static void make(const struct postgres_cluster *cluster)
{
    char program[256], data[96];
    const char *const arguments[] = {program, "-N",   "-A",         "trust", "-U", USER,
                                     "-E",    "UTF8", "--locale=C", "-D",    data, NULL};
    int status = 1;
    pid_t child;

    find_program("initdb", program);
    snprintf(data, sizeof data, "%s/data", cluster->folder);
    child = start(cluster, arguments);
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        fail("initdb failed; is the package postgresql installed?");
}

static void wait_ready(const struct postgres_cluster *cluster)
{
    const struct timespec nap = {.tv_nsec = 10000000};
    char location[POSTGRES_LOCATION_SIZE];

    postgres_cluster_location(cluster, "", location);
    for (int i = 0; i < READY_ROUNDS; i++) {
        if (PQping(location) == PQPING_OK)
            return;
        if (waitpid(cluster->server, NULL, WNOHANG) != 0)
            fail("the server ended");
        nanosleep(&nap, NULL);
    }
    fail("the server does not get ready");
}

void postgres_cluster_restart(struct postgres_cluster *cluster)
{
    char program[256], data[96], sockets[96];
    const char *const arguments[] = {program,
                                     "-D",
                                     data,
                                     "-k",
                                     sockets,
                                     "-c",
                                     "listen_addresses=",
                                     "-c",
                                     "shared_buffers=64MB",
                                     "-c",
                                     "max_connections=60",
                                     NULL};

    find_program("postgres", program);
    snprintf(data, sizeof data, "%s/data", cluster->folder);
    snprintf(sockets, sizeof sockets, "%s", cluster->folder);
    cluster->server = start(cluster, arguments);
    if (cluster->server < 0)
        fail("no process for the server");
    wait_ready(cluster);
}

void postgres_cluster_start(struct postgres_cluster *cluster)
{
    strcpy(cluster->folder, "/tmp/postgres-XXXXXX");
    if (mkdtemp(cluster->folder) == NULL)
        fail("no temporary folder");
    if (geteuid() == 0 && chown(cluster->folder, other_user()->pw_uid, other_user()->pw_gid) != 0)
        fail("the folder cannot be given away");
    make(cluster);
    postgres_cluster_restart(cluster);
}

static void end(struct postgres_cluster *cluster, int number)
{
    if (cluster->server <= 0)
        return;
    kill(cluster->server, number);
    waitpid(cluster->server, NULL, 0);
    cluster->server = 0;
}

/* Handles for the processes that it has started. */
static size_t open_children(pid_t server, int handles[static CHILDREN_MAX])
{
    char command[64];
    FILE *children;
    size_t count = 0;
    int child;

    snprintf(command, sizeof command, "ps -o pid= --ppid %d", server);
    children = popen(command, "r");
    while (children != NULL && count < CHILDREN_MAX && fscanf(children, "%d", &child) == 1)
        if ((handles[count] = pidfd_open(child, 0)) >= 0)
            count++;
    if (children == NULL || pclose(children) != 0 || count == 0)
        fail("ps does not name the server's processes");
    return count;
}

/* Until it has ended, whoever's child it has become. */
static void end_child(int handle)
{
    struct pollfd ended = {.fd = handle, .events = POLLIN};

    (void)pidfd_send_signal(handle, SIGKILL, NULL, 0);
    if (poll(&ended, 1, 30000) != 1)
        fail("a process of the server does not end");
    close(handle);
}

void postgres_cluster_kill(struct postgres_cluster *cluster)
{
    int handles[CHILDREN_MAX];
    size_t count;

    kill(cluster->server, SIGSTOP); /* it starts no more */
    waitpid(cluster->server, NULL, WUNTRACED);
    count = open_children(cluster->server, handles);
    end(cluster, SIGKILL);
    for (size_t i = 0; i < count; i++)
        end_child(handles[i]);
}

void postgres_cluster_stop(struct postgres_cluster *cluster)
{
    char command[96];

    end(cluster, SIGQUIT);
    snprintf(command, sizeof command, "rm -rf %s", cluster->folder);
    if (system(command) != 0)
        fail("the folder cannot be removed");
}

const char *postgres_cluster_location(const struct postgres_cluster *cluster, const char *schema,
                                      char location[static POSTGRES_LOCATION_SIZE])
{
    snprintf(location, POSTGRES_LOCATION_SIZE, "host=%s user=" USER " dbname=postgres%s%s",
             cluster->folder, schema[0] != '\0' ? " options=-csearch_path=" : "", schema);
    return location;
}

static PGresult *ask(const struct postgres_cluster *cluster, const char *sql, PGconn **connection)
{
    char location[POSTGRES_LOCATION_SIZE];
    PGresult *result;

    *connection = PQconnectdb(postgres_cluster_location(cluster, "", location));
    result = PQexec(*connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail(PQerrorMessage(*connection));
    return result;
}

void postgres_cluster_run(const struct postgres_cluster *cluster, const char *sql)
{
    PGconn *connection;

    PQclear(ask(cluster, sql, &connection));
    PQfinish(connection);
}

long long postgres_cluster_number(const struct postgres_cluster *cluster, const char *sql)
{
    PGconn *connection;
    PGresult *result = ask(cluster, sql, &connection);
    const long long number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);

    PQclear(result);
    PQfinish(connection);
    return number;
}
