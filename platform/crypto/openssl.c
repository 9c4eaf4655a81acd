#include "platform/crypto/openssl.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Good until the queue is emptied. */
static const char *oldest_reason(void)
{
    const char *told = NULL;
    int flags = 0;
    unsigned long code = ERR_get_error_all(NULL, NULL, NULL, &told, &flags);
    return ERR_GET_LIB(code) == ERR_LIB_USER && (flags & ERR_TXT_STRING) != 0
               ? told
               : ERR_reason_error_string(code);
}

bool openssl_error(struct error *error, enum error_kind kind, const char *format, ...)
{
    const char *reason = oldest_reason();
    char text[ERROR_TEXT_MAX];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (reason != NULL)
        error_set(error, kind, "%s: %s", text, reason);
    else
        error_set(error, kind, "%s", text);
    ERR_clear_error();
    return false;
}

void openssl_tell(const char *text)
{
    ERR_raise_data(ERR_LIB_USER, ERR_R_OPERATION_FAIL, "%s", text);
}

int openssl_refuse_password(char *password, int size, int writing, void *context)
{
    (void)password, (void)size, (void)writing, (void)context;
    return -1;
}

bool openssl_is_p256(const EVP_PKEY *pkey)
{
    char group[32] = "";
    return pkey != NULL && EVP_PKEY_is_a(pkey, "EC") &&
           EVP_PKEY_get_group_name(pkey, group, sizeof group, NULL) == 1 &&
           (strcmp(group, "prime256v1") == 0 || strcmp(group, "P-256") == 0);
}
