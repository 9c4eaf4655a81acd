/* The table of pinyin, platform/typing/pinyin.h. */
#include "platform/base/text.h"
#include "platform/typing/pinyin.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(pinyin)
{
    static const char *const typed[] = {"wang", "w", "zhuangx", "lv", "a", "x"};
    struct pinyin pinyin;
    char character[PINYIN_CHARACTER_SIZE];

    if (pinyin_read(&pinyin, fuzz_file("pinyin.table", data, size), NULL))
        for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
            for (size_t index = 0; index < 40; index++) {
                size_t letters = pinyin_candidate(&pinyin, typed[i], index, character);

                fuzz_must(letters <= strlen(typed[i]));
                fuzz_must(text_is_utf8(character, strlen(character)));
                fuzz_must((letters == 0) == (character[0] == '\0'));
            }
    pinyin_release(&pinyin);
    return 0;
}
