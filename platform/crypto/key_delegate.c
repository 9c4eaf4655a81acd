#define OPENSSL_SUPPRESS_DEPRECATED /* EC_KEY_METHOD: see the header */

#include "platform/crypto/key_delegate.h"

#include "platform/crypto/openssl.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define APP_DATA 0 /* the index that OpenSSL keeps free for the application */

struct delegate {
    const struct key_holder *holder;
    void *context;
    EC_KEY_METHOD *method;
};

static int sign(int type, const unsigned char *digest, int length, unsigned char *signature,
                unsigned int *signature_length, const BIGNUM *kinv, const BIGNUM *r, EC_KEY *key)
{
    struct delegate *delegate = EC_KEY_get_ex_data(key, APP_DATA);
    size_t made = SIGNATURE_MAX;

    (void)type, (void)kinv, (void)r;
    if (delegate->holder->sign == NULL ||
        !delegate->holder->sign(delegate->context, digest, (size_t)length, signature, &made))
        return 0;
    *signature_length = (unsigned)made;
    return 1;
}

/* OpenSSL frees the secret, wiped. */
static int agree(unsigned char **secret, size_t *length, const EC_POINT *point, const EC_KEY *key)
{
    const struct delegate *delegate = EC_KEY_get_ex_data(key, APP_DATA);
    uint8_t other[KEY_POINT_SIZE];
    unsigned char *made = OPENSSL_malloc(KEY_SECRET_SIZE);

    if (made != NULL && delegate->holder->agree != NULL &&
        EC_POINT_point2oct(EC_KEY_get0_group(key), point, POINT_CONVERSION_UNCOMPRESSED, other,
                           sizeof other, NULL) == sizeof other &&
        delegate->holder->agree(delegate->context, other, made)) {
        *secret = made;
        *length = KEY_SECRET_SIZE;
        return 1;
    }
    OPENSSL_clear_free(made, KEY_SECRET_SIZE);
    return 0;
}

static void release(struct delegate *delegate)
{
    delegate->holder->finish(delegate->context);
    EC_KEY_METHOD_free(delegate->method);
    free(delegate);
}

static void finish(EC_KEY *key)
{
    struct delegate *delegate = EC_KEY_get_ex_data(key, APP_DATA);
    if (delegate != NULL)
        release(delegate);
}

static struct delegate *make(const struct key_holder *holder, void *context)
{
    struct delegate *delegate = calloc(1, sizeof *delegate);
    EC_KEY_METHOD *method = EC_KEY_METHOD_new(EC_KEY_OpenSSL());

    if (delegate == NULL || method == NULL) {
        EC_KEY_METHOD_free(method);
        free(delegate);
        holder->finish(context);
        return NULL;
    }
    EC_KEY_METHOD_set_init(method, NULL, finish, NULL, NULL, NULL, NULL);
    EC_KEY_METHOD_set_sign(method, sign, NULL, NULL);
    EC_KEY_METHOD_set_compute_key(method, agree);
    *delegate = (struct delegate){holder, context, method};
    return delegate;
}

static bool set_point(EC_KEY *key, const uint8_t *bytes)
{
    EC_POINT *point = EC_POINT_new(EC_KEY_get0_group(key));
    bool fine =
        point != NULL &&
        EC_POINT_oct2point(EC_KEY_get0_group(key), point, bytes, KEY_POINT_SIZE, NULL) == 1 &&
        EC_KEY_set_public_key(key, point) == 1;
    EC_POINT_free(point);
    return fine;
}

/* Once the key has its method, freeing it releases the delegate. */
static EVP_PKEY *wrap(EC_KEY *key, struct delegate *delegate, const uint8_t *point)
{
    EVP_PKEY *pkey = EVP_PKEY_new();

    if (EC_KEY_set_ex_data(key, APP_DATA, delegate) != 1 ||
        EC_KEY_set_method(key, delegate->method) != 1) {
        release(delegate);
        EVP_PKEY_free(pkey);
        EC_KEY_free(key);
        return NULL;
    }
    if (pkey != NULL && set_point(key, point) && EVP_PKEY_assign_EC_KEY(pkey, key) == 1)
        return pkey;
    EVP_PKEY_free(pkey);
    EC_KEY_free(key);
    return NULL;
}

EVP_PKEY *key_delegate(const struct key_holder *holder, void *context,
                       const uint8_t point[static KEY_POINT_SIZE], struct error *error)
{
    EVP_PKEY *pkey = NULL;
    struct delegate *delegate = make(holder, context);
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);

    if (delegate != NULL && key != NULL)
        pkey = wrap(key, delegate, point);
    else if (delegate != NULL)
        release(delegate);
    else
        EC_KEY_free(key);
    if (pkey == NULL)
        openssl_error(error, ERROR_INPUT, "a public key cannot be used");
    return pkey;
}
