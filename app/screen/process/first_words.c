#include "app/screen/process/first_words.h"

#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <stdio.h>
#include <time.h>

void first_words_network(const struct first_network *network, char words[static FIRST_WORDS_SIZE])
{
    if (network->fixed)
        (void)text_format(words, FIRST_WORDS_SIZE, "fixed %s/%s %s %s", network->address,
                          network->prefix, network->gateway, network->dns);
    else
        (void)text_copy(words, FIRST_WORDS_SIZE, "dhcp");
}

bool first_words_time(const char *digits, char words[static FIRST_WORDS_SIZE])
{
    struct tm typed = {.tm_isdst = -1}, real;
    time_t seconds;

    if (sscanf(digits, "%4d%2d%2d%2d%2d", &typed.tm_year, &typed.tm_mon, &typed.tm_mday,
               &typed.tm_hour, &typed.tm_min) != 5)
        return false;
    typed.tm_year -= 1900;
    typed.tm_mon -= 1;
    real = typed;
    seconds = mktime(&real);
    if (seconds <= 0 || real.tm_mon != typed.tm_mon || real.tm_mday != typed.tm_mday ||
        real.tm_min != typed.tm_min)
        return false;
    clock_format(seconds, words);
    return true;
}

void first_words_calibration(const double matrix[6], char words[static FIRST_WORDS_SIZE])
{
    (void)text_format(words, FIRST_WORDS_SIZE, "display calibration %.5f %.5f %.5f %.5f %.5f %.5f",
                      matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]);
}
