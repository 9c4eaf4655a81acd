/* A card that answers as the kernel does, <sound/asound.h>. */
#include "platform/sound/card.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <errno.h>
#include <sound/asound.h>
#include <sound/tlv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define DESCRIPTOR 77
#define PERCENT    60
#define ELEMENTS   2000
#define WRITES_MAX 200
#define PLAIN      (SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ)

struct element {
    const char *name;
    snd_ctl_elem_type_t type;
    snd_ctl_elem_iface_t interface; /* 0: the mixer */
    unsigned access, channels;
    long most, values[4];
    int refuses; /* errno of a write */
    bool has_no_scale;
};

static struct element a_switch(const char *name)
{
    return (struct element){
        .name = name, .type = SNDRV_CTL_ELEM_TYPE_BOOLEAN, .access = PLAIN, .channels = 2};
}

static struct element a_volume(const char *name)
{
    return (struct element){.name = name,
                            .type = SNDRV_CTL_ELEM_TYPE_INTEGER,
                            .access = PLAIN,
                            .channels = 2,
                            .most = 87};
}

struct fake {
    struct element *elements;
    size_t count;
    size_t written[WRITES_MAX];
    size_t writes;
};

/* The kernel has no more to go by than the descriptor. */
static struct fake *plugged;

static int refuse(int number)
{
    errno = number;
    return -1;
}

static struct element *find(unsigned number)
{
    return number >= 1 && number <= plugged->count ? &plugged->elements[number - 1] : NULL;
}

static void identify(unsigned number, struct snd_ctl_elem_id *id)
{
    const struct element *element = find(number);

    *id = (struct snd_ctl_elem_id){
        .numid = number,
        .iface = element->interface != 0 ? element->interface : SNDRV_CTL_ELEM_IFACE_MIXER};
    (void)snprintf((char *)id->name, sizeof id->name, "%s", element->name);
}

static int list(struct snd_ctl_elem_list *wanted)
{
    wanted->count = (unsigned)plugged->count;
    wanted->used = wanted->count < wanted->space ? wanted->count : wanted->space;
    for (unsigned i = 0; i < wanted->used; i++) {
        identify(i + 1, &wanted->pids[i]);
    }
    return 0;
}

static int inform(struct snd_ctl_elem_info *info)
{
    const struct element *element = find(info->id.numid);

    if (element == NULL) {
        return refuse(ENOENT);
    }
    info->type = element->type;
    info->access = element->access;
    info->count = element->channels;
    info->value.integer.min = 0;
    info->value.integer.max = element->most;
    return 0;
}

static int scale(unsigned *tlv)
{
    const unsigned words[] = {SNDRV_CTL_TLVD_DB_SCALE_ITEM((unsigned)-6525, 75, 0)};
    const struct element *element = find(tlv[0]);

    if (element == NULL || element->has_no_scale || tlv[1] < sizeof words) {
        return refuse(ENXIO);
    }
    memcpy(tlv + 2, words, sizeof words);
    return 0;
}

static int give(struct snd_ctl_elem_value *value)
{
    const struct element *element = find(value->id.numid);

    for (unsigned i = 0; i < element->channels; i++) {
        value->value.integer.value[i] = element->values[i];
    }
    return 0;
}

static int take(const struct snd_ctl_elem_value *value)
{
    struct element *element = find(value->id.numid);

    if (element->refuses != 0) {
        return refuse(element->refuses);
    }
    for (unsigned i = 0; i < element->channels; i++) {
        assert_in_range(value->value.integer.value[i], 0,
                        element->type == SNDRV_CTL_ELEM_TYPE_BOOLEAN ? 1 : element->most);
        element->values[i] = value->value.integer.value[i];
    }
    assert_true(plugged->writes < WRITES_MAX);
    plugged->written[plugged->writes++] = value->id.numid - 1;
    return 1; /* it changed */
}

static int ask(int descriptor, unsigned long request, void *argument)
{
    assert_int_equal(descriptor, DESCRIPTOR);
    switch (request) {
    case SNDRV_CTL_IOCTL_ELEM_LIST:
        return list(argument);
    case SNDRV_CTL_IOCTL_ELEM_INFO:
        return inform(argument);
    case SNDRV_CTL_IOCTL_TLV_READ:
        return scale(argument);
    case SNDRV_CTL_IOCTL_ELEM_READ:
        return give(argument);
    case SNDRV_CTL_IOCTL_ELEM_WRITE:
        return take(argument);
    default:
        return refuse(ENOTTY);
    }
}

static bool level(struct fake *fake, struct card_report *report, struct error *error)
{
    plugged = fake;
    return card_set_level_of(DESCRIPTOR, ask, PERCENT, report, error);
}
#define FAKE(elements_)                                                                            \
    {                                                                                              \
        .elements = (elements_), .count = sizeof(elements_) / sizeof(elements_)[0]                 \
    }

static void a_card_that_was_just_switched_on_is_heard(void **state)
{
    struct element elements[] = {
        a_volume("Headphone Playback Volume"), a_switch("Headphone Playback Switch"),
        a_volume("Master Playback Volume"), a_switch("Master Playback Switch")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    elements[2].channels = 1;
    elements[3].channels = 1;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(elements[0].values[0], 69);
    assert_int_equal(elements[0].values[1], 69);
    assert_int_equal(elements[1].values[0], 1);
    assert_int_equal(elements[1].values[1], 1);
    assert_int_equal(elements[2].values[0], 87);
    assert_int_equal(elements[2].values[1], 0);
    assert_int_equal(elements[3].values[0], 1);
    assert_int_equal(report.controls, 4);
    assert_int_equal(report.changed, 4);
    assert_int_equal(report.volumes, 1);
    assert_true(report.in_decibels);
    assert_int_equal(report.hundredths, -1350);
}

static void headphones_that_were_too_loud_are_turned_down(void **state)
{
    struct element elements[] = {a_volume("Headphone Playback Volume")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    elements[0].values[0] = 87;
    elements[0].values[1] = 87;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(elements[0].values[0], 69);
    assert_int_equal(elements[0].values[1], 69);
}

static void what_is_right_is_not_written_again(void **state)
{
    struct element elements[] = {a_switch("Speaker Playback Switch"),
                                 a_volume("Speaker Playback Volume")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(fake.writes, 2);
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(fake.writes, 2);
    assert_int_equal(report.changed, 0);
    assert_int_equal(report.controls, 2);
}

static void nothing_is_heard_before_it_has_its_level(void **state)
{
    struct element elements[] = {a_switch("Speaker Playback Switch"),
                                 a_switch("Master Playback Switch"),
                                 a_volume("Speaker Playback Volume")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    elements[2].values[0] = 87;
    elements[2].values[1] = 87;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(fake.written[0], 2);
    assert_int_equal(fake.writes, 3);
}

static void what_is_not_ours_is_left_as_it_is(void **state)
{
    struct element elements[] = {
        a_switch("Mic Playback Switch"),       a_volume("Mic Boost Volume"),
        a_switch("Headphone Playback Switch"), a_volume("PCM Playback Volume"),
        a_volume("DAC Playback Volume"),       a_volume("Wave Playback Volume"),
        a_volume("Speaker Playback Volume"),   a_volume("Headset Playback Volume")};
    struct fake fake = FAKE(elements);
    struct card_report report;
    struct error error;

    (void)state;
    elements[2].interface = SNDRV_CTL_ELEM_IFACE_PCM;
    elements[3].access = SNDRV_CTL_ELEM_ACCESS_READ;
    elements[4].access = PLAIN | SNDRV_CTL_ELEM_ACCESS_INACTIVE;
    elements[5].most = 0;
    elements[6].channels = 0;
    elements[7].type = SNDRV_CTL_ELEM_TYPE_ENUMERATED;
    assert_false(level(&fake, &report, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_int_equal(report.controls, 0);
    assert_int_equal(fake.writes, 0);
}

static void one_that_refuses_does_not_keep_the_others_mute(void **state)
{
    struct element elements[] = {a_volume("Headphone Playback Volume"),
                                 a_switch("Headphone Playback Switch"),
                                 a_switch("Master Playback Switch")};
    struct fake fake = FAKE(elements);
    struct card_report report;
    struct error error;

    (void)state;
    elements[0].refuses = EIO;
    elements[2].refuses = EPERM;
    assert_false(level(&fake, &report, &error));
    assert_int_equal(error.kind, ERROR_IO);
    assert_non_null(strstr(error.text, "'Headphone Playback Volume'"));
    assert_int_equal(elements[1].values[0], 1);
    assert_int_equal(report.controls, 3);
    assert_int_equal(report.changed, 1);
}

static void without_decibels_steps_are_shared_out(void **state)
{
    struct element elements[] = {a_volume("PCM Playback Volume")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    elements[0].has_no_scale = true;
    elements[0].most = 255;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(elements[0].values[1], 153);
    assert_false(report.in_decibels);
    assert_int_equal(report.volumes, 1);
}

static void a_card_with_names_of_its_own_is_heard_too(void **state)
{
    struct element elements[] = {a_volume("Audio Output Volume Control Playback Volume"),
                                 a_switch("Audio Output Volume Control Playback Switch"),
                                 a_switch("Microphone Playback Switch")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(elements[0].values[0], 69);
    assert_int_equal(elements[1].values[0], 1);
    assert_int_equal(elements[2].values[0], 0);
}

static void what_is_known_goes_before_what_is_guessed(void **state)
{
    struct element elements[] = {a_volume("Crossfeed Playback Volume"),
                                 a_volume("Headphone Playback Volume")};
    struct fake fake = FAKE(elements);
    struct card_report report;

    (void)state;
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(elements[0].values[0], 0);
    assert_int_equal(elements[1].values[0], 69);
}

static void a_card_with_more_than_fits_is_survived(void **state)
{
    struct element *elements = calloc(ELEMENTS, sizeof *elements);
    struct fake fake = {.elements = elements, .count = ELEMENTS};
    struct card_report report;

    (void)state;
    for (size_t i = 0; i < ELEMENTS; i++) {
        elements[i] = a_switch("Speaker Playback Switch");
    }
    assert_true(level(&fake, &report, NULL));
    assert_int_equal(report.controls, CARD_LEVEL_MAX);
    assert_int_equal(fake.writes, CARD_LEVEL_MAX);
    free(elements);
}

static void no_card_is_told_from_one_that_says_nothing(void **state)
{
    struct temp_folder *folder = *state;
    const char *path = temp_folder_path(folder, "controlC0");
    struct card_report report;
    struct error error;

    assert_false(card_set_level(path, PERCENT, &report, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fclose(file);
    assert_false(card_set_level(path, PERCENT, &report, &error));
    assert_int_equal(error.kind, ERROR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_that_was_just_switched_on_is_heard),
        cmocka_unit_test(headphones_that_were_too_loud_are_turned_down),
        cmocka_unit_test(what_is_right_is_not_written_again),
        cmocka_unit_test(nothing_is_heard_before_it_has_its_level),
        cmocka_unit_test(what_is_not_ours_is_left_as_it_is),
        cmocka_unit_test(one_that_refuses_does_not_keep_the_others_mute),
        cmocka_unit_test(without_decibels_steps_are_shared_out),
        cmocka_unit_test(a_card_with_names_of_its_own_is_heard_too),
        cmocka_unit_test(what_is_known_goes_before_what_is_guessed),
        cmocka_unit_test(a_card_with_more_than_fits_is_survived),
        cmocka_unit_test_setup_teardown(no_card_is_told_from_one_that_says_nothing,
                                        temp_folder_setup, temp_folder_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
