#include "app/central/issuing/enrol_config.h"

#include "app/central/office/office.h"
#include "app/central/server_config.h"

#define ROW(...) CONFIG_ROW(struct enrol_config, __VA_ARGS__)

static const struct config_key keys[] = {
    SERVER_CONFIG_ROWS(struct enrol_config),
    ROW("enrol", "url", CONFIG_TEXT, url, .meaning = "where kiosks reach it, https://host:port"),
    ROW("enrol", "days", CONFIG_NUMBER, days, .least = 1, .most = 1095,
        .meaning = "days of validity of a kiosk's certificate"),
    ROW("enrol", "expired_days", CONFIG_NUMBER, expired_days, .least = 0, .most = 365,
        .meaning = "days after its end in which a certificate can be renewed"),
    {.section = NULL},
};

bool enrol_config_load(const char *folder, struct enrol_config *config, struct error *error)
{
    char path[FILE_PATH_MAX];

    *config = (struct enrol_config){
        .address = "0.0.0.0", .port = 8444, .days = OFFICE_KIOSK_DAYS, .expired_days = 30};
    if (!file_join(path, sizeof path, folder, "enrol.ini") ||
        !file_join(config->certificate, sizeof config->certificate, folder, "enrol-server.pem") ||
        !file_join(config->key, sizeof config->key, folder, "enrol-server.key") ||
        !file_join(config->opening, sizeof config->opening, folder, "../open"))
        return error_set(error, ERROR_INPUT, "%.100s… is too long for a folder", folder);
    return config_load(path, keys, config, error);
}
