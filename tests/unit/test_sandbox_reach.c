/* Files, sockets, ports and programs: what is not named is out of reach. */
#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/sandbox_bed.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_outside(void)
{
    return sandbox_bed_open("outside", O_RDONLY);
}

static int write_inside(void)
{
    return sandbox_bed_open("inside/file", O_WRONLY | O_TRUNC);
}

static int create_inside(void)
{
    return sandbox_bed_open("inside/new", O_WRONLY | O_CREAT);
}

static int create_outside(void)
{
    return sandbox_bed_open("new", O_WRONLY | O_CREAT);
}

static int rename_inside(void)
{
    char from[256];
    char to[256];
    (void)snprintf(from, sizeof from, "%s/inside/file", sandbox_bed_folder());
    (void)snprintf(to, sizeof to, "%s/inside/renamed", sandbox_bed_folder());
    return sandbox_bed_result(rename(from, to) == 0);
}

static int remove_outside(void)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/outside", sandbox_bed_folder());
    return sandbox_bed_result(unlink(path) == 0);
}

static int read_passwords(void)
{
    return sandbox_bed_result(open("/etc/shadow", O_RDONLY) >= 0);
}

static int inet6_socket(void)
{
    return sandbox_bed_socket(AF_INET6, SOCK_DGRAM);
}

static int raw_socket(void)
{
    return sandbox_bed_socket(AF_PACKET, SOCK_RAW);
}

static uint16_t listening_port; /* on the loopback, of the test that runs */

static int connect_port(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    return sandbox_bed_result(connect(descriptor, (struct sockaddr *)&address, sizeof address) ==
                              0);
}

static int connect_listener(void)
{
    return connect_port(listening_port);
}

static int bind_some_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(39999)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    return sandbox_bed_result(bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0);
}

static int run_true(void)
{
    pid_t child = fork();
    if (child == 0) {
        (void)execl("/usr/bin/true", "true", (char *)NULL);
        _exit(errno);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return errno;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : DIED_OTHERWISE;
}

static int run_id(void)
{
    (void)execl("/usr/bin/id", "id", (char *)NULL);
    return errno;
}

static void files_outside_the_lists_are_refused(void **state)
{
    (void)state;
    char inside[256];
    (void)snprintf(inside, sizeof inside, "%s/inside", sandbox_bed_folder());
    const char *const list[] = {inside, "/nowhere/at/all", NULL};
    const struct sandbox_plan reads = {.program = "t", .groups = SANDBOX_FILES, .read = list};
    const struct sandbox_plan writes = {.program = "t", .groups = SANDBOX_FILES, .write = list};
    assert_refused(&sandbox_bed_nothing, sandbox_bed_read_inside);
    assert_allowed(&reads, sandbox_bed_read_inside);
    assert_refused(&reads, write_inside);
    assert_refused(&reads, create_inside);
    assert_refused(&reads, rename_inside);
    assert_refused(&reads, read_outside);
    assert_allowed(&writes, write_inside);
    assert_allowed(&writes, create_inside);
    assert_allowed(&writes, rename_inside);
    assert_refused(&writes, create_outside);
    assert_refused(&writes, remove_outside);
    assert_refused(&writes, read_passwords);
}

static void without_the_group_nothing_is_written(void **state)
{
    (void)state;
    const char *const list[] = {sandbox_bed_folder(), NULL};
    const struct sandbox_plan plan = {.program = "t", .write = list};
    assert_allowed(&plan, sandbox_bed_read_inside);
    assert_refused(&plan, write_inside);
    assert_refused(&plan, create_inside);
    assert_refused(&plan, remove_outside);
}

static void sockets_come_by_family(void **state)
{
    (void)state;
    const struct sandbox_plan local = {.program = "t", .groups = SANDBOX_UNIX};
    const struct sandbox_plan inet = {.program = "t", .groups = SANDBOX_INET};
    assert_refused(&sandbox_bed_nothing, sandbox_bed_unix_socket);
    assert_refused(&sandbox_bed_nothing, sandbox_bed_inet_socket);
    assert_allowed(&local, sandbox_bed_unix_socket);
    assert_refused(&local, sandbox_bed_inet_socket);
    assert_refused(&local, inet6_socket);
    assert_allowed(&inet, sandbox_bed_inet_socket);
    assert_allowed(&inet, inet6_socket);
    assert_refused(&inet, sandbox_bed_unix_socket);
    assert_refused(&inet, raw_socket);
}

static int read_users(void)
{
    return sandbox_bed_result(open("/etc/passwd", O_RDONLY) >= 0);
}

static int write_etc(void)
{
    return sandbox_bed_result(open("/etc/custody-kiosk-test", O_WRONLY | O_CREAT, 0600) >= 0);
}

/* Whatever file a DHCP client puts in the place of resolv.conf. */
static void names_that_change_are_read_below_etc(void **state)
{
    const struct sandbox_plan inet = {.program = "t", .groups = SANDBOX_INET | SANDBOX_FILES};
    const struct sandbox_plan names = {.program = "t",
                                       .groups = SANDBOX_INET | SANDBOX_FILES | SANDBOX_NAMES};

    (void)state;
    assert_allowed(&names, read_users);
    if (sandbox_landlock_abi() == 0)
        return;
    assert_refused(&inet, read_users);
    assert_refused(&names, write_etc);
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(descriptor, 8), 0);
    assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
    listening_port = ntohs(address.sin_port);
    return descriptor;
}

static void only_named_ports_are_reached(void **state)
{
    (void)state;
    int listener = listen_on_loopback();
    const uint16_t right[] = {listening_port, 0};
    const uint16_t wrong[] = {1, 0};
    const struct sandbox_plan one = {
        .program = "t", .groups = SANDBOX_INET, .connect_ports = right};
    const struct sandbox_plan other = {
        .program = "t", .groups = SANDBOX_INET, .connect_ports = wrong};
    assert_allowed(&one, connect_listener);
    if (sandbox_landlock_abi() >= 4) {
        assert_refused(&other, connect_listener);
        assert_refused(&one, bind_some_port);
    }
    (void)close(listener);
}

static void only_named_programs_are_started(void **state)
{
    (void)state;
    const char *const list[] = {"/usr/bin/true", NULL};
    const struct sandbox_plan plan = {.program = "t", .groups = SANDBOX_EXEC, .execute = list};
    assert_refused(&sandbox_bed_nothing, sandbox_bed_fork_only);
    assert_refused(&sandbox_bed_nothing, run_id);
    assert_allowed(&plan, run_true);
    assert_refused(&plan, run_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_outside_the_lists_are_refused),
        TEST(without_the_group_nothing_is_written),
        TEST(sockets_come_by_family),
        TEST(names_that_change_are_read_below_etc),
        TEST(only_named_ports_are_reached),
        TEST(only_named_programs_are_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
