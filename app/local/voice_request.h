/*
 * What the screen says to kiosk-voice over voice.sock, and hears from it. One connection is one
 * visit: framed messages (platform/base/local_stream.h) both ways until the screen's end closes. The
 * text may be an answer: it lives in secret memory at both ends and is copied nowhere else.
 *
 * To the voice: VOICE_SAY (1), number (be32), words per minute (be16), volume (1 byte), length of the
 * voice's name (1 byte), name, text in UTF-8; VOICE_STOP (2). From it: kind (1 byte), number (be32),
 * and one byte: the reason of VOICE_FAILED, the state of VOICE_HEADPHONES, else 0.
 */
#ifndef APP_LOCAL_VOICE_REQUEST_H
#define APP_LOCAL_VOICE_REQUEST_H

#include "platform/base/buffer.h"

#define VOICE_SOCKET       "voice.sock"
#define VOICE_NAME_MAX     31u         /* bytes of a voice's name, "pt-br" */
#define VOICE_TEXT_MAX     (16u << 10) /* bytes of a text */
#define VOICE_ORDER_MAX    (9u + VOICE_NAME_MAX + VOICE_TEXT_MAX)
#define VOICE_NOTICE_BYTES 6u
#define VOICE_SPEED_LEAST  80u /* words per minute, as espeak-ng counts them */
#define VOICE_SPEED_MOST   450u
#define VOICE_VOLUME_MOST  100u /* percent; 50 is as the voice was recorded */

enum voice_order_kind { VOICE_SAY = 1, VOICE_STOP = 2 };

/* Texts are borrowed and not NUL-ended. */
struct voice_order {
    enum voice_order_kind kind;
    uint32_t number; /* the asker's, to tell its orders apart; not 0 */
    unsigned speed;  /* words per minute */
    unsigned volume; /* percent */
    const char *name;
    size_t name_length;
    const char *text;
    size_t text_length;
};

/* Appends the message. ERROR_INPUT or ERROR_LIMIT for what voice_order_decode would refuse. */
bool voice_order_encode(const struct voice_order *order, struct buffer *message,
                        struct error *error) MUST_USE;
/* The texts point into `message`. ERROR_INPUT for an unknown kind, a number of 0, a speed, volume or
 * name out of bounds (names are letters, digits, '-', '_' and '+'), a text that is empty, too long, not
 * UTF-8 or has control characters other than line feeds. */
bool voice_order_decode(const uint8_t *message, size_t length, struct voice_order *order,
                        struct error *error) MUST_USE;

enum voice_notice_kind {
    VOICE_STARTED = 1,    /* the first sample that can be heard has gone to the audio device */
    VOICE_DONE = 2,       /* the last one has; not sent for what was interrupted */
    VOICE_FAILED = 3,     /* it will not be heard to its end; reason says why */
    VOICE_HEADPHONES = 4, /* at the beginning and whenever it changes; its number is 0 */
};

enum voice_failure {
    VOICE_NO_VOICE = 1,  /* there is no voice of that name */
    VOICE_NO_ENGINE = 2, /* espeak-ng cannot be started */
    VOICE_DIED = 3,      /* it ended in the middle */
    VOICE_LATE = 4,      /* it gave no samples in time, or never came to an end */
    VOICE_SILENT = 5,    /* it came to its end without a sample that can be heard */
    VOICE_NO_SOUND = 6,  /* no audio device opens, or it takes no samples */
    VOICE_REFUSED = 7,   /* the order itself cannot be used */
    VOICE_LOST = 8 /* kiosk-voice does not answer; the screen's side says so, never the voice */
};

enum voice_headphones { VOICE_HEADPHONES_UNKNOWN, VOICE_HEADPHONES_OUT, VOICE_HEADPHONES_IN };

struct voice_notice {
    enum voice_notice_kind kind;
    uint32_t number;
    enum voice_failure reason;        /* of VOICE_FAILED */
    enum voice_headphones headphones; /* of VOICE_HEADPHONES */
};

/* "no-voice", "no-engine", "died", "late", "silent", "no-sound", "refused", "lost". */
const char *voice_failure_name(enum voice_failure reason);
/* "unknown", "out", "in". */
const char *voice_headphones_name(enum voice_headphones state);

void voice_notice_encode(const struct voice_notice *notice,
                         uint8_t message[static VOICE_NOTICE_BYTES]);
bool voice_notice_decode(const uint8_t *message, size_t length, struct voice_notice *notice,
                         struct error *error) MUST_USE;

#endif
