#include "app/central/receive/receive_config.h"

#include "app/central/ledger/ledger.h"
#include "app/central/server_config.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#define ROW(...) CONFIG_ROW(struct receive_config, __VA_ARGS__)

static const struct config_key keys[] = {
    SERVER_CONFIG_ROWS(struct receive_config),
    ROW("tls", "kiosks", CONFIG_PATH, kiosks, .meaning = "certificate that signs kiosks, PEM"),
    ROW("tls", "revoked", CONFIG_PATH, revoked, .meaning = "revocation list of that authority"),
    ROW("tls", "refused", CONFIG_PATH, refused, .meaning = "list of kiosks that are kept out"),
    ROW("ledger", "file", CONFIG_PATH, ledger, .meaning = "the ledger, a SQLite file"),
    ROW("ledger", "database", CONFIG_TEXT, database,
        .meaning = "the ledger in PostgreSQL, a connection string"),
    ROW("retention", "days", CONFIG_NUMBER, retention_days, .least = 0, .most = 36500,
        .meaning = "how long finished requests are kept"),
    ROW("updates", "folder", CONFIG_PATH, updates,
        .meaning = "folder of update bundles that kiosks may fetch"),
    {.section = NULL},
};

/* The value itself is not told: it may hold a password. */
static bool choose_ledger(const char *path, struct receive_config *config, struct error *error)
{
    if (config->database[0] == '\0')
        return true;
    if (!ledger_is_database(config->database))
        return error_set(error, ERROR_INPUT,
                         "%s: [ledger] database is no connection string: write service=NAME or "
                         "postgresql://HOST/NAME, or name a file with file=",
                         path);
    return text_copy(config->ledger, sizeof config->ledger, config->database);
}

bool receive_config_load(const char *folder, struct receive_config *config, struct error *error)
{
    char path[RECEIVE_PATH_SIZE];

    *config = (struct receive_config){.address = "0.0.0.0", .port = 8443};
    if (!file_join(path, sizeof path, folder, "receive.ini") ||
        !file_join(config->certificate, sizeof config->certificate, folder, "server.pem") ||
        !file_join(config->key, sizeof config->key, folder, "server.key") ||
        !file_join(config->kiosks, sizeof config->kiosks, folder, "issuing.pem") ||
        !file_join(config->revoked, sizeof config->revoked, folder, "crl.pem") ||
        !file_join(config->refused, sizeof config->refused, folder, "refused") ||
        !file_join(config->ledger, sizeof config->ledger, folder, "ledger.db") ||
        !file_join(config->opening, sizeof config->opening, folder, "../open"))
        return error_set(error, ERROR_INPUT, "%.100s… is too long for a folder", folder);
    return config_load(path, keys, config, error) && choose_ledger(path, config, error);
}
