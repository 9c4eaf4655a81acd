/*
 * A request as JSON: built from a visit's answers for sealing, and read again
 * at the central office. Format: docs/request.schema.json. It never holds the
 * receipt code, and nothing that was not asked.
 */
#ifndef APP_REGISTRATION_REQUEST_H
#define APP_REGISTRATION_REQUEST_H

#include "app/registration/rules.h"
#include "platform/base/buffer.h"

#define REQUEST_PADDING                                                                            \
    2048u /* the length is a multiple of it, so that it says little about the answers */
#define REQUEST_JSON_MAX   16384u /* padded */
#define REQUEST_UUID_BYTES 16u
#define REQUEST_CODES_MAX  FORM_CHOICES_MAX
#define REQUEST_ID_MAX     64u
#define REQUEST_NAME_SIZE  (RULES_NAME_CHARACTERS * 4u + 1u)

/* What a request says beside the answers. Texts are borrowed, UTF-8, at most REQUEST_ID_MAX bytes.
 */
struct request_origin {
    uint8_t uuid_random[REQUEST_UUID_BYTES]; /* random bytes; version and variant are set here (RFC
                                                9562, 5.4) */
    const char *kiosk;
    const char *site;
    const char *time_zone; /* IANA name */
    const char *language;  /* of the screen */
    const char *saved_utc; /* RFC 3339, as clock_format gives it */
    bool clock_trusted;
};

/*
 * Appends the JSON, padded with spaces, to `out`, which should be a secret buffer (limit at least
 * REQUEST_JSON_MAX) and is the caller's to wipe. Only answers that apply and pass the rules go in;
 * ERROR_INPUT when the form is not complete (the text names the field's id, never an answer).
 */
bool request_build(const struct answers *answers, const struct request_origin *origin,
                   struct rules_day today, struct buffer *out, struct error *error) MUST_USE;

/* A request that was opened. Texts are empty where there is no answer. */
struct request {
    char uuid[37];
    char kiosk[REQUEST_ID_MAX + 1];
    char site[REQUEST_ID_MAX + 1];
    char time_zone[REQUEST_ID_MAX + 1];
    char form[FORM_CODE_MAX + 1];
    int form_version;
    char language[16];
    char saved_utc[21];
    bool clock_trusted;
    bool minor;
    bool phone_unverified;
    bool email_unverified;

    char role[FORM_CODE_MAX + 1];
    char services[REQUEST_CODES_MAX][FORM_CODE_MAX + 1];
    size_t service_count;
    char a_number[RULES_A_NUMBER_SIZE];
    char family_name[REQUEST_NAME_SIZE];
    char given_name[REQUEST_NAME_SIZE];
    char other_names[REQUEST_NAME_SIZE];
    char birth_date[RULES_DATE_SIZE];
    char age_band[FORM_CODE_MAX + 1];
    char birth_country[3];
    char visitor_name[REQUEST_NAME_SIZE];
    char phone[RULES_PHONE_SIZE]; /* E.164 with '+' */
    bool tty;
    char email[RULES_EMAIL_BYTES + 1];
    char ways[REQUEST_CODES_MAX][FORM_CODE_MAX + 1];
    size_t way_count;
    char hours[REQUEST_CODES_MAX][FORM_CODE_MAX + 1];
    size_t hour_count;
    char voicemail[FORM_CODE_MAX + 1];
    char alert_language[16];
    char pin[RULES_PIN_DIGITS + 1];
};

/*
 * Reads and validates one opened request: well-formed UTF-8 JSON without duplicate members, every
 * member of the schema with its type, limits and form. Members it does not know are refused at the
 * top and skipped among the answers (a later form may ask more). ERROR_INPUT names the member,
 * never its value. *request is filled last; request_wipe it after use.
 */
bool request_read(const uint8_t *json, size_t length, struct request *request,
                  struct error *error) MUST_USE;

/* Overwrites it. */
void request_wipe(struct request *request);

#endif
