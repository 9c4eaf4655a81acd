#include "tests/support/lib/receiver.h"

#include "app/central/commands.h"
#include "app/central/ledger/ledger.h"
#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MILLISECONDS 20000

static void write_configuration(const struct pki *pki, uint16_t port)
{
    char path[256], text[128];

    snprintf(text, sizeof text, "[listen]\naddress = 127.0.0.1\nport = %u\n", port);
    assert_true(file_write(pki_path(pki, "receive.ini", path), text, strlen(text), 0600, NULL));
}

static void run(const struct pki *pki, const char *port_file)
{
    char name[] = "receive", folder_option[] = "--folder", port_option[] = "--port-file";
    char folder[256], file[256];
    char *argv[] = {name, folder_option, folder, port_option, file, NULL};
    int log = open("/dev/null", O_WRONLY | O_CLOEXEC);

    snprintf(folder, sizeof folder, "%s", pki->folder);
    snprintf(file, sizeof file, "%s", port_file);
    (void)dup2(log, STDERR_FILENO);
    (void)dup2(log, STDOUT_FILENO);
    _exit(command_receive(5, argv, NULL));
}

static uint16_t read_port(const char *port_file, pid_t process)
{
    unsigned port = 0;

    for (int waited = 0; waited < START_MILLISECONDS && port == 0; waited += 10) {
        FILE *file = fopen(port_file, "r");

        if (waitpid(process, NULL, WNOHANG) != 0)
            fail_msg("the receiver ended");
        if (file != NULL) {
            if (fscanf(file, "%u", &port) != 1)
                port = 0;
            (void)fclose(file);
        }
        if (port == 0)
            (void)poll(NULL, 0, 10);
    }
    assert_int_not_equal(port, 0);
    return (uint16_t)port;
}

struct receiver_process receiver_start(const struct pki *pki, uint16_t port)
{
    struct receiver_process receiver;
    char port_file[256];

    (void)unlink(pki_path(pki, "port", port_file));
    write_configuration(pki, port);
    receiver.process = fork();
    assert_true(receiver.process >= 0);
    if (receiver.process == 0)
        run(pki, port_file);
    receiver.port = read_port(port_file, receiver.process);
    return receiver;
}

void receiver_stop(const struct receiver_process *receiver)
{
    int status = 0;

    assert_int_equal(kill(receiver->process, SIGTERM), 0);
    assert_int_equal(waitpid(receiver->process, &status, 0), receiver->process);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static bool count_one(void *context, const struct ledger_record *record,
                      const struct ledger_batch *batch)
{
    (void)record;
    (void)batch;
    (*(size_t *)context)++;
    return true;
}

size_t receiver_count(const struct pki *pki)
{
    char path[256];
    size_t count = 0;
    struct ledger *ledger = ledger_open(pki_path(pki, "ledger.db", path), LEDGER_READ, NULL);

    assert_non_null(ledger);
    assert_true(ledger_each_record(ledger, 0, count_one, &count, NULL));
    ledger_close(ledger);
    return count;
}
