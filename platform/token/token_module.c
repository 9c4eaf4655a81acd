#include "platform/token/token_module.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MAX       64
#define POINT_IN_OCTETS (KEY_POINT_SIZE + 2) /* DER: OCTET STRING, its length, the point */

struct token {
    void *library;
    CK_FUNCTION_LIST_PTR calls;
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE key;
    bool initialised;
};

void token_close(struct token *token)
{
    if (token == NULL)
        return;
    if (token->initialised)
        (void)token->calls->C_Finalize(NULL);
    if (token->library != NULL)
        (void)dlclose(token->library);
    free(token);
}

/* ---- finding ------------------------------------------------------------------ */

static bool load_module(struct token *token, const struct token_place *place, struct error *error)
{
    CK_C_GetFunctionList get = NULL;

    token->library = dlopen(place->module, RTLD_NOW | RTLD_LOCAL);
    if (token->library == NULL)
        return error_set(error, ERROR_NOT_FOUND, "the PKCS #11 module cannot be loaded: %s",
                         dlerror());
    *(void **)&get = dlsym(token->library, "C_GetFunctionList");
    if (get == NULL || get(&token->calls) != CKR_OK)
        return error_set(error, ERROR_INPUT, "%s is not a PKCS #11 module", place->module);
    if (token->calls->C_Initialize(NULL) != CKR_OK)
        return error_set(error, ERROR_UNAVAILABLE, "%s does not start", place->module);
    token->initialised = true;
    return true;
}

/* Labels of tokens are padded with blanks. */
static bool has_label(const struct token *token, CK_SLOT_ID slot, const char *label)
{
    CK_TOKEN_INFO info;
    size_t length = strlen(label);

    if (token->calls->C_GetTokenInfo(slot, &info) != CKR_OK || length > sizeof info.label ||
        memcmp(info.label, label, length) != 0)
        return false;
    for (size_t i = length; i < sizeof info.label; i++)
        if (info.label[i] != ' ')
            return false;
    return true;
}

static bool open_session(struct token *token, const struct token_place *place, struct error *error)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;

    if (token->calls->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK)
        count = 0;
    for (CK_ULONG i = 0; i < count; i++)
        if (has_label(token, slots[i], place->token))
            return token->calls->C_OpenSession(slots[i], CKF_SERIAL_SESSION, NULL, NULL,
                                               &token->session) == CKR_OK ||
                   error_set(error, ERROR_UNAVAILABLE, "the token '%s' cannot be used",
                             place->token);
    return error_set(error, ERROR_NOT_FOUND, "there is no token '%s'", place->token);
}

static bool log_in(struct token *token, const char *pin, struct error *error)
{
    CK_RV result =
        token->calls->C_Login(token->session, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)pin, strlen(pin));
    return result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN ||
           error_set(error, ERROR_REFUSED, "the token does not take this PIN (0x%lx)",
                     (unsigned long)result);
}

static bool find_object(const struct token *token, CK_OBJECT_CLASS class, const char *label,
                        CK_OBJECT_HANDLE *object)
{
    CK_KEY_TYPE type = CKK_EC;
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class},
                             {CKA_KEY_TYPE, &type, sizeof type},
                             {CKA_LABEL, (void *)(uintptr_t)label, strlen(label)}};
    CK_ULONG count = 0;

    if (token->calls->C_FindObjectsInit(token->session, wanted, 3) != CKR_OK)
        return false;
    bool fine = token->calls->C_FindObjects(token->session, object, 1, &count) == CKR_OK;
    return token->calls->C_FindObjectsFinal(token->session) == CKR_OK && fine && count == 1;
}

/* The standard has the point in an OCTET STRING; some tokens leave that out. */
static bool read_point(const struct token *token, CK_OBJECT_HANDLE object,
                       uint8_t point[static KEY_POINT_SIZE])
{
    uint8_t bytes[POINT_IN_OCTETS];
    CK_ATTRIBUTE wanted = {CKA_EC_POINT, bytes, sizeof bytes};

    if (token->calls->C_GetAttributeValue(token->session, object, &wanted, 1) != CKR_OK)
        return false;
    if (wanted.ulValueLen == POINT_IN_OCTETS && bytes[0] == 0x04 && bytes[1] == KEY_POINT_SIZE)
        memcpy(point, bytes + 2, KEY_POINT_SIZE);
    else if (wanted.ulValueLen == KEY_POINT_SIZE)
        memcpy(point, bytes, KEY_POINT_SIZE);
    else
        return false;
    return true;
}

/* ---- using -------------------------------------------------------------------- */

static bool read_secret(const struct token *token, CK_OBJECT_HANDLE object,
                        uint8_t secret[KEY_SECRET_SIZE])
{
    CK_ATTRIBUTE wanted = {CKA_VALUE, secret, KEY_SECRET_SIZE};
    bool fine = token->calls->C_GetAttributeValue(token->session, object, &wanted, 1) == CKR_OK &&
                wanted.ulValueLen == KEY_SECRET_SIZE;
    return token->calls->C_DestroyObject(token->session, object) == CKR_OK && fine;
}

bool token_agree(const struct token *token, const uint8_t point[static KEY_POINT_SIZE],
                 uint8_t secret[static KEY_SECRET_SIZE])
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_GENERIC_SECRET;
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    CK_ULONG length = KEY_SECRET_SIZE;
    CK_ATTRIBUTE made[] = {
        {CKA_CLASS, &class, sizeof class},   {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_TOKEN, &no, sizeof no},         {CKA_SENSITIVE, &no, sizeof no},
        {CKA_EXTRACTABLE, &yes, sizeof yes}, {CKA_VALUE_LEN, &length, sizeof length}};
    CK_ECDH1_DERIVE_PARAMS parameters = {.kdf = CKD_NULL,
                                         .ulPublicDataLen = KEY_POINT_SIZE,
                                         .pPublicData = (CK_BYTE_PTR)(uintptr_t)point};
    CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &parameters, sizeof parameters};
    CK_OBJECT_HANDLE object = 0;

    return token->calls->C_DeriveKey(token->session, &mechanism, token->key, made,
                                     sizeof made / sizeof *made, &object) == CKR_OK &&
           read_secret(token, object, secret);
}

static bool open_all(struct token *token, const struct token_place *place, const char *pin,
                     uint8_t point[static KEY_POINT_SIZE], struct error *error)
{
    CK_OBJECT_HANDLE public_half = 0;

    if (!load_module(token, place, error) || !open_session(token, place, error) ||
        (pin != NULL && !log_in(token, pin, error)))
        return false;
    if (!find_object(token, CKO_PUBLIC_KEY, place->key, &public_half) ||
        !read_point(token, public_half, point) ||
        (pin != NULL && !find_object(token, CKO_PRIVATE_KEY, place->key, &token->key)))
        return error_set(error, ERROR_NOT_FOUND,
                         "the token '%s' has no key pair '%s' on the curve P-256", place->token,
                         place->key);
    return true;
}

struct token *token_open(const struct token_place *place, const char *pin,
                         uint8_t point[static KEY_POINT_SIZE], struct error *error)
{
    struct token *token = calloc(1, sizeof *token);
    if (token == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a token");
        return NULL;
    }
    if (open_all(token, place, pin, point, error))
        return token;
    token_close(token);
    return NULL;
}
