#include "platform/base/secret.h"
#include "platform/crypto/random.h"
#include "platform/seal/envelope.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/pki.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE      8  /* bytes that count as a remain */
#define MARK       64 /* what stands for answers; random, so that it is nowhere else */
#define REGION_MAX (256u << 20)
#define MASK       0xa5

/* The mark as it must never stand in memory but in the place for answers: kept under a mask. */
static uint8_t masked[MARK];

static bool is_piece(const uint8_t *bytes)
{
    for (size_t start = 0; start + PIECE <= MARK; start += PIECE) {
        size_t i = 0;
        while (i < PIECE && bytes[i] == (masked[start + i] ^ MASK))
            i++;
        if (i == PIECE)
            return true;
    }
    return false;
}

static size_t count_pieces(const uint8_t *bytes, size_t length)
{
    size_t found = 0;
    for (size_t i = 0; i + PIECE <= length; i++)
        found += is_piece(bytes + i);
    return found;
}

static size_t search_region(int memory, unsigned long start, unsigned long end)
{
    static uint8_t page[65536];
    size_t found = 0;
    for (unsigned long at = start; at < end; at += sizeof page - PIECE) {
        if (at <= (unsigned long)page && (unsigned long)page < end)
            return found; /* its own reading place */
        ssize_t got = pread(memory, page, sizeof page, (off_t)at);
        if (got <= 0)
            break;
        size_t length = (size_t)got < end - at ? (size_t)got : end - at;
        found += count_pieces(page, length);
    }
    explicit_bzero(page, sizeof page);
    return found;
}

/* "start-end rwxp …" for one region. */
static size_t search_line(int memory, const char *line)
{
    char *rest = NULL;
    unsigned long start = strtoul(line, &rest, 16);
    unsigned long end = strtoul(rest + 1, &rest, 16);
    return rest[2] == 'w' && end - start < REGION_MAX ? search_region(memory, start, end) : 0;
}

/*
 * Pieces of the mark in everything that this process can write to. Allocates nothing and keeps its stack
 * small: what lies where a buffer was freed must not be overwritten by the search for it.
 */
static size_t remains(void)
{
    static char maps[1u << 18];
    size_t length = 0, found = 0;
    ssize_t got;
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    int list = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    while ((got = read(list, maps + length, sizeof maps - 1 - length)) > 0)
        length += (size_t)got;
    maps[length] = '\0';
    for (const char *line = maps; *line != '\0'; line = strchr(line, '\n') + 1)
        found += search_line(memory, line);
    close(list);
    close(memory);
    return found;
}

static void test_sealing_leaves_nothing_of_the_answers_in_memory(void **state)
{
    (void)state;
    struct pki pki;
    struct buffer answers, sealed;
    pki_start(&pki);
    assert_true(secret_start(NULL));
    struct trust *trust = trust_create(NULL);
    assert_true(trust_add(trust, pki.sealing_root.certificate, NULL));
    struct sealer *sealer = sealer_create(&pki.opening.certificate, 1, trust, pki.now, NULL);
    assert_true(random_bytes(masked, sizeof masked, NULL));

    buffer_init_secret(&answers, 8192);
    for (size_t i = 0; i < 8192; i++)
        assert_true(buffer_append_byte(&answers, masked[i % MARK] ^ MASK));
    assert_true(remains() > 0); /* the search finds what is there */
    buffer_init(&sealed, ENVELOPE_MAX);
    assert_true(sealer_seal(sealer, answers.data, answers.length, &sealed, NULL));
    buffer_finish(&answers);
    assert_int_equal(remains(), 0);

    buffer_finish(&sealed);
    sealer_destroy(sealer);
    trust_destroy(trust);
    secret_stop();
    pki_stop(&pki);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sealing_leaves_nothing_of_the_answers_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
