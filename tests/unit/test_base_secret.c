#include "platform/base/secret.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int start(void **state)
{
    (void)state;
    return secret_start(NULL) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    secret_stop();
    return 0;
}

/* Runs `act` in a child and returns its wait status. */
static int in_child(void (*act)(void *), void *context)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGSEGV, SIG_DFL);
        (void)signal(SIGABRT, SIG_DFL);
        act(context);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    static const unsigned char zeros[100];
    unsigned char *first = secret_allocate(100);
    assert_memory_equal(first, zeros, 100);
    assert_int_equal((uintptr_t)first % 16, 0);
    memset(first, 0x5A, 100);
    secret_release(first);
    unsigned char *again = secret_allocate(100);
    assert_memory_equal(again, zeros, 100);
    secret_release(again);
    assert_int_equal(secret_in_use(), 0);
}

static void a_full_arena_says_so(void **state)
{
    (void)state;
    assert_null(secret_allocate(SECRET_ARENA_BYTES));
    assert_null(secret_allocate(SIZE_MAX));
    void *most = secret_allocate(SECRET_ARENA_BYTES - 4096);
    assert_non_null(most);
    assert_null(secret_allocate(8192));
    secret_release(most);
}

static void released_neighbours_become_one(void **state)
{
    (void)state;
    void *blocks[64];
    for (size_t i = 0; i < 64; i++) {
        blocks[i] = secret_allocate(SECRET_ARENA_BYTES / 80);
        assert_non_null(blocks[i]);
    }
    for (size_t i = 0; i < 64; i += 2) {
        secret_release(blocks[i]);
    }
    for (size_t i = 1; i < 64; i += 2) {
        secret_release(blocks[i]);
    }
    void *most = secret_allocate(SECRET_ARENA_BYTES - 4096);
    assert_non_null(most);
    secret_release(most);
}

static void growing_keeps_the_content_and_wipes_the_old_place(void **state)
{
    (void)state;
    static const unsigned char zeros[16];
    unsigned char *old = secret_allocate(16);
    void *wall = secret_allocate(16);
    memcpy(old, "sixteen letters!", 16);
    unsigned char *moved = secret_reallocate(old, 4000);
    assert_ptr_not_equal(moved, old);
    assert_memory_equal(moved, "sixteen letters!", 16);
    assert_memory_equal(old, zeros, 16);
    secret_release(moved);
    secret_release(wall);
}

static void shrinking_wipes_the_rest(void **state)
{
    (void)state;
    static const unsigned char zeros[12];
    unsigned char *memory = secret_allocate(16);
    memcpy(memory, "sixteen letters!", 16);
    assert_ptr_equal(secret_reallocate(memory, 4), memory);
    assert_memory_equal(memory + 4, zeros, 12);
    secret_release(memory);
}

static void write_past_the_end_and_release(void *context)
{
    (void)context;
    if (!secret_start(NULL)) {
        _exit(9);
    }
    volatile unsigned char *memory = secret_allocate(16);
    for (size_t i = 0; i < 24; i++) {
        memory[i] = 0xFF;
    }
    secret_release((void *)memory);
}

static void writing_past_a_block_ends_the_program(void **state)
{
    (void)state;
    int status = in_child(write_past_the_end_and_release, NULL);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void release_twice(void *context)
{
    (void)context;
    if (!secret_start(NULL)) {
        _exit(9);
    }
    void *memory = secret_allocate(16);
    secret_release(memory);
    secret_release(memory);
}

static void releasing_twice_ends_the_program(void **state)
{
    (void)state;
    int status = in_child(release_twice, NULL);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void look_for_the_answer(void *context)
{
    static const unsigned char zeros[16];
    _exit(memcmp(context, zeros, 16) == 0 && secret_allocate(16) == NULL && secret_in_use() == 0
              ? 0
              : 1);
}

static void a_forked_child_finds_nothing(void **state)
{
    (void)state;
    unsigned char *memory = secret_allocate(16);
    memcpy(memory, "sixteen letters!", 16);
    int status = in_child(look_for_the_answer, memory);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_memory_equal(memory, "sixteen letters!", 16);
    secret_release(memory);
}

static void start_anew(void *context)
{
    (void)context;
    _exit(secret_start(NULL) && secret_allocate(16) != NULL ? 0 : 1);
}

static void a_forked_child_can_start_anew(void **state)
{
    (void)state;
    int status = in_child(start_anew, NULL);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Reads the flags of the mapping that holds `address` from smaps. */
static void flags_of(const void *address, char *flags, size_t size)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    bool inside = false;
    assert_non_null(maps);
    flags[0] = 0;
    while (fgets(line, sizeof line, maps) != NULL) {
        uintptr_t from;
        uintptr_t to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
            inside = from <= (uintptr_t)address && (uintptr_t)address < to;
        } else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
            (void)snprintf(flags, size, "%s", line);
        }
    }
    (void)fclose(maps);
}

static void memory_is_locked_and_left_out_of_dumps(void **state)
{
    (void)state;
    char flags[512];
    void *memory = secret_allocate(16);
    flags_of(memory, flags, sizeof flags);
    assert_non_null(strstr(flags, " lo "));
    assert_non_null(strstr(flags, " dd "));
    assert_non_null(strstr(flags, " wf "));
    secret_release(memory);
}

static void no_lock_no_answers(void *context)
{
    (void)context;
    struct error error = {.kind = ERROR_NONE};
    struct rlimit little = {4096, 4096};
    secret_stop();
    if (setrlimit(RLIMIT_MEMLOCK, &little) != 0 || setresuid(65534, 65534, 65534) != 0) {
        _exit(9);
    }
    _exit(!secret_start(&error) && error.kind != ERROR_NONE ? 0 : 1);
}

static void without_the_lock_nothing_starts(void **state)
{
    (void)state;
    int status = in_child(no_lock_no_answers, NULL);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), geteuid() == 0 ? 0 : 9);
}

static void equality_looks_at_all_bytes(void **state)
{
    (void)state;
    assert_true(secret_equal("abcd", "abcd", 4));
    assert_false(secret_equal("abcd", "abce", 4));
    assert_false(secret_equal("bbcd", "abcd", 4));
    assert_true(secret_equal("a", "b", 0));
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, stop)

/* ---- the stack ------------------------------------------------------------- */

#define STACK_BYTES (1u << 20)

static const char typed[] = "a text that somebody typed";

__attribute__((noinline)) static void leave_behind(void)
{
    volatile char copies[SECRET_STACK_BYTES / 2];

    for (size_t i = 0; i + sizeof typed <= sizeof copies; i += sizeof typed)
        for (size_t j = 0; j < sizeof typed; j++)
            copies[i + j] = typed[j];
}

static void *leave_it(void *unused)
{
    leave_behind();
    return unused;
}

static void *leave_and_wipe(void *unused)
{
    leave_behind();
    secret_wipe_stack();
    return unused;
}

/* Whether the stack of a thread that ran `body` holds the text. */
static bool remains_after(void *(*body)(void *))
{
    void *memory =
        mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_attr_t attributes;
    pthread_t thread;

    assert_ptr_not_equal(memory, MAP_FAILED);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, memory, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attributes, body, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    bool found = memmem(memory, STACK_BYTES, typed, sizeof typed) != NULL;
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
    assert_int_equal(munmap(memory, STACK_BYTES), 0);
    return found;
}

static void what_calls_left_on_the_stack_is_wiped(void **state)
{
    (void)state;
    assert_true(remains_after(leave_it));
    assert_false(remains_after(leave_and_wipe));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(memory_is_zeroed_and_aligned),
        TEST(a_full_arena_says_so),
        TEST(released_neighbours_become_one),
        TEST(what_calls_left_on_the_stack_is_wiped),
        TEST(growing_keeps_the_content_and_wipes_the_old_place),
        TEST(shrinking_wipes_the_rest),
        TEST(writing_past_a_block_ends_the_program),
        TEST(releasing_twice_ends_the_program),
        TEST(a_forked_child_finds_nothing),
        TEST(a_forked_child_can_start_anew),
        TEST(memory_is_locked_and_left_out_of_dumps),
        TEST(without_the_lock_nothing_starts),
        TEST(equality_looks_at_all_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
